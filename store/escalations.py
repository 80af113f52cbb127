"""Threads that went upwards, by set-based SQL: from those who answer for the strategy to the talk in which they took part."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection

from core.facts import Escalations, GoalFact
from core.times import DAY, EPOCH, millis
from store.bulk import among

FIRST_MONDAY = EPOCH.date() - timedelta(days=3)  # 1970 began on a Thursday


def escalations(tx: Connection, now: datetime, goals: Iterable[GoalFact], weeks: int) -> tuple[Escalations, ...]:
    """Of the trailing whole weeks, Monday to Sunday in UTC, by team and week."""
    monday = now.date() - timedelta(days=now.weekday())
    end = (monday - EPOCH.date()).days * DAY
    seen = among(tx, _THREADS, _above(goals), start=end - 7 * weeks * DAY, end=min(end, millis(now)))
    counted = Counter((row.team, row.week) for row in {(row.id, row.team, row.week): row for row in seen}.values())
    return tuple(
        Escalations(team, FIRST_MONDAY + timedelta(weeks=week), counted[team, week]) for team, week in sorted(counted)
    )


def _above(goals: Iterable[GoalFact]) -> Sequence[str]:
    """Who answers for a strategy or objective in force."""
    levels = ("strategy", "objective")
    return sorted({owner for fact in goals if fact.goal.level in levels and not fact.ended for owner in fact.owners})


# what somebody above began was carried to nobody
_THREADS = f"""
SELECT DISTINCT i.id, c.team, (i.created_at / {DAY} + 3) / 7 AS week
FROM accounts a
JOIN activities n ON n.source = a.source AND n.actor = a.id AND NOT n.bot AND n.at >= :start
JOIN items i ON i.source = n.source AND i.key = n.item_key AND i.kind = 'thread' AND i.gone_at IS NULL
JOIN team_containers c ON c.source = i.source AND c.container = i.container
LEFT JOIN people p ON p.person = a.person
WHERE a.person IN :values AND i.created_at >= :start AND i.created_at < :end AND (p.team IS NULL OR p.team <> c.team)
    AND NOT EXISTS (
        SELECT 1 FROM activities f
        WHERE f.source = i.source AND f.item_key = i.key AND f.actor = n.actor AND f.at <= i.created_at
    )
"""
