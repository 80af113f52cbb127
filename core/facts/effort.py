"""What detectors are told of effort: in person-days, per team only."""

from datetime import date

from msgspec import Struct


class EffortFact(Struct, frozen=True, gc=False):
    """Person-days that a team spent on a goal in the effort window (None: on items that no link covers), over `items` items."""

    team: str
    goal: str | None
    person_days: float
    items: int


class DailyEffort(Struct, frozen=True, kw_only=True, gc=False):
    """What a team put into a goal on one UTC day (None: items that no link covers), by each way of measuring it.

    `person_days` are shared out by activity, `hours` are those of worklogs, `points` those of items that were done that day.
    """

    day: date
    team: str
    goal: str | None
    person_days: float = 0.0
    hours: float = 0.0
    points: float = 0.0


class MethodCoverage(Struct, frozen=True, gc=False):
    """How many items a team finished in the time of the daily effort, and how many of them have hours or points."""

    team: str
    done: int
    with_hours: int
    with_points: int
