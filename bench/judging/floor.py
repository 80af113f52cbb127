"""What judging is measured against: newest activity, work in progress and effort of goals, by one set-based query."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, text

from core.times import DAY, millis

DAYS = 28
_NEWEST = "max((SELECT max(n.at) FROM activities n WHERE n.item_key = i.key AND n.source = i.source AND n.bot = false))"
_GOALS = f"""
WITH days AS (
    SELECT DISTINCT source, item_key, actor, at / {DAY} AS day FROM activities WHERE NOT bot AND at >= :start
), shared AS (
    SELECT source, item_key, 1.0 / count(*) OVER (PARTITION BY source, actor, day) AS share FROM days
), spent AS (
    SELECT source, item_key, sum(share) AS person_days FROM shared GROUP BY source, item_key
)
SELECT l.goal, {_NEWEST} AS newest, sum(CASE WHEN i.category = 'doing' THEN 1 ELSE 0 END) AS wip,
    sum(s.person_days * l.share) AS effort
FROM links l JOIN items i ON i.id = l.item_id
LEFT JOIN spent s ON s.source = i.source AND s.item_key = i.key
WHERE l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL AND l.goal GOALS GROUP BY l.goal
"""


def per_goal(tx: Connection, now: datetime) -> int:
    """Of all goals; how many there are with items."""
    return _count(tx, _GOALS.replace("GOALS", "IS NOT NULL"), now)


def per_touched_goal(tx: Connection, now: datetime, changed: Collection[int]) -> int:
    """Of the goals that these items (by number) serve; how many they are."""
    numbers = ", ".join(map(str, changed))
    touched = f"SELECT goal FROM links WHERE valid_to IS NULL AND position >= 0 AND item_id IN ({numbers})"
    return _count(tx, _GOALS.replace("GOALS", f"IN ({touched})"), now)


def _count(tx: Connection, query: str, now: datetime) -> int:
    return len(tx.execute(text(query), {"start": millis(now) - DAYS * DAY}).all())
