"""Where work hangs, by set-based SQL: items in progress by goal, and merged pull requests that belong to no work item."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import Connection, text

from core.facts import ActiveItems, MergedPulls
from core.times import DAY, millis
from store import kept
from store.item_team import OWNERS, TEAM

EXAMPLES = 10


def active_items(tx: Connection) -> tuple[ActiveItems, ...]:
    """Items in progress by team and main goal."""
    rows = [
        ActiveItems(row.team, row.goal or None, row.items) for row in tx.execute(text(f"{kept.reading(tx)} {_ACTIVE}"))
    ]
    return tuple(sorted(rows, key=lambda row: (row.team, row.goal or "")))


def merged_pulls(tx: Connection, now: datetime, days: int) -> tuple[MergedPulls, ...]:
    """Of the trailing `days` days, by team. What a robot opened needs no work item."""
    window = {"start": millis(now) - days * DAY, "end": millis(now)}
    examples: dict[str, list[str]] = defaultdict(list)
    for row in tx.execute(text(_EXAMPLES), window):
        examples[row.team].append(f"{row.source}:{row.key}")
    rows = tx.execute(text(_COUNTS), window).all()
    return tuple(MergedPulls(row.team, row.merged, row.alone, tuple(examples[row.team])) for row in rows)


# as `store.kept` keeps them: what no link covers under goal ''; `self` may be shared too, so those few are looked up
_ACTIVE = """
SELECT team, goal, CAST(sum(items) AS INTEGER) AS items FROM (
    SELECT team, goal, items FROM goal_tallies WHERE category = 'doing' AND team <> '' AND part NOT IN ('also', 'below', 'self')
    UNION ALL
    SELECT k.team, k.goal, 1 FROM goals g CROSS JOIN items i CROSS JOIN goal_items k CROSS JOIN links l
    WHERE i.source = g.source AND i.key = g.item AND k.goal = g.key AND k.item_id = i.id AND l.item_id = i.id
        AND l.goal = g.key AND l.valid_to IS NULL AND l.position = 0 AND k.category = 'doing' AND k.team <> ''
        AND k.part = 'self'
) AS parts GROUP BY team, goal
"""
# a board may call it something else than merged: the item's own record says so
_MERGED = f"""
WITH merged AS (
    SELECT i.id, i.source, i.key, i.category_since, {TEAM} AS team,
        EXISTS (SELECT 1 FROM items o WHERE o.source = i.source AND o.key = i.parent_key AND o.kind IN ('issue', 'epic'))
        OR EXISTS (
            SELECT 1 FROM item_refs r JOIN item_names n ON n.name = r.ref JOIN items o ON o.id = n.item_id
            WHERE r.item_id = i.id AND o.kind IN ('issue', 'epic')
        ) AS belongs
    FROM items i
    JOIN item_versions v ON v.item_id = i.id AND v.valid_to IS NULL AND v.status = 'merged'
    LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position = 0
    {OWNERS}
    WHERE i.gone_at IS NULL AND i.kind = 'pull_request' AND i.category = 'done'
        AND i.category_since >= :start AND i.category_since < :end
        AND (l.item_id IS NULL OR l.goal IS NOT NULL) AND {TEAM} IS NOT NULL
        AND NOT EXISTS (
            SELECT 1 FROM activities n WHERE n.source = i.source AND n.item_key = i.key AND n.bot AND n.kind = 'opened'
        )
)
"""
_COUNTS = f"""{_MERGED}
SELECT team, count(*) AS merged, sum(CASE WHEN belongs THEN 0 ELSE 1 END) AS alone FROM merged GROUP BY team ORDER BY team
"""
_EXAMPLES = f"""{_MERGED}, newest AS (
    SELECT team, source, key, row_number() OVER (PARTITION BY team ORDER BY category_since DESC, source, key) AS nth
    FROM merged WHERE NOT belongs
)
SELECT team, source, key FROM newest WHERE nth <= {EXAMPLES} ORDER BY team, nth
"""
