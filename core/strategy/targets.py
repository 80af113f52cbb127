"""Whether the targets by period make one way: each day has one, and they lead in one direction.

A longer period may hold shorter ones (a year and its quarters). Two that overlap in part, or end on the same day with
different values, contradict each other.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from core.records import Goal, Target
from core.strategy.contract import Problem, Strategy

Way = Sequence[Target]


def spans(strategy: Strategy) -> Iterator[Problem]:
    for way in _by_goal(strategy).values():
        yield from (_reversed(each) for each in way if each.end < each.begin)
        right = [each for each in way if each.begin <= each.end]
        for nth, later in enumerate(right):
            for earlier in right[:nth]:
                if reason := _clash(earlier, later):
                    mend = "let one end before the other begins, or drop one"
                    yield _problem(later, "targets-overlap", f"{reason} {earlier.place} ({_span(earlier)})", mend)


def order(strategy: Strategy) -> Iterator[Problem]:
    """Milestones that go back on the way from start to target."""
    ways = _by_goal(strategy)
    for key, way in ways.items():
        goal = strategy.known.get(key)
        if goal is None or strategy.over(goal) or not (sign := _sign(goal, strategy)):
            continue
        for earlier, later in pairwise(_shortest(way)):
            if sign * (later.value - earlier.value) < 0:
                word = "below" if sign > 0 else "above"
                message = (
                    f"asks for {later.value:g}, {word} the {earlier.value:g} that {earlier.place} asks for before it"
                )
                yield _problem(later, "targets-unordered", message, "correct one of the values or periods")


def _by_goal(strategy: Strategy) -> dict[str, list[Target]]:
    ways: dict[str, list[Target]] = defaultdict(list)
    for target in sorted(strategy.targets, key=lambda each: (each.begin, each.end, each.place)):
        ways[target.goal].append(target)
    return ways


def _shortest(way: Way) -> list[Target]:
    """Those that hold no other, by their ends."""
    inner = [each for each in way if not any(_holds(each, other) for other in way)]
    return sorted(inner, key=lambda each: each.end)


def _holds(long: Target, short: Target) -> bool:
    same = (long.begin, long.end) == (short.begin, short.end)
    return not same and long.begin <= short.begin and short.end <= long.end


def _clash(earlier: Target, later: Target) -> str | None:
    if (earlier.begin, earlier.end) == (later.begin, later.end):
        return "is for the same time as"
    if later.begin <= earlier.end < later.end and later.begin != earlier.begin:
        return "overlaps"
    if earlier.end == later.end and earlier.value != later.value:
        return "asks for another value on its last day than"
    return None


def _sign(goal: Goal, strategy: Strategy) -> int:
    """1 up, -1 down, 0 where no direction is known."""
    if goal.start is not None and goal.target is not None:
        return (goal.target > goal.start) - (goal.target < goal.start)
    wanted = next((metric.direction for metric in strategy.metrics if metric.key == goal.key), "keep")
    return {"increase": 1, "decrease": -1}.get(wanted, 0)


def _reversed(target: Target) -> Problem:
    message = f"ends on {target.end}, before it begins on {target.begin}"
    return _problem(target, "dates-reversed", message, "swap the dates, or correct one")


def _problem(target: Target, check: str, message: str, mend: str) -> Problem:
    says = f"the target of {target.goal} for {_span(target)} {message}"
    return Problem(place=target.place, level="error", check=check, subject=target.goal, message=says, mend=mend)


def _span(target: Target) -> str:
    return f"{target.begin} – {target.end}"
