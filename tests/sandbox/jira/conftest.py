"""A sandbox Jira with two projects in it, asked over real HTTP; every exchange is held against Atlassian's descriptions."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.jira import JiraState, app
from sandbox.server import Sandbox
from tests.contract.jira_contract import check

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def filled(state: JiraState) -> JiraState:
    state.add_user("ada", "Ada", "ada@acme.test")
    state.add_user("ben", "Ben", None)
    state.add_project("PAY", "Payments")
    state.add_project("OPS", "Operations")
    return state


def watched(state: JiraState, check: Callable[[Exchange], None]) -> Iterator[Sandbox]:
    """The running server; AssertionError afterwards when an exchange was against the description."""
    violations: list[str] = []

    def observe(exchange: Exchange) -> None:
        try:
            check(exchange)
        except Exception as error:  # noqa: BLE001 - raised here it would only look like a broken server
            violations.append(repr(error))

    with Sandbox({"jira": app(state)}, state.clock, observe) as running:
        yield running
    assert violations == []


@pytest.fixture
def state() -> JiraState:
    return filled(JiraState(SimulatedClock(NOW)))


@pytest.fixture
def sandbox(state: JiraState) -> Iterator[Sandbox]:
    yield from watched(state, check)


@pytest.fixture
def web(sandbox: Sandbox, state: JiraState) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.urls["jira"] + "/rest/api/3", auth=(state.email, state.token)) as client:
        yield client
