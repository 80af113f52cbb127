"""Tables of flow in terminals of any width: whole columns go, and no number is cut."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from core.flow import flow
from core.journey import Window
from core.records import Goal
from core.tally import Tally
from core.times import DAY, millis
from fairlead.flows import HEADINGS, LEAVING, brief, page
from scheduler.flowing import Flows

NOW = datetime(2026, 2, 19, tzinfo=UTC)
WINDOW = Window(millis(NOW) - 90 * DAY, millis(NOW))
TITLE = "Customers pay without ever thinking about it again"


def tally(oldest: float = 121.3) -> Tally:
    found = Tally(seen=12_345, finished=1_234, due=1_200, met=800)
    found.cycle.extend([7.25] * 8)
    found.age.extend([oldest] * 8)
    return found


def drawn(width: int) -> str:
    goals = {
        key: Goal(source="sheets", key=key, level="objective", title=TITLE, place="A1", parent=parent)
        for key, parent in (("S-1", None), ("O-1", "S-1"))
    }
    some = flow(tally(), WINDOW)
    found = Flows(
        as_of=NOW,
        days=90,
        whole=some,
        goals=goals,
        by_goal=dict.fromkeys(goals, some),
        by_team={"payments": some},
        pace={"O-1": 0.92},
    )
    console = Console(file=StringIO(), width=width)
    console.print(page(found, None, None))
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("width", [72, 80, 100, 120, 200])
def test_columns_that_have_no_room_are_named_and_the_others_are_whole(width: int) -> None:
    lines = drawn(width).splitlines()
    assert max(map(len, lines)) <= width
    heading = next(line for line in lines if line.startswith("goal"))
    (row,) = (line for line in lines if line.lstrip().startswith("O-1"))
    gone = [name for name in HEADINGS if name not in heading]
    assert "Customers pay" in row
    assert all(figure in row for figure in ("0.92", "1234", "7.2 / 7.2"))
    assert gone == sorted(LEAVING[: len(gone)], key=HEADINGS.index)
    assert ("No room for" in drawn(width)) == bool(gone)
    assert ("No room for: came" in drawn(width)) == bool(gone)


def test_a_wide_terminal_has_every_column_and_forty_signs_of_a_title() -> None:
    wide = drawn(200)
    assert "No room" not in wide
    assert f"{TITLE[:39]}…" in wide


@pytest.mark.parametrize(("oldest", "said"), [(1.3, "1 day"), (0.2, "0 days"), (1.6, "2 days")])
def test_days_are_counted_as_people_count(oldest: float, said: str) -> None:
    assert f"the oldest for {said};" in brief(flow(tally(oldest), WINDOW), 90)
