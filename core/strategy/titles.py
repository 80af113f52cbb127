"""Whether a title names one goal: people and sheets refer to goals by title."""

from collections.abc import Iterator

from core.records import Goal, Level
from core.strategy.contract import Problem, Strategy, problem


def duplicates(strategy: Strategy) -> Iterator[Problem]:
    """Of one level and not over. Goals that are items are left out: many epics have the same title, and each its key."""
    first: dict[tuple[Level, str], Goal] = {}
    for goal in strategy.goals:
        if goal.item is not None or strategy.over(goal):
            continue
        holder = first.setdefault((goal.level, " ".join(goal.title.casefold().split())), goal)
        if holder is not goal:
            message = f"has the same title as {holder.key} ({holder.place})"
            mend = "give it a title of its own, or drop one: nobody can refer to it by title"
            yield problem(goal, "title-twice", message, mend, "title", level="warning")
