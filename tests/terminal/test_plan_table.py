"""A plan on the screen: one line a write, one for all figures beside goals, and one for each page."""

from core.plan import Operation, Plan, Target
from fairlead import screen
from tests.terminal.test_pulled import shown


def test_figures_are_one_line_a_tool() -> None:
    figures = [
        Operation(f"{n}{topic}", "add", Target("sheets", "cells", f"O-{n}", topic), "x")
        for n in range(40)
        for topic in ("health", "pace")
    ]
    finding = Operation("m", "add", Target("sheets", "cells", "O-1", "findings"), "Warning: late")
    lines = shown(screen.plan_table(Plan((finding, *figures))))
    assert len(lines) == 3
    assert "Warning: late" in lines[1]
    assert "40 goals" in lines[2]
    assert "figures: health, pace" in lines[2]


def test_a_page_is_told_as_such_where_there_are_no_figures() -> None:
    page = Operation("p", "add", Target("github", "page", "acme/strategy", "dashboard"), "x")
    cell = Operation("h", "change", Target("sheets", "cells", "O-1", "health"), "on track")
    _, cells, told = shown(screen.plan_table(Plan((page, cell))))
    assert told.split() == ["+", "github", "page", "acme/strategy", "the", "dashboard"]
    assert "1 goal " in cells
