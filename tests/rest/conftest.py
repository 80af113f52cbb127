"""One running desk for all tests of a module, emptied for each."""

from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.rest.connector import Rest
from connectors.rest.settings import RestSettings
from core.contract import Wire
from core.records import Checkpoint, Item, Record, Rejected
from sandbox.clock import SimulatedClock
from sandbox.server import Receive, Sandbox, Send
from tests.rest.desk import TOKEN, Desk, source

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DESK: Any = "desk"  # none of the sandbox's own four tools

Connect = Callable[..., Rest]
Pull = Callable[..., "Pulled"]


class Pulled:
    def __init__(self, records: list[Record | Checkpoint]) -> None:
        self.items = [each for each in records if isinstance(each, Item)]
        self.rejected = [each for each in records if isinstance(each, Rejected)]
        last = records[-1]
        assert isinstance(last, Checkpoint)
        self.cursor = last.cursor


class Running:
    """The server, in which each test stands its own desk."""

    def __init__(self) -> None:
        self.desk = Desk(SimulatedClock(START))
        self.box = Sandbox({DESK: self._serve}, SimulatedClock(START))
        self.url = self.box.urls[DESK]

    def anew(self) -> Desk:
        self.box.clock.advance(START - self.box.clock())
        self.desk = Desk(self.box.clock)
        return self.desk

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await self.desk.app(scope, receive, send)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    made = Running()
    with made.box:
        yield made


@pytest.fixture
def desk(running: Running) -> Desk:
    made = running.anew()
    for _ in range(5):
        made.add()
    return made


@pytest.fixture
def connect(running: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    made: list[Rest] = []
    monkeypatch.setenv("DESK_TOKEN", TOKEN)

    def connected(*sources: dict[str, Any], **settings: Any) -> Rest:
        table = {"base_url": running.url, "token": {"env": "DESK_TOKEN"}, "sources": sources or (source(),)}
        made.append(Rest(RestSettings.model_validate(table | settings), Wire()))
        return made[-1]

    yield connected
    for each in made:
        each.close()


@pytest.fixture
def pull(connect: Connect) -> Pull:
    """All that one source gives."""

    def pulled(table: dict[str, Any] | None = None, cursor: str | None = None) -> Pulled:
        connector = connect(table or source())
        return Pulled(list(connector.pull(connector.streams()[0], cursor)))

    return pulled
