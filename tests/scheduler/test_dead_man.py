"""A sign of life goes out each time that all is well, and never else; its address is told to nobody."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from connectors.answering import answering, bound
from core.contract import Stream
from scheduler.hub import Hub, open_hub
from scheduler.service.dead_man import DeadMan
from scheduler.service.service import Service
from store import pulls
from tests.store.samples import NOW

SECRET = "4f0c1e77-ping-canary"
CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[service]
dead_man = { env = "DEAD_MAN" }
"""


class Outside:
    """Whoever waits for signs."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.status = 200
        self.url = ""

    def told(self, request: Request) -> Response:
        self.heard.append(f"{request.method} {request.url.path}")
        return PlainTextResponse("OK", self.status)


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    found, at = Outside(), bound("127.0.0.1", 0, "test")
    monkeypatch.setenv("DEAD_MAN", f"http://127.0.0.1:{at.getsockname()[1]}/{SECRET}")
    with answering(Starlette(routes=[Route("/{ping}", found.told)]), at, "outside"):
        yield found


class Now:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def hub(tmp_path: Path, now: Now) -> Iterator[Hub]:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    with open_hub(config, now) as hub:
        yield hub


@pytest.fixture
def dead_man(hub: Hub) -> Iterator[DeadMan]:
    service = Service(hub)
    assert service.leading
    with service.leading.campaign():
        service.pulse.beat()
        yield DeadMan(lambda: hub, service.pulse)


def test_each_look_is_one_sign(dead_man: DeadMan, outside: Outside) -> None:
    dead_man.look()
    dead_man.look()
    assert outside.heard == [f"GET /{SECRET}"] * 2


def test_none_while_it_stops(dead_man: DeadMan, outside: Outside, hub: Hub) -> None:
    hub.stopping.set()
    dead_man.look()
    assert outside.heard == []


def test_none_while_a_tool_is_silent_for_long(
    dead_man: DeadMan, outside: Outside, hub: Hub, now: Now, caplog: pytest.LogCaptureFixture
) -> None:
    one, other = Stream("issues", "acme/web"), Stream("issues", "acme/pay")
    caplog.set_level(logging.INFO, "scheduler.service.dead_man")
    with hub.store.write() as tx:
        for each in (one, other):
            pulls.succeeded(tx, "github", each, NOW, complete=True, every_minutes=15)
        pulls.failed(tx, "github", one, NOW, "away")
    now.at += timedelta(hours=1)
    dead_man.look()
    assert len(outside.heard) == 1
    now.at += timedelta(minutes=1)
    dead_man.look()
    dead_man.look()
    assert len(outside.heard) == 1
    assert caplog.messages == ["no sign of life is sent: nothing was read from github for long"]
    with hub.store.write() as tx:
        pulls.succeeded(tx, "github", other, now.at, complete=True, every_minutes=15)
    dead_man.look()
    assert len(outside.heard) == 2
    assert caplog.messages[1:] == ["signs of life are sent again"]


def test_its_address_is_told_to_nobody(dead_man: DeadMan, outside: Outside, caplog: pytest.LogCaptureFixture) -> None:
    outside.status = 404
    dead_man.look()
    (said,) = caplog.messages
    assert said.startswith("no sign of life is sent: dead man: GET ")
    assert "404" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("address", "says"), [("", "DEAD_MAN is empty"), ("http://example.com/x", "begins with https")]
)
def test_an_address_that_cannot_be(
    dead_man: DeadMan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, address: str, says: str
) -> None:
    monkeypatch.setenv("DEAD_MAN", address)
    dead_man.look()
    assert says in caplog.text
