"""What the checks of a strategy look at, and what they say."""

from datetime import date
from functools import cached_property
from typing import Literal

from msgspec import Struct

from core.records import Decision, Goal, Level, Metric, Reading, Target

ORDER: tuple[Level, ...] = ("strategy", "objective", "key_result", "kpi", "initiative")


HINTED = 20  # so many unknown names are compared with the known ones; where there are more, more is wrong than a name


class Problem(Struct, frozen=True, kw_only=True):
    """`place` is the cell or item to mend, `check` the lasting name of what was looked at, `subject` the key it is about."""

    place: str
    level: Literal["error", "warning"]
    check: str
    subject: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.level}: {self.message}; {self.mend}"


class Strategy(Struct, frozen=True, kw_only=True, dict=True):
    """All that people wrote down, as it stands on a day. `people` are e-mails and handles (`jira:ana`) that are known."""

    today: date
    goals: tuple[Goal, ...] = ()
    targets: tuple[Target, ...] = ()
    metrics: tuple[Metric, ...] = ()
    readings: tuple[Reading, ...] = ()
    decisions: tuple[Decision, ...] = ()
    people: frozenset[str] = frozenset()

    @cached_property
    def known(self) -> dict[str, Goal]:
        return {goal.key: goal for goal in self.goals}

    def over(self, goal: Goal) -> bool:
        """Closed, superseded, or past its last day."""
        ended = goal.effective_to is not None and goal.effective_to < self.today
        return goal.closed or goal.superseded_by is not None or ended


def cell(goal: Goal, *fields: str) -> str:
    """Where the first of these fields was read, or else the goal: what is to be mended may have no column yet."""
    return next((goal.cells[field] for field in fields if field in goal.cells), goal.place)


def named(goal: Goal) -> str:
    return f"{goal.key} ({goal.title})"


def problem(
    goal: Goal, check: str, message: str, mend: str, *fields: str, level: Literal["error", "warning"] = "error"
) -> Problem:
    """One about a goal, at the first of these fields."""
    place = cell(goal, *fields)
    says = f"{named(goal)} {message}"
    return Problem(place=place, level=level, check=check, subject=goal.key, message=says, mend=mend)
