"""A sandbox Jira with one small company in it, whose every exchange is held against Atlassian's description."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from connectors.jira import plugin
from connectors.jira.connector import JiraConnector
from core.contract import Wire
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.jira import JiraState, app
from sandbox.server import Sandbox
from tests.contract.jira_contract import check

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Connect = Callable[..., JiraConnector]


@pytest.fixture
def state() -> JiraState:
    made = JiraState(SimulatedClock(NOW))
    made.add_user("ada", "Ada", "ada@acme.test")
    made.add_user("ben", "Ben", None)
    made.add_user("ci", "CI", None, app=True)
    made.add_project("PAY", "Payments")
    made.add_project("OPS", "Operations")
    return made


@pytest.fixture
def sandbox(state: JiraState) -> Iterator[Sandbox]:
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
def connect(sandbox: Sandbox, state: JiraState, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """A connector over real HTTP; keyword arguments are settings."""
    monkeypatch.setenv("JIRA_TOKEN", state.token)
    opened: list[JiraConnector] = []

    def make(**settings: object) -> JiraConnector:
        given = {"base_url": sandbox.urls["jira"], "email": state.email, "token": {"env": "JIRA_TOKEN"}}
        chosen = plugin.settings.model_validate({"projects": ["PAY"], **given, **settings})
        connector = plugin.connect(chosen, Wire(read_only=False))
        assert isinstance(connector, JiraConnector)
        opened.append(connector)
        return connector

    yield make
    for connector in opened:
        connector.close()
