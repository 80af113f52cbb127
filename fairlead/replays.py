"""How replays of the past look in a terminal: one day as a diff looks, many days as lines that rise and fall."""

from collections.abc import Sequence
from math import ceil
from statistics import fmean

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.phrases import counted
from core.shifts import Shift
from fairlead.changes import SHOWN, effort_told, items_told
from fairlead.screen import PLAIN
from fairlead.spark import line
from scheduler.moves import Kind
from scheduler.replay import Replay

SIGNS = 30  # at most, of one line
MOVING: tuple[Kind, ...] = ("gained", "lost", "moved")
CAVEAT = (
    "Status, category, assignee, due date and parent are as they were; all else, goals, people and what was said by hand "
    "are as they are now."
)


def day_told(seen: Replay) -> RenderableType:
    head = Text(f"As of {seen.day}: {seen.items:,} items", "bold")
    effort = effort_told(seen.effort, "Effort of the four weeks before")
    return Group(head, items_told(seen), *([effort] if effort else []), Text(f"\n{CAVEAT}", "dim"))


def weeks_told(weeks: Sequence[Replay]) -> RenderableType:
    """A row for each goal with its share of effort week by week, by the rules in force and by the edited ones."""
    moved = [moving(week) for week in weeks]
    return Group(
        Text(f"{counted(len(weeks), 'week')}, {weeks[0].day} to {weeks[-1].day}", "bold"),
        Text.assemble(("Items that would have moved: ", "bold"), f"{min(moved):,} to {max(moved):,}  {_line(moved)}"),
        *_shares(weeks),
        Text(f"\n{CAVEAT}", "dim"),
    )


def _shares(weeks: Sequence[Replay]) -> list[RenderableType]:
    goals = _goals(weeks)
    if not goals:
        return [Text("Nobody of a team touched an item in that time, so there is no effort to share out.")]
    table = Table(**PLAIN, header_style="dim")
    for heading in ("", "rules in force", "", "edited rules", ""):
        table.add_column(heading, no_wrap=True)
    for goal in goals[:SHOWN]:
        shifts = [_shift(week, goal) for week in weeks]
        was, now = ([each[side] for each in shifts] for side in (0, 1))
        style = "cyan" if was != now else "dim"
        table.add_row(
            f"  {goal or 'no goal'}", _line(was), _ends(was), Text(_line(now), style), Text(_ends(now), style)
        )
    more = [Text(f"  … and {len(goals) - SHOWN:,} more; --json has all", "dim")] if len(goals) > SHOWN else []
    return [Text("\nShare of the effort of four weeks, the first and the last", "bold"), table, *more]


def moving(seen: Replay) -> int:
    """How many items would have served something else."""
    return sum(seen.counts.get(kind, 0) for kind in MOVING)


def _goals(weeks: Sequence[Replay]) -> list[str | None]:
    """Those that took effort, the largest at any time first."""
    most: dict[str | None, float] = {}
    for week in weeks:
        for shift in _of_all(week):
            most[shift.goal] = max(most.get(shift.goal, 0.0), shift.share_before, shift.share_after)
    return sorted(most, key=lambda goal: (-most[goal], goal or ""))


def _shift(week: Replay, goal: str | None) -> tuple[float, float]:
    found = (shift for shift in _of_all(week) if shift.goal == goal)
    return next(((shift.share_before, shift.share_after) for shift in found), (0.0, 0.0))


def _of_all(week: Replay) -> list[Shift]:
    return [shift for shift in week.effort if shift.team is None]


def _line(values: Sequence[float]) -> str:
    """Signs as high as the values, the highest for the largest, which counts as 1 in 100 at least. Of a long series each sign
    is the mean of several."""
    step = ceil(len(values) / SIGNS)
    means = [fmean(values[at : at + step]) for at in range(0, len(values), step)]
    return line(means, max(*values, 0.01))


def _ends(shares: Sequence[float]) -> str:
    return f"{shares[0]:4.0%} → {shares[-1]:.0%}"
