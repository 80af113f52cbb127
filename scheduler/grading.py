"""Grades of the periods that have ended: the store tells how goals stood and what was said, the core grades."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from core.facts import GoalFact
from core.grades import Grade, grades
from core.periods import Ended, ended_periods
from store.goal_versions import goal_versions
from store.said import said


def graded(tx: Connection, at: datetime) -> list[Grade]:
    """Newest period first, then in order of keys. Nothing that is written after the days of grace changes a grade."""
    versions = goal_versions(tx, at)
    now = {each.goal.key: each.goal for each in versions if each.until is None or each.until > at}
    return [grade for ended in ended_periods(versions, at) for grade in grades(ended, _facts(tx, ended, at), now, at)]


def _facts(tx: Connection, ended: Ended, at: datetime) -> Iterator[GoalFact]:
    """What was said by the end of the days of grace; of goals that were first seen later, all that was said."""
    timely = {key: goal for key, goal in ended.goals.items() if key not in ended.late}
    yield from said(tx, ended.moment, timely).values()
    if ended.late:
        yield from said(tx, at, {key: ended.goals[key] for key in ended.late}).values()
