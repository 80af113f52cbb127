"""A plan on the screen: one line a write, and one for all figures beside goals."""

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
