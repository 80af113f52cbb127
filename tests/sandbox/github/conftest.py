"""A sandbox GitHub behind real HTTP, and a plain client; all that passes is held against GitHub's own description."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from sandbox.clock import SimulatedClock
from sandbox.github import GitHubState, app
from sandbox.history import Exchange
from sandbox.server import Sandbox
from tests.contract.github_contract import check

REPO, API = "acme/web", "acme/api"


class World:
    def __init__(self) -> None:
        self.clock = SimulatedClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
        self.state = GitHubState(self.clock)
        self.state.add_repo(REPO)
        self.state.add_repo(API)
        self.violations: list[str] = []
        self.box = Sandbox({"github": app(self.state)}, self.clock, self._observe)

    def client(self, token: str | None = None, **more: Any) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token or self.state.token}"}
        return httpx.Client(base_url=self.box.urls["github"], headers=headers, trust_env=False, **more)

    def _observe(self, exchange: Exchange) -> None:
        try:
            check(exchange)
        except AssertionError as breach:
            self.violations.append(str(breach))


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    with world.box:
        yield world
    assert world.violations == []


@pytest.fixture
def state(world: World) -> GitHubState:
    return world.state


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    with world.client() as client:
        yield client
