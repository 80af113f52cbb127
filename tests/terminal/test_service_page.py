"""`fairlead status --service`: what is well is counted, what is not is listed once with its mend, and it all fits a screen."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from rich.console import Console

from core.stream_state import StreamWord
from fairlead.service_page import page
from scheduler.service.serving import Limit, Serving
from scheduler.service.state import ServiceState, StreamTold
from scheduler.service.words import lasted
from store.duties import Duty
from store.pauses import Pause
from tests.store.samples import NOW

AGO = NOW - timedelta(minutes=10)
SERVING = Serving(
    host="hub-1",
    pid=7,
    since=AGO,
    at=NOW,
    answers_at="http://127.0.0.1:8787",
    limits=(Limit("github", "core", 4100, 5000),),
)


def stream(number: int, state: StreamWord = "well", connector: str = "github", error: str | None = None) -> StreamTold:
    return StreamTold(
        connector=connector,
        stream="issues",
        container=f"acme/r{number}",
        state=state,
        stale=False,
        lag_seconds=60.0 * number,
        every_seconds=900.0,
        last_success=AGO,
        next_due_at=NOW + timedelta(minutes=5),
        failures=3 if error else 0,
        error=error,
        error_since=AGO if error else None,
    )


def duty(job: str, key: str = "", **more: Any) -> Duty:
    fields = dict.fromkeys(("error", "error_since", "parked"))
    numbers = {"attempts": 0, "failures": 0}
    moments = {"began_at": AGO, "ended_at": AGO + timedelta(seconds=3), "next_due_at": NOW + timedelta(minutes=5)}
    return Duty(**{"job": job, "key": key, **fields, **numbers, **moments, **more})


def state(streams: Sequence[StreamTold] = (), duties: Sequence[Duty] = (), **more: Any) -> ServiceState:
    empty = ServiceState(
        as_of=NOW,
        alive=True,
        live=True,
        serving=SERVING,
        halted=None,
        configuration_problem="",
        streams=tuple(streams),
        duties=tuple(duties),
        pauses={"jira": Pause(NOW + timedelta(minutes=3), "jira: the tool's rate limit")},
        outbox={},
    )
    return replace(empty, **more)


def shown(seen: ServiceState, width: int = 160) -> str:
    console = Console(width=width, color_system=None)
    with console.capture() as said:
        console.print(page(seen))
    return said.get()


def test_six_hundred_streams_fit_a_screen_and_the_same_trouble_is_told_once() -> None:
    denied = "github: the token was refused; make a new one and put it where the setting token says"
    streams = [stream(n) for n in range(560)] + [stream(n, "failing", error=denied) for n in range(560, 600)]
    text = shown(state([*streams, stream(1, "late", "jira"), stream(2, "new", "jira")]))
    assert len(text.splitlines()) < 24
    assert text.count(denied) == 1
    assert "github issues acme/r560, issues acme/r561, issues acme/r562 and 37 more failing since" in text
    assert "tried again in 5 min" in text
    assert "jira issues acme/r1 late" in text
    (row,) = (line.split() for line in text.splitlines() if line.startswith("github  "))
    assert row[:4] == ["github", "600", "560", "40"]
    assert "4,100 of 5,000 core" in text
    assert "left alone for 3 min" in text


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, "Served by hub-1, process 7, since 2 March 2026, 11:50 UTC, answering at http://127.0.0.1:8787"),
        ({"alive": False}, "Nobody serves this hub since 2 March 2026, 12:00 UTC (it was hub-1, process 7)"),
        ({"serving": None, "alive": False}, "Nobody serves this hub: `fairlead serve` does"),
        ({"live": False}, "In dry-run: nothing is written"),
        ({"halted": "writing is halted since today"}, "writing is halted since today"),
        ({"configuration_problem": "config.toml: [hub] mode"}, "An edit is not in force, mend it: config.toml: [hub]"),
        ({"outbox": {"jira": {"planned": 3, "dead": 1}}}, "jira: 3 to be written, 1 given up"),
    ],
)
def test_what_else_is_to_know(more: dict[str, Any], says: str) -> None:
    assert says in shown(state(**more))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (duty("judge"), "judge: done 2 March 2026, 11:50 UTC in 3 s; due in 5 min"),
        (duty("judge", attempts=1), "judge: running for 10 min"),
        (
            duty("pull", "github acme/web", attempts=3, parked="its process died"),
            "pull github acme/web: parked: its pro",
        ),
        (duty("apply", error="a plan waits for `fairlead apply 12ab`"), "a plan waits for `fairlead apply 12ab`"),
        (duty("tidy", next_due_at=AGO), "due now"),
    ],
)
def test_the_jobs_of_the_hub(told: Duty, says: str) -> None:
    assert says in shown(state(duties=[told]))


def test_pulls_that_went_well_are_not_listed() -> None:
    assert "acme/web" not in shown(state([stream(1)], [duty("pull", "github acme/web"), duty("discover", "github")]))


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (3600, "60 min"), (7200, "2 h"), (86_400, "24 h"), (2e5, "2 days")],
)
def test_how_long(seconds: float, told: str) -> None:
    assert lasted(seconds) == told


def test_to_ask_how_it_does_loads_nothing_that_only_serving_needs() -> None:
    code = "import sys, fairlead.commands.status; print([m for m in ('httpx', 'apscheduler') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
