"""The lines of a sync under way, in a terminal of any width and with a clock of our own."""

from io import StringIO
from threading import Event

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.progress import Progress, TextColumn

from core.contract import Stream
from fairlead.progress import Bars, Count, Left, duration, shortened
from scheduler.told import STOPPED, Begun, Pulled, Read

WEB, PAY = Stream("issues", "acme/web"), Stream("issues", "acme/pay")


class Shown:
    """What a person sees `at` so many seconds after the beginning."""

    def __init__(self, width: int = 100) -> None:
        self.at, self.stopping = 0.0, Event()
        console = Console(file=StringIO(), width=width, force_terminal=False)
        columns = (TextColumn("{task.description}", markup=False), Count(), Left(self.stopping))
        self._progress = Progress(*columns, console=console, get_time=lambda: self.at, auto_refresh=False)
        self.tell = Bars(self._progress)

    def lines(self) -> list[str]:
        with self._progress.console.capture() as captured:
            self._progress.console.print(self._progress.get_renderable())
        return [" ".join(line.split()) for line in captured.get().splitlines()]


def test_a_tool_that_makes_us_wait_is_not_said_to_be_nearly_done() -> None:
    shown = Shown()
    shown.tell(Begun("github", 4))
    shown.tell(Read("github", WEB, 100, 1_100))
    shown.at = 10
    shown.tell(Read("github", WEB, 600, 1_100))
    assert shown.lines() == ["github streams 0 of 4 10 s", "issues acme/web 600 of ~1,100 10 s, about 10 s left"]
    shown.at = 300
    assert shown.lines()[1] == "issues acme/web 600 of ~1,100 5 min, about 5 min left"


def test_what_was_read_by_an_earlier_sync_is_no_part_of_the_pace() -> None:
    shown = Shown()
    shown.tell(Read("jira", PAY, 9_000, 10_000))
    shown.at = 10
    assert shown.lines() == ["issues acme/pay 9,000 of ~10,000 10 s"]
    shown.tell(Read("jira", PAY, 9_100, 10_000))
    assert shown.lines() == ["issues acme/pay 9,100 of ~10,000 10 s, about 2 min left"]


def test_a_stream_that_ended_leaves_the_screen_and_a_tool_that_is_done_has_nothing_left() -> None:
    shown = Shown()
    shown.tell(Begun("github", 2))
    shown.tell(Read("github", WEB, 5, None))
    assert shown.lines() == ["github streams 0 of 2 0 s", "issues acme/web 5 0 s"]
    shown.at = 8
    shown.tell(Pulled("github", WEB))
    assert shown.lines() == ["github streams 1 of 2 8 s, about 8 s left"]
    shown.tell(Pulled("github", PAY, error="github: refused"))
    shown.at = 60
    assert shown.lines() == ["github streams 2 of 2 8 s"]


def test_after_ctrl_c_the_tool_is_said_to_stop_and_not_to_be_done() -> None:
    shown = Shown()
    shown.tell(Begun("github", 2))
    shown.at = 8
    shown.tell(Pulled("github", WEB))
    shown.stopping.set()
    shown.tell(Pulled("github", PAY, error=STOPPED))
    assert shown.lines() == ["github streams 1 of 2 8 s, stopping"]


@pytest.mark.parametrize("width", [50, 80, 120])
def test_long_names_leave_room_for_how_far_it_is(width: int) -> None:
    shown = Shown(width)
    for number in (1, 2):
        long = Stream("review_comments", f"acme-financial-services/payments-gateway-integration-{number}")
        shown.tell(Read("github", long, 50, 5_000))
    first, second = shown.lines()
    assert first.endswith("-1 50 of ~5,000 0 s")
    assert second.endswith("-2 50 of ~5,000 0 s")


@given(st.text(max_size=80), st.integers(6, 80))
def test_a_short_name_stays_and_a_long_one_takes_the_room_there_is(name: str, room: int) -> None:
    told = shortened(name, room)
    assert told == name if len(name) <= room else len(told) == room


@pytest.mark.parametrize(("seconds", "told"), [(0, "0 s"), (89, "89 s"), (90, "2 min"), (5_400, "2 h")])
def test_no_more_digits_than_a_guess_deserves(seconds: float, told: str) -> None:
    assert duration(seconds) == told
