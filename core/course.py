"""The course of a key result: where its value was, and where it should have been. Pure, for pictures and their tables."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from msgspec import Struct

from core.detectors.key_result_pace import Settings, pace_of
from core.facts import GoalFact

Points = tuple[tuple[date, float], ...]


class Course(Struct, frozen=True, kw_only=True):
    """`expected` are the corners of the line that the value should follow, `actual` the values seen, oldest first, one a day.
    `ratio` is that of D8, None where nothing can be said yet; `projected` is the value at the end if it goes on as of late."""

    key: str
    title: str
    begin: date
    end: date
    expected: Points
    actual: Points
    ratio: float | None
    projected: float | None


def courses(goals: Iterable[GoalFact], at: datetime, settings: Settings) -> Iterator[Course]:
    """Of the key results in force that have a start, a target and a period, in order of keys."""
    for fact in goals:
        if fact.goal.level == "key_result" and not fact.ended and (course := _course(fact, at, settings)):
            yield course


def _course(fact: GoalFact, at: datetime, settings: Settings) -> Course | None:
    goal, pace = fact.goal, pace_of(fact, at, settings)
    begin, end = goal.effective_from, goal.effective_to
    if goal.start is None or goal.target is None or begin is None or end is None or end < begin:
        return None
    return Course(
        key=goal.key,
        title=goal.title,
        begin=begin,
        end=end,
        expected=((begin, goal.start), (end, goal.target)),
        actual=_actual(fact, at),
        ratio=pace.ratio if pace else None,
        projected=pace.projected if pace else None,
    )


def _actual(fact: GoalFact, at: datetime) -> Points:
    days = {seen.date(): value for seen, value in fact.values if seen <= at}
    if fact.goal.current is not None:
        days[at.date()] = fact.goal.current
    return tuple(sorted(days.items()))
