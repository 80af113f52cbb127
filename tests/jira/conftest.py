"""A sandbox Jira with one small company in it, whose every exchange is held against Atlassian's description.

A test that is to hold on both deployments says so: `@both`, or `pytestmark = both`.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from connectors.jira import plugin
from connectors.jira.connector import JiraConnector
from connectors.jira.settings import Deployment
from core.contract import Wire
from sandbox.clock import SimulatedClock
from sandbox.history import Exchange
from sandbox.jira import JiraState, app
from sandbox.server import Sandbox
from tests.checker import impatient
from tests.contract.jira_contract import check

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
Connect = Callable[..., JiraConnector]


both = pytest.mark.parametrize("deployment", ["cloud", "data-center"])


def who(state: JiraState, account: str) -> str:
    """The id under which the connector should know an account of the company."""
    return account if state.deployment == "cloud" else state.user_key(account)


@pytest.fixture
def deployment() -> Deployment:
    return "cloud"


@pytest.fixture
def state(deployment: Deployment) -> JiraState:
    made = JiraState(SimulatedClock(NOW), deployment=deployment)
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
    assert list(impatient(running.history)) == []


@pytest.fixture
def connect(sandbox: Sandbox, state: JiraState, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connect]:
    """A connector over real HTTP; keyword arguments are settings."""
    monkeypatch.setenv("JIRA_TOKEN", state.token)
    opened: list[JiraConnector] = []

    def make(**settings: object) -> JiraConnector:
        where = {"base_url": sandbox.urls["jira"], "deployment": state.deployment, "token": {"env": "JIRA_TOKEN"}}
        who = {"email": state.email} if state.deployment == "cloud" else {}
        chosen = plugin.settings.model_validate({"projects": ["PAY"], **where, **who, **settings})
        connector = plugin.connect(chosen, Wire(read_only=chosen.read_only))
        assert isinstance(connector, JiraConnector)
        opened.append(connector)
        return connector

    yield make
    for connector in opened:
        connector.close()
