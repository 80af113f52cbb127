"""The course of a key result: where its value was, and where it should have been. Pure, for pictures and their tables."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from msgspec import Struct

from core.detectors.key_result_pace import Settings, pace_of
from core.facts import GoalFact
from core.measure import kind, line, span

Points = tuple[tuple[date, float], ...]


class Course(Struct, frozen=True, kw_only=True):
    """`expected` are the corners of the line that the value should follow, empty where it should keep between `low` and `high`.
    `actual` are the values seen, oldest first, one a day. `ratio` is that of D8, None where nothing can be said yet, and
    `projected` the value at the end if it goes on as of late."""

    key: str
    title: str
    begin: date
    end: date
    expected: Points = ()
    low: float | None = None
    high: float | None = None
    actual: Points
    ratio: float | None
    projected: float | None

    @property
    def rows(self) -> list[tuple[date, float | None, float | None]]:
        """Day, value and expected value, in order of days."""
        values = dict(self.actual)
        days = sorted({*values, *(day for day, _ in self.expected)})
        return [(day, values.get(day), self._expected_on(day)) for day in days]

    def _expected_on(self, day: date) -> float | None:
        """Straight from corner to corner; before the first and after the last there is nothing to expect."""
        for (left, low), (right, high) in pairwise(self.expected):
            if left <= day <= right:
                return low + (high - low) * ((day - left) / (right - left)) if left != right else high
        return None

    @property
    def bounds(self) -> tuple[float, ...]:
        return tuple(bound for bound in (self.low, self.high) if bound is not None)


def courses(goals: Iterable[GoalFact], at: datetime, settings: Settings) -> Iterator[Course]:
    """Of the key results in force that have a way to go or a range to keep, in order of keys. A milestone has neither."""
    for fact in goals:
        if fact.goal.level == "key_result" and not fact.ended and (course := _course(fact, at, settings)):
            yield course


def _course(fact: GoalFact, at: datetime, settings: Settings) -> Course | None:
    goal, way, keeps = fact.goal, line(fact.goal, fact.targets), kind(fact.goal) == "keep"
    period = span(goal, way)
    if period is None or kind(goal) in ("milestone", None) or not (way or keeps):
        return None
    begin, end = period
    pace = pace_of(fact, at, settings)
    corners = way.points if way and not keeps else ()
    return Course(
        key=goal.key,
        title=goal.title,
        begin=begin,
        end=end,
        expected=tuple((begin + timedelta(days=days - 1), value) for days, value in corners),
        low=goal.low if keeps else None,
        high=goal.high if keeps else None,
        actual=_actual(fact, at),
        ratio=pace.ratio if pace else None,
        projected=pace.projected if pace else None,
    )


def _actual(fact: GoalFact, at: datetime) -> Points:
    days = {seen.date(): value for seen, value in fact.values if seen <= at}
    if fact.current is not None:
        days[at.date()] = fact.current
    return tuple(sorted(days.items()))
