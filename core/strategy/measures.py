"""Whether key results can be measured: a start, a target, a period, and a current value that can be true."""

from collections import defaultdict
from collections.abc import Iterator

from msgspec.structs import replace

from core.measure import bounded, kind
from core.records import Direction, Goal, Metric
from core.strategy.contract import Problem, Strategy, problem

# A value so far off in size, and that far beside the way, is rather a slip of units (0.85 for 85 %) than news.
SLIP = 10
LEAST_PROGRESS, MOST_PROGRESS = -1.0, 2.0


def dates(strategy: Strategy) -> Iterator[Problem]:
    for goal in strategy.goals:
        first, last = goal.effective_from, goal.effective_to
        if first and last and last < first:
            message = f"ends on {last}, before it begins on {first}"
            yield problem(goal, "dates-reversed", message, "swap the dates, or correct one", "effective_to", "period")
        elif last and last < strategy.today and not goal.closed and goal.superseded_by is None:
            message = f"ended on {last} and is still open"
            mend = "close it, move its end, or name the goal that takes its place"
            yield problem(goal, "ended-open", message, mend, "effective_to", "period", "declared", level="warning")


def key_results(strategy: Strategy) -> Iterator[Problem]:
    register = {metric.key: metric for metric in strategy.metrics}
    phased = {target.goal for target in strategy.targets}
    values = _values(strategy)
    for goal in strategy.goals:
        if goal.level == "key_result" and not strategy.over(goal):
            metric = register.get(goal.key)
            yield from _incomplete(bounded(goal, metric), phased)
            yield from _way(goal, metric)
            yield from _implausible(goal, values[goal.key])


def _values(strategy: Strategy) -> dict[str, list[tuple[float, str | None]]]:
    """What was said of a goal and where; without place, in its own row."""
    values: dict[str, list[tuple[float, str | None]]] = defaultdict(list)
    for goal in strategy.goals:
        values[goal.key] += [] if goal.current is None else [(goal.current, None)]
    for reading in strategy.readings:
        values[reading.subject] += [] if reading.value is None else [(reading.value, reading.place)]
    return values


def _incomplete(goal: Goal, phased: set[str]) -> Iterator[Problem]:
    moves = kind(goal) not in ("keep", "milestone")
    kept = kind(goal) == "keep" and goal.low is None and goal.high is None
    asked = (
        ("start", moves and goal.start is None, ("start",)),
        ("target", moves and goal.target is None and goal.key not in phased, ("target",)),
        ("range", kept, ("low", "high", "measure")),
        ("first day", kind(goal) != "milestone" and goal.effective_from is None, ("effective_from", "period")),
        ("last day", goal.effective_to is None, ("effective_to", "period")),
    )
    for what, lacks, fields in asked:
        if lacks:
            mend = f"write its {what}: without it nobody can say whether it is on pace"
            yield problem(goal, "measure-missing", f"has no {what}", mend, *fields, level="warning")


def _way(goal: Goal, metric: Metric | None) -> Iterator[Problem]:
    """From start to target, and whether the metric of the same name should go that way."""
    if goal.start is None or goal.target is None or goal.measure in ("keep", "milestone"):
        return
    if goal.start == goal.target:
        if metric is None or metric.direction != "keep":
            mend = "write where it began and where it should end; to keep a value, write keep as its measure, and its range"
            yield problem(goal, "target-is-start", f"begins at its target, {goal.target:g}", mend, "target")
    elif goal.measure and goal.measure != _direction(goal.start, goal.target):
        message = f"goes from {goal.start:g} to {goal.target:g}, and its measure says {goal.measure}"
        yield problem(goal, "target-direction", message, "swap start and target, or correct the measure", "measure")
    elif metric and metric.direction != "keep" and _direction(goal.start, goal.target) != metric.direction:
        message = f"should go from {goal.start:g} to {goal.target:g}, but its metric ({metric.place}) should {metric.direction}"
        yield problem(goal, "target-direction", message, "swap start and target, or correct the direction", "target")


def _direction(start: float, target: float) -> Direction:
    return "increase" if target > start else "decrease"


def _implausible(goal: Goal, values: list[tuple[float, str | None]]) -> Iterator[Problem]:
    for value, place in values:
        if goal.start is not None and goal.target is not None and _slipped(value, goal.start, goal.target):
            message = f"stands at {value:g}, far off its way from {goal.start:g} to {goal.target:g}"
            mend = "look at the unit (85 or 0.85 for 85 %) and at the decimal point"
            found = problem(goal, "value-implausible", message, mend, "current", level="warning")
            yield found if place is None else replace(found, place=place)


def _slipped(value: float, start: float, target: float) -> bool:
    if start == target or LEAST_PROGRESS <= (value - start) / (target - start) <= MOST_PROGRESS:
        return False
    least, most = sorted((abs(start), abs(target)))
    return abs(value) > SLIP * most or abs(value) * SLIP < least
