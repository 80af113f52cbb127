"""What was due and when it was done, as of a moment, by set-based SQL over the past of items."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from core.facts import DeadlineFact
from core.times import millis, moment
from store.audience import told_title


def deadlines(tx: Connection, now: datetime, days: int) -> tuple[DeadlineFact, ...]:
    """Items whose first due date lies in the `days` before today, and open ones whose date was moved to a later day."""
    today = now.date()
    window = {"now": millis(now), "today": today.isoformat(), "start": (today - timedelta(days=days)).isoformat()}
    return tuple(_fact(row) for row in tx.execute(text(_DEADLINES), window))


def _fact(row: Any) -> DeadlineFact:
    return DeadlineFact(
        key=f"{row.source}:{row.key}",
        source=row.source,
        title=row.title,
        url=row.url,
        container=row.container,
        team=row.team,
        goal=row.goal,
        due=date.fromisoformat(row.due),
        done_on=moment(row.done_at).date() if row.category == "done" else None,
        slips=row.slips,
    )


# done since the version that follows the last one that was not: what was reopened was not done by its day
_DEADLINES = f"""
WITH asked AS (
    SELECT item_id FROM item_versions WHERE due IS NOT NULL AND valid_from <= :now GROUP BY item_id
    HAVING min(due) < max(due) OR min(due) >= :start AND min(due) < :today
), dated AS (
    SELECT v.item_id, v.valid_from, v.due, lag(v.due) OVER (PARTITION BY v.item_id ORDER BY v.valid_from) AS before
    FROM asked a CROSS JOIN item_versions v WHERE v.item_id = a.item_id AND v.due IS NOT NULL AND v.valid_from <= :now
), committed AS (
    SELECT item_id, min(valid_from) AS at, sum(CASE WHEN due > before THEN 1 ELSE 0 END) AS slips
    FROM dated GROUP BY item_id
)
SELECT i.source, i.key, {told_title()} AS title, i.url, i.container, f.due, c.slips, n.category,
    coalesce(p.team, t.team) AS team, l.goal,
    (SELECT min(d.valid_from) FROM item_versions d WHERE d.item_id = i.id AND d.valid_from <= :now AND d.valid_from > coalesce(
        (SELECT max(o.valid_from) FROM item_versions o
         WHERE o.item_id = i.id AND o.category <> 'done' AND o.valid_from <= :now), -1)) AS done_at
FROM committed c
JOIN item_versions f ON f.item_id = c.item_id AND f.valid_from = c.at
JOIN item_versions n ON n.item_id = c.item_id AND n.valid_from <= :now AND (n.valid_to IS NULL OR n.valid_to > :now)
JOIN items i ON i.id = c.item_id AND i.kind IN ('issue', 'epic') AND (i.gone_at IS NULL OR i.gone_at > :now)
LEFT JOIN links l ON l.item_id = i.id AND l.position = 0 AND l.valid_from <= :now AND (l.valid_to IS NULL OR l.valid_to > :now)
LEFT JOIN accounts a ON a.source = i.source AND a.id = n.assignee
LEFT JOIN people p ON p.person = a.person
LEFT JOIN team_containers t ON t.source = i.source AND t.container = i.container
WHERE (f.due >= :start AND f.due < :today) OR (n.category <> 'done' AND c.slips > 0)
ORDER BY i.source, i.key
"""
