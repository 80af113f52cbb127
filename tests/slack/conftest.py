"""A small workspace over real HTTP, every exchange held to Slack's own types."""

import json
import time
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any, TypeVar

import httpx
import pytest

from connectors.slack import plugin
from connectors.slack.connector import SlackConnector
from core.contract import ConnectorError, Stream, Wire
from core.hints import Hint
from core.presses import Press, Reply
from core.records import Account, Activity, Checkpoint, Group, Item, Record, Rejected, Tombstone
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.server import Receive, Sandbox, Send
from sandbox.slack import SlackState, app
from sandbox.slack.delivery import Delivery, Line
from tests.checker import impatient, written
from tests.contract import slack_contract

T = TypeVar("T")
Ask = Callable[..., dict[str, Any]]
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Listening:
    """A hub that hears presses: `presses` are those it was told, and `reply` says what it answers to each. `began`
    counts how often it said that it hears."""

    def __init__(self, connector: SlackConnector, reply: Callable[[Press], Reply]) -> None:
        self.presses: list[Press] = []
        self.error: ConnectorError | None = None
        self.stopping, self.began = Event(), 0
        self._connector, self._reply = connector, reply
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> "Listening":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._thread.join(10)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._connector.listen(self._answer, self.stopping, ready=self._ready)
        except ConnectorError as error:
            self.error = error

    def _ready(self) -> None:
        self.began += 1

    def _answer(self, press: Press) -> Reply:
        self.presses.append(press)
        return self._reply(press)


class Server:
    """One server for all tests, since stopping one takes longer than a test; each test puts its own workspace behind it."""

    def __init__(self) -> None:
        self.clock = SimulatedClock(START)
        self.sandbox = Sandbox({"slack": self._serve}, self.clock, self._observe)
        self.workspace: Workspace

    async def _serve(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await self.workspace.app(scope, receive, send)

    def _observe(self, exchange: Exchange) -> None:
        self.workspace.observe(exchange)


class Workspace:
    """The server's state, what reached it, and connectors that talk to it."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.sandbox, self.clock = server.sandbox, server.clock
        self.clock.advance(START - self.clock())
        self.sandbox.history.clear()
        self.sandbox.faults.clear()
        self.state = SlackState(self.clock)
        self.app = app(self.state)
        self.violations: list[str] = []
        self.token = folder / "token"
        self.token.write_text(self.state.token)
        self._connectors: list[SlackConnector] = []
        self.hints: list[Hint] = []
        self.may_write = False
        server.workspace = self

    def connect(self, *channels: str, read_only: bool = False, **settings: object) -> SlackConnector:
        table = {"base_url": self.sandbox.urls["slack"], "token": {"file": str(self.token)}, "channels": channels}
        wire = Wire(read_only=read_only, clock=self.clock, hinted=self.hints.extend)
        self.may_write = self.may_write or not read_only
        connector = plugin.connect(plugin.settings.model_validate({**table, **settings}), wire)
        assert isinstance(connector, SlackConnector)
        self._connectors.append(connector)
        return connector

    def listening(self, reply: Callable[[Press], Reply] = lambda _: None, **settings: object) -> Listening:
        (self.token.parent / "app").write_text(self.state.talk.app_token)
        settings = {"app_token": {"file": str(self.token.parent / "app")}, **settings}
        return Listening(self.connect(**settings), reply)  # type: ignore[arg-type]

    def line(self) -> Line:
        """The newest line of the app, once there is one."""
        return eventually(lambda: self.state.talk.lines[-1] if self.state.talk.lines else None)

    def tell(self, act: Callable[..., Delivery], *arguments: object) -> dict[str, Any]:
        """What people do, and what the app acknowledged it with."""
        self.line()
        delivery = self.sandbox.call(lambda: act(self.state, *arguments))
        slack_contract.check_press(delivery.envelope["payload"])
        return delivery.wait()

    def hours(self, hours: float) -> None:
        self.clock.advance(timedelta(hours=hours))

    def methods(self) -> list[str]:
        """The methods called since the last time of asking."""
        called = [exchange.path.removeprefix("/api/") for exchange in self.sandbox.history]
        self.sandbox.history.clear()
        return called

    def close(self) -> None:
        for connector in self._connectors:
            connector.close()

    def observe(self, exchange: Exchange) -> None:
        try:
            slack_contract.check(exchange)
        except (AssertionError, RecursionError, ValueError) as violation:
            self.violations.append(str(violation))


def eventually(look: Callable[[], T | None], seconds: float = 60.0) -> T:
    """What `look` finds, soon after it finds something: what is long in coming is looked for ever less often."""
    end, pause = time.monotonic() + seconds, 0.01
    while not (found := look()):
        assert time.monotonic() < end, "it never came"
        time.sleep(pause)
        pause = min(1.2 * pause, 0.1)
    return found


@pytest.fixture(scope="session")
def slack_server() -> Iterator[Server]:
    server = Server()
    with server.sandbox:
        yield server


@pytest.fixture
def slack(slack_server: Server, tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace(slack_server, tmp_path)
    workspace.state.add_user("U1", "Ana", "ana@acme.example")
    workspace.state.add_user("U2", "Ben", "ben@acme.example")
    workspace.state.add_user("U3", "CI", "", bot=True)
    workspace.state.add_channel("payments")
    yield workspace
    workspace.close()
    assert not workspace.violations, workspace.violations
    assert list(impatient(workspace.sandbox.history)) == []
    assert workspace.may_write or list(written(workspace.sandbox.history)) == []


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as client:
        yield client


@pytest.fixture
def ask(slack: Workspace, client: httpx.Client) -> Ask:
    """Calls a method by GET, form or JSON; the contract is checked on the way."""

    def call(method: str, *, by: str = "form", token: str = slack.state.token, **arguments: Any) -> dict[str, Any]:
        url = f"{slack.sandbox.urls['slack']}/api/{method}"
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if by == "get":
            response = client.get(url, params=arguments, headers=headers)
        elif by == "json":
            response = client.post(url, json=arguments, headers=headers)
        else:
            texts = {name: part if isinstance(part, str) else json.dumps(part) for name, part in arguments.items()}
            response = client.post(url, data=texts, headers=headers)
        assert response.status_code in (200, 429)
        answer: dict[str, Any] = response.json()
        return answer

    return call


class Pulled:
    """What one pull gave, by kind, and the cursor it ended with."""

    def __init__(self, records: list[Record | Checkpoint]) -> None:
        assert isinstance(records[-1], Checkpoint)
        self.cursor = records[-1].cursor
        self.checkpoints = [record for record in records if isinstance(record, Checkpoint)]
        self.items = {record.id: record for record in records if isinstance(record, Item)}
        self.activity = {record.id: record for record in records if isinstance(record, Activity)}
        self.accounts = {record.id: record for record in records if isinstance(record, Account)}
        self.rejected = [record for record in records if isinstance(record, Rejected)]
        self.groups = {record.name: record.members for record in records if isinstance(record, Group)}
        self.gone = [record.id for record in records if isinstance(record, Tombstone)]


def pull(connector: SlackConnector, stream: str = "payments", cursor: str | None = None) -> Pulled:
    name = "accounts" if stream == "accounts" else "threads"
    return Pulled(list(connector.pull(Stream(name, stream), cursor)))
