"""Whether every goal hangs where it can be found: below a goal that exists, of a level above its own, and in no circle."""

from collections.abc import Iterator

from core.chain import circles as circles_of
from core.records import Goal
from core.spelling import hint
from core.strategy.contract import HINTED, ORDER, Problem, Strategy, problem

# a company's objective is carried down to a team's, a theme holds strategies, an epic may hold epics
NESTED = ("strategy", "objective", "initiative")


def parents(strategy: Strategy) -> Iterator[Problem]:
    lost = (goal for goal in strategy.goals if goal.parent and goal.parent not in strategy.known)
    for nth, goal in enumerate(goal for goal in lost if not strategy.over(goal)):
        message = f"hangs below {goal.parent}, which is no goal that the hub knows"
        yield problem(goal, "parent-unknown", message, _mend(nth, goal.parent, strategy), "parent", "title")


def levels(strategy: Strategy) -> Iterator[Problem]:
    for goal in strategy.goals:
        above = strategy.known.get(goal.parent or "")
        if above and above.key != goal.key and not strategy.over(goal) and not _may_hang(goal, above):
            message = f"is a {_said(goal)} below {above.key}, which is a {_said(above)}"
            mend = f"put it below a goal of a level above {_said(goal)}, or correct a level"
            yield problem(goal, "level-order", message, mend, "parent", "level")


def successors(strategy: Strategy) -> Iterator[Problem]:
    for goal in strategy.goals:
        if goal.superseded_by == goal.key:
            mend = "name the goal that takes its place, or clear the cell"
            yield problem(goal, "successor-own", "is superseded by itself", mend, "superseded_by")
    lost = (goal for goal in strategy.goals if goal.superseded_by and goal.superseded_by not in strategy.known)
    for nth, goal in enumerate(lost):
        message = f"is superseded by {goal.superseded_by}, which is no goal that the hub knows"
        mend = _mend(nth, goal.superseded_by, strategy)
        yield problem(goal, "successor-unknown", message, mend, "superseded_by")


def circles(strategy: Strategy) -> Iterator[Problem]:
    """One for each circle, at the goal whose key comes first."""
    above = {goal.key: goal.parent for goal in strategy.goals}
    for circle in circles_of(above):
        message = f"hangs below itself: {' → '.join((*circle, circle[0]))}"
        mend = "give one of them a parent outside of the circle"
        yield problem(strategy.known[circle[0]], "parent-circle", message, mend, "parent")
    after = {goal.key: goal.superseded_by for goal in strategy.goals if goal.superseded_by != goal.key}
    for circle in circles_of(after):
        message = f"is superseded in a circle: {' → '.join((*circle, circle[0]))}"
        mend = "the newest of them is superseded by none: clear its cell"
        yield problem(strategy.known[circle[0]], "successor-circle", message, mend, "superseded_by")


def _may_hang(goal: Goal, above: Goal) -> bool:
    if above.level == goal.level:
        return goal.level in NESTED
    return ORDER.index(above.level) < ORDER.index(goal.level)


def _said(goal: Goal) -> str:
    return "KPI" if goal.level == "kpi" else goal.level.replace("_", " ")


def _mend(nth: int, key: str | None, strategy: Strategy) -> str:
    known = sorted(strategy.known) if nth < HINTED else ()
    return f"write the key or title of a goal that exists{hint(key or '', known, 'or add that goal')}"
