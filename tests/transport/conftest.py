"""A clock that moves only by sleeping, an `Http` on it, and a wall against sockets that nobody mocked."""

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import respx

from connectors.transport import Http
from core.contract import Wire

BASE = "https://tool.example"
TOKEN = "canary-7f3a-token"
CREDENTIAL = {"Authorization": f"Bearer {TOKEN}"}
EPOCH = 1_767_268_800.0  # 2026-01-01 12:00 UTC, the wall clock of every test


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_http(clock: Clock) -> Iterator[Callable[..., Http]]:
    made: list[Http] = []

    def make(base_url: str = BASE, *, read_only: bool = False, **given: Any) -> Http:
        given = {"tool": "jira", "headers": CREDENTIAL, **given}
        http = Http(
            base_url, wire=Wire(read_only=read_only), sleep=clock.sleep, monotonic=clock, wall=lambda: EPOCH, **given
        )
        made.append(http)
        return http

    yield make
    for http in made:
        http.close()


@pytest.fixture
def http(make_http: Callable[..., Http]) -> Http:
    return make_http()


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> Iterator[respx.MockRouter]:
    """Answers for `httpx`, while whatever else reaches for the network fails the test."""

    def refuse(*address: Any, **_: Any) -> Any:
        pytest.fail(f"something opened a connection past the transport: {address[-1]}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with respx.mock(assert_all_called=False) as router:
        yield router
