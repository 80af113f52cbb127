"""Effort as it stands now, out of the rows that are kept of it. Days are whole UTC days, the last of them that of `now`.

What effort is stands in `store.effort`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, text

from core.facts import DailyEffort, MethodCoverage
from core.times import DAY, moment, trailing_days
from store import kept
from store.effort import ROUNDED
from store.kept.definitions import PICO


def spent(tx: Connection, now: datetime, days: int) -> Sequence[Any]:
    """Person-days of the trailing `days` days over how many items, by team, goal and whether the items are in `doing`."""
    return _rows(tx, _SPENT, now, days)


def daily_effort(tx: Connection, now: datetime, days: int) -> tuple[DailyEffort, ...]:
    """The effort of the trailing `days` days by day, team and goal."""
    return tuple(
        DailyEffort(
            day=_date(day),
            team=team,
            goal=goal or None,
            person_days=round(spent / PICO, ROUNDED),
            hours=round(hours, ROUNDED) if hours else 0.0,
            points=round(points, ROUNDED) if points else 0.0,
        )
        for day, team, goal, spent, hours, points in sorted(_rows(tx, _DAILY, now, days), key=itemgetter(0, 1, 2))
    )


@cache
def _date(day: int) -> date:
    return moment(day * DAY).date()


def workers(tx: Connection, now: datetime, days: int) -> dict[str, int]:
    """How many people worked in each team in the trailing `days` days."""
    return {row.team: row.people for row in sorted(_rows(tx, _WORKERS, now, days))}


def method_coverage(tx: Connection, now: datetime, days: int) -> tuple[MethodCoverage, ...]:
    """How much of what each team finished in the trailing `days` days has worklogs and story points."""
    return tuple(sorted((MethodCoverage(*row) for row in _rows(tx, _COVERAGE, now, days)), key=lambda each: each.team))


def _rows(tx: Connection, query: str, now: datetime, days: int) -> Sequence[Any]:
    first, last = trailing_days(now, days)
    return tx.execute(text(f"{kept.reading(tx, first)} {query}"), {"first": first, "last": last}).all()


_SPENT = f"""
SELECT team, goal, doing, CAST(sum(person_days) AS DOUBLE PRECISION) / {PICO} AS person_days,
    count(DISTINCT item_id) AS items
FROM efforts WHERE day >= :first AND day <= :last AND person <> '' GROUP BY team, goal, doing
"""
# as numbers that PostgreSQL adds up exactly: it reads rows in any order
_EXACT = "CAST(sum(CAST({0} AS NUMERIC)) AS DOUBLE PRECISION) AS {0}"
_DAILY = f"""
SELECT day, team, goal, CAST(sum(person_days) AS BIGINT) AS person_days, {_EXACT.format("hours")}, {_EXACT.format("points")}
FROM efforts WHERE day >= :first AND day <= :last GROUP BY day, team, goal
"""
_WORKERS = """
SELECT team, count(DISTINCT person) AS people FROM efforts WHERE day >= :first AND day <= :last AND person <> '' GROUP BY team
"""
_COVERAGE = """
SELECT team, count(*) AS done, sum(CASE WHEN logged THEN 1 ELSE 0 END) AS with_hours, count(points) AS with_points
FROM finished WHERE day >= :first AND day <= :last GROUP BY team
"""
