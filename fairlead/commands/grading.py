"""`goals --grades`: how the periods that ended went, and what of them goes on."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from core.grades import Band, Grade
from fairlead import looks, screen
from fairlead.output import document
from scheduler.grading import graded
from scheduler.hub import open_hub
from scheduler.looking import looking
from store.goals import all_goals

STYLES: dict[Band | None, str] = {"delivered": "green", "progress": "yellow", "short": "red", None: "dim"}
ORDER = ("strategy", "objective", "key_result", "kpi")


def grades(config: Path, key: str | None, day: date | None, json: bool) -> None:
    with open_hub(config) as hub, looking(hub, day) as look:
        found = [each for each in graded(look.tx, look.at) if key in (None, each.goal, each.parent)]
        known = {goal.key for goal in all_goals(look.tx)}
    if key and not found and key not in known:
        looks.no_goal(look, key, known)
    if json:
        document(**looks.stamp(look), grades=msgspec.to_builtins(found))
    else:
        screen.stdout().print(*looks.heading(look), page(found))


def page(found: Sequence[Grade]) -> RenderableType:
    if not found:
        return Text("No period has ended yet, as far as the hub knows.", style="dim")
    parts: list[RenderableType] = []
    for end, together in groupby(found, key=lambda grade: grade.end):
        parts += [Text(f"Ended on {end}", "bold"), _table(sorted(together, key=_order)), Text()]
    return Group(*parts, Text("Scores from 0.0 to 1.0. Formulas: docs/strategy.md", "dim"))


def _order(grade: Grade) -> tuple[str, int, str]:
    """An objective before its key results."""
    own = grade.goal if grade.level in ("strategy", "objective") else grade.parent or ""
    return own, ORDER.index(grade.level), grade.goal


def _table(together: Sequence[Grade]) -> Table:
    table = Table(**screen.PLAIN, show_header=False)
    for grade in together:
        score = Text("  –" if grade.score is None else f"  {grade.score:.2f}", STYLES[grade.band])
        name = Text.assemble((grade.goal, "bold"), f" {grade.title}")
        table.add_row(
            score, Text(grade.band or "not known", STYLES[grade.band]), name, Text("; ".join(_remarks(grade)), "dim")
        )
    return table


def _remarks(grade: Grade) -> Iterator[str]:
    if not grade.final:
        yield "provisional"
    if grade.late:
        yield "seen late"
    if grade.carried:
        how = {"superseded": "superseded by", "extended": "extended:", "same row": "goes on:", "same title": "again as"}
        left = "" if grade.carried.left is None else f", {grade.carried.left:.0%} of the way left"
        value = "" if grade.carried.left_value is None else f" ({grade.carried.left_value:+g})"
        yield f"{how[grade.carried.how]} {grade.carried.goal}{left}{value}"
