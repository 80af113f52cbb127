"""Whether the shares of effort that are asked for can all be given: together they are one.

Shares of siblings are meant either of the whole or of what the goal above them has; both readings are accepted.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import isclose

from core.records import Goal
from core.strategy.contract import Problem, Strategy, problem

TOLERANCE = 0.015  # a third written as 33 % three times is meant as the whole

Family = Sequence[Goal]


def sums(strategy: Strategy) -> Iterator[Problem]:
    """Of goals that are in force today, of one level below one goal. Objectives may also be divided across strategies."""
    now = [goal for goal in strategy.goals if _in_force(goal, strategy)]
    objectives = [goal for goal in now if goal.level == "objective" and goal.target_share is not None]
    together = isclose(_sum(objectives), 1, abs_tol=TOLERANCE)
    for family in _families(now):
        given = [goal for goal in family if goal.target_share is not None]
        if not given:
            continue
        yield from _missing(family)
        above = strategy.known.get(given[0].parent or "")
        if not (together and given[0].level == "objective") and not _adds_up(given, above):
            yield _problem(given)


def _in_force(goal: Goal, strategy: Strategy) -> bool:
    begun = goal.effective_from is None or goal.effective_from <= strategy.today
    return begun and not strategy.over(goal)


def _families(goals: Family) -> Iterator[list[Goal]]:
    families: dict[tuple[str | None, str], list[Goal]] = defaultdict(list)
    for goal in goals:
        families[goal.parent, goal.level].append(goal)
    yield from families.values()


def _sum(goals: Family) -> float:
    return sum(goal.target_share or 0.0 for goal in goals)


def _adds_up(given: Family, above: Goal | None) -> bool:
    wanted = (1.0, above.target_share) if above and above.target_share is not None else (1.0,)
    return any(isclose(_sum(given), each, abs_tol=TOLERANCE) for each in wanted)


def _missing(family: Family) -> Iterator[Problem]:
    for goal in family:
        if goal.target_share is None:
            message = "has no target share, though goals beside it have one"
            mend = "write its share; 0 % if no effort is wanted"
            yield problem(goal, "share-missing", message, mend, "target_share", level="warning")


def _problem(given: Family) -> Problem:
    """At the first of them. Less than the whole leaves effort that nobody asked for; more cannot be given."""
    total, keys = _sum(given), ", ".join(goal.key for goal in given)
    message = f"and what stands beside it ask for {total:.0%} of the effort, not 100% ({keys})"
    over = total > 1
    mend = "lower some of them" if over else "raise some, or add the goal that the rest goes into (run the business)"
    return problem(given[0], "share-sum", message, mend, "target_share", level="error" if over else "warning")
