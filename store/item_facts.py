"""Single items as detectors see them: the beginning of a query for them, and the facts out of its rows."""

from collections.abc import Iterable
from typing import Any

from core.facts import ItemFact
from core.times import moment
from store.audience import told_title
from store.item_team import OWNERS, TEAM

# one row for each goal that divides an item, the main one at position 0
ITEMS = f"""
SELECT i.id, i.source, i.key, {told_title()} AS title, i.url, i.container, i.category, i.category_since, {TEAM} AS team,
    a.person, l.goal, l.position
FROM items i
LEFT JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position >= 0
{OWNERS}
WHERE i.gone_at IS NULL AND
"""


def item_facts(rows: Iterable[Any]) -> tuple[ItemFact, ...]:
    """Rows of `ITEMS`."""
    return tuple(
        ItemFact(
            key=f"{row.source}:{row.key}",
            source=row.source,
            title=row.title,
            url=row.url,
            container=row.container,
            category=row.category,
            since=moment(row.category_since),
            team=row.team,
            assignee=row.person,
            goal=row.goal,
        )
        for row in rows
    )


def once(rows: Iterable[Any]) -> list[Any]:
    """Of an item that is divided between several of these goals, the row of the one that takes most."""
    first: dict[int, Any] = {}
    for row in sorted(rows, key=lambda row: (row.source, row.key, row.id, row.position)):
        first.setdefault(row.id, row)
    return list(first.values())
