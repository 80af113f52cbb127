"""A sandbox GitHub over real HTTP; whatever passes is held against GitHub's own specification."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.github import plugin
from connectors.github.connector import GitHub, connect
from core.contract import Stream, Wire
from core.records import Checkpoint, Record
from sandbox.clock import SimulatedClock
from sandbox.github import GitHubState, app
from sandbox.history import Exchange
from sandbox.server import Sandbox
from tests.checker import impatient, written
from tests.contract.github_contract import check

REPO = "acme/web"
DATA = Path(__file__).parents[1] / "data"


class World:
    """A repository, the server in front of it, and a connector; `violations` are breaches of the specification."""

    def __init__(self) -> None:
        self.clock = SimulatedClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
        self.state = GitHubState(self.clock)
        self.state.add_repo(REPO)
        self.violations: list[str] = []
        self.opened: list[GitHub] = []
        self.may_write = False
        self.box = Sandbox({"github": app(self.state)}, self.clock, self._observe)

    def connect(self, *, read_only: bool = False, **settings: Any) -> GitHub:
        table = {"base_url": self.box.urls["github"], "token": {"env": "SANDBOX_TOKEN"}, "repositories": [REPO]}
        given = {key: value for key, value in {**table, **settings}.items() if value is not None}
        wire = Wire(read_only=read_only, clock=self.clock)
        self.may_write = self.may_write or not read_only
        connector = connect(plugin.settings(**given), wire, wall=lambda: self.clock().timestamp())
        self.opened.append(connector)
        return connector

    def requests(self, since: int = 0) -> list[str]:
        """`METHOD /path status` of all that reached the server after the first `since`."""
        return [f"{e.method} {e.path} {e.status}" for e in self.box.history[since:] if e.path != "/user"]

    def _observe(self, exchange: Exchange) -> None:
        try:
            check(exchange)
        except (AssertionError, AttributeError, RecursionError, TypeError, ValueError) as breach:
            self.violations.append(str(breach))


def pull(connector: GitHub, name: str, cursor: str | None = None, repo: str = REPO) -> tuple[list[Record], str]:
    """All records and the last cursor."""
    got = list(connector.pull(Stream(name, repo), cursor))
    assert isinstance(got[-1], Checkpoint)
    return [record for record in got if not isinstance(record, Checkpoint)], got[-1].cursor


def recorded(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / f"github_{name}.jsonl").read_text().splitlines()]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    world = World()
    monkeypatch.setenv("SANDBOX_TOKEN", world.state.token)
    with world.box:
        yield world
        for connector in world.opened:
            connector.close()
    assert world.violations == []
    assert list(impatient(world.box.history)) == []
    assert world.may_write or not world.opened or list(written(world.box.history)) == []


@pytest.fixture
def hub(world: World) -> GitHub:
    return world.connect()
