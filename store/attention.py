"""What threads are about, by set-based SQL. A thread stays `todo` since it was begun."""

from datetime import datetime

from sqlalchemy import Connection, text

from core.facts import Talk
from core.times import DAY, millis, trailing_days
from store.effort import ROUNDED


def talk(tx: Connection, now: datetime, days: int) -> tuple[Talk, ...]:
    """Threads begun in the trailing `days` whole UTC days, the last of them that of `now`, by the goals that they serve."""
    first, _ = trailing_days(now, days)
    rows = tx.execute(text(_TALK), {"start": first * DAY, "end": millis(now)})
    return tuple(Talk(row.goal, round(row.threads, ROUNDED)) for row in rows)


_TALK = """
SELECT l.goal, CAST(sum(l.share) AS DOUBLE PRECISION) AS threads FROM items i
JOIN links l ON l.item_id = i.id AND l.valid_to IS NULL AND l.position >= 0
WHERE i.category = 'todo' AND i.category_since >= :start AND i.category_since < :end AND i.kind = 'thread'
    AND i.gone_at IS NULL AND l.goal IS NOT NULL
GROUP BY l.goal ORDER BY l.goal
"""
