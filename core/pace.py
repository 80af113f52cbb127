"""The pace of key results: how far each has come beside how far it should have come by now. Pure.

It stands beside all figures of work, so that what is done is never judged without its outcome.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from core.facts import GoalFact
from core.measure import Line, held, kind, line, span
from core.times import midnight

SILENT_SHARE = 0.15  # of the period, before which nothing is said
SLOPE_POINTS = 4  # the newest values of which a projection is made
ROUNDING, DIGITS = 1e-9, 9  # of shares, to which two ways may lead
MEASURED = ("key_result", "kpi")


class Pace(Struct, frozen=True):
    """`elapsed` is the share of the period that has passed, `progress` that of the way that is gone, `expected` that of the way
    that should be; `ratio` is progress over expected. Kept in range, `progress` tells how nearly (`core.measure.held`).

    `behind_since` is the day from which on less was reached than expected, None while nothing is behind. `projected` is the
    value at the end of the period if it goes on as over its last points, None with fewer than two.
    """

    elapsed: float
    progress: float
    expected: float
    ratio: float
    behind_since: date | None
    projected: float | None


class Reached(Struct, frozen=True):
    """`way` is None for a value that is kept in range; the rest is as in `Pace`."""

    way: Line | None
    end: date
    elapsed: float
    progress: float
    expected: float
    ratio: float


def pace_of(
    fact: GoalFact, at: datetime, *, silent_share: float = SILENT_SHARE, slope_points: int = SLOPE_POINTS
) -> Pace | None:
    """None where nothing can be said: no numbers, no period, a target equal to the start, or too early in the period."""
    found = reached(fact, at, silent_share)
    if found is None:
        return None
    behind = _behind_since(fact, found, at.date()) if found.ratio < 1 else None
    projected = _projected(fact.values[-slope_points:], found.end)
    return Pace(found.elapsed, found.progress, found.expected, found.ratio, behind, projected)


def reached(fact: GoalFact, at: datetime, silent_share: float = SILENT_SHARE) -> Reached | None:
    """The figures of a moment alone, without looking back or ahead."""
    goal, current, today = fact.goal, fact.current, at.date()
    if goal.level not in MEASURED or current is None:
        return None
    way, keeps = line(goal, fact.targets), kind(goal) == "keep"
    if (period := span(goal, way)) is None:
        return None
    begin, end = period
    elapsed = min(((today - begin).days + 1) / ((end - begin).days + 1), 1.0)
    if elapsed < silent_share:
        return None
    if keeps:
        share = held(goal, current)
        return None if share is None else Reached(None, end, elapsed, share, 1.0, share)
    if way is None or kind(goal) == "milestone":
        return None
    progress, expected = way.share(current), way.share(way.at(today))
    ratio = round(progress / expected, DIGITS) if expected > 0 else float(progress >= expected)
    return Reached(way, end, elapsed, progress, expected, ratio)


def _behind_since(fact: GoalFact, found: Reached, today: date) -> date:
    """The first of the days up to today by whose ends more was expected than is reached now."""
    if found.way is None:
        return _outside_since(fact, today)
    way, day = found.way, min(today, found.end)
    while day > way.begin and way.share(way.at(day - timedelta(days=1))) > found.progress + ROUNDING:
        day -= timedelta(days=1)
    return day


def _outside_since(fact: GoalFact, today: date) -> date:
    """The day of the first of the newest values that are all out of range."""
    since = fact.goal.effective_from or today
    for at, value in reversed(fact.values):
        if held(fact.goal, value) == 1.0:
            break
        since = at.date()
    return since


def _projected(values: Sequence[tuple[datetime, float]], last: date) -> float | None:
    """Least-squares line through these points, at the end of the period."""
    if len(values) < 2:
        return None
    end = midnight(last)
    days = [at.timestamp() / 86_400 for at, _ in values]
    mean_day, mean = sum(days) / len(days), sum(value for _, value in values) / len(values)
    spread = sum((day - mean_day) ** 2 for day in days)
    if not spread:
        return None
    slope = sum((day - mean_day) * (value - mean) for day, (_, value) in zip(days, values, strict=True)) / spread
    return round(mean + slope * (end.timestamp() / 86_400 - mean_day), 4)
