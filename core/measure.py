"""What a goal measures, the line that its value should follow, and how far it has come: pure.

Kinds: *increase* and *decrease* go from a start to a target, *keep* stays within a range, a *milestone* is done or not by the
last day. A query over items is no kind of its own: it feeds the value of any of them.

Expected value: straight from the start, before the first day, to each target by period at the end of that period, and to the
target at the end of the last day. Without targets by period this is the straight line from start to target.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from core.records import Goal, Measure, Metric, Target

MET = frozenset(
    ("achieved", "closed", "complete", "completed", "done", "implemented")
)  # said of a goal that was reached


class Line(Struct, frozen=True):
    """`points` are (days since the day before `begin`, value by the end of that day), the start at 0 first; at least two."""

    begin: date
    points: tuple[tuple[int, float], ...]

    @property
    def start(self) -> float:
        return self.points[0][1]

    @property
    def target(self) -> float:
        return self.points[-1][1]

    @property
    def end(self) -> date:
        return self.begin + timedelta(days=self.points[-1][0] - 1)

    def at(self, day: date) -> float:
        """The value that is expected by the end of that day."""
        passed = (day - self.begin).days + 1
        for (left, low), (right, high) in pairwise(self.points):
            if passed <= right:
                return low + (high - low) * max(passed - left, 0) / (right - left)
        return self.target

    def share(self, value: float) -> float:
        """How much of the way from start to target that is: below 0 the wrong way, above 1 beyond."""
        return (value - self.start) / (self.target - self.start)


def kind(goal: Goal) -> Measure | None:
    """As its row says, else as its numbers do; None if nothing can be measured."""
    if goal.measure:
        return goal.measure
    if goal.target is None and (goal.low is not None or goal.high is not None):
        return "keep"
    if goal.start is None or goal.target is None or goal.start == goal.target:
        return None
    return "increase" if goal.target > goal.start else "decrease"


def line(goal: Goal, targets: Iterable[Target] = ()) -> Line | None:
    """None without a start, a period or any target, and where the target is the start. Targets outside of the period do not
    count; of several for the same last day the shortest period does."""
    ordered = sorted(targets, key=lambda each: (each.end, each.begin))
    begin = goal.effective_from or min((each.begin for each in ordered), default=None)
    end = goal.effective_to or max((each.end for each in ordered), default=None)
    if goal.start is None or begin is None or end is None or end < begin:
        return None
    steps = {(each.end - begin).days + 1: each.value for each in ordered if begin <= each.end <= end}
    if goal.target is not None:
        steps[(end - begin).days + 1] = goal.target
    points = ((0, goal.start), *sorted(steps.items()))
    return Line(begin, points) if steps and points[-1][1] != goal.start else None


def span(goal: Goal, way: Line | None) -> tuple[date, date] | None:
    """The first and the last day of its way, else of its row. None where one is missing, or the last comes first."""
    begin, end = (way.begin, way.end) if way else (goal.effective_from, goal.effective_to)
    return (begin, end) if begin and end and begin <= end else None


def bounded(goal: Goal, metric: Metric | None) -> Goal:
    """The goal with the range that the register's metric of the same key gives, unless its own row says what it measures."""
    if metric is None or metric.direction != "keep" or kind(goal) is not None:
        return goal
    if metric.low is None and metric.high is None:
        return goal
    return replace(goal, measure="keep", low=metric.low, high=metric.high)


def progress(
    goal: Goal, current: float | None, targets: Iterable[Target] = (), *, words: str | None = None
) -> float | None:
    """How much of the way is gone, as a share that may be below 0 or above 1; None where nothing can be said. A goal without
    period has a way all the same, if it has a start and a target. `words` are its newest status, if not that of its row."""
    measure = kind(goal)
    if measure == "milestone":
        return float(met(goal, current, words))
    if current is None:
        return None
    if measure == "keep":
        return held(goal, current)
    if way := line(goal, targets):
        return way.share(current)
    if goal.start is None or goal.target is None or goal.start == goal.target:
        return None
    return (current - goal.start) / (goal.target - goal.start)


def met(goal: Goal, current: float | None, words: str | None = None) -> bool:
    """Whether a milestone is done: by its value, or in its owner's words, those of its row or newer ones."""
    said = (goal.declared, goal.declared if words is None else words)
    return (current is not None and current >= 1) or any(each.casefold() in MET for each in said)


def held(goal: Goal, value: float) -> float | None:
    """1 within the range; outside of it, 1 less the distance to the bound in widths of the range, and at least 0. A single
    bound's own size takes the place of the width. None without any."""
    low, high = goal.low, goal.high
    bounds = [bound for bound in (low, high) if bound is not None]
    if not bounds:
        return None
    beyond = max(0.0 if low is None else low - value, 0.0 if high is None else value - high, 0.0)
    width = max(bounds) - min(bounds) if len(bounds) > 1 else abs(bounds[0])
    if not beyond:
        return 1.0
    return max(1 - beyond / width, 0.0) if width > 0 else 0.0


def said_value(goal: Goal, current: float | None, words: str) -> str:
    """From where to where it should go, and where it is; empty where nothing is measured. `words` are those of its owner."""
    if kind(goal) == "milestone":
        return "done" if met(goal, current, words) else "not done"
    if goal.low is not None or goal.high is not None:
        return f"to be kept {said_range(goal.low, goal.high)}, now {said_number(current)}"
    if goal.target is None:
        return ""
    return f"{said_number(goal.start)} → {said_number(goal.target)}, now {said_number(current)}"


def said_number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def said_range(low: float | None, high: float | None) -> str:
    """Where a value is to be kept, in words."""
    if low is not None and high is not None:
        return f"between {low:g} and {high:g}"
    if low is not None:
        return f"at {low:g} or more"
    return f"at {high:g} or less" if high is not None else "where it is"
