"""Jira's limits: kept where they are known, waited out where they are told, and nothing is lost or doubled by them."""

from datetime import timedelta
from itertools import pairwise

import pytest

from connectors.jira.connector import JiraConnector, connect
from core.contract import Note, Wire
from sandbox.jira import JiraState, hasty
from sandbox.server import Sandbox
from tests.jira.conftest import Connect
from tests.jira.test_pull import PAY, items, pulled


@pytest.fixture
def jira(state: JiraState, connect: Connect) -> JiraConnector:
    return waiting(state, connect())


def waiting(state: JiraState, plain: JiraConnector) -> JiraConnector:
    return connect(plain._site.settings, Wire(read_only=False, clock=state.clock))


@pytest.mark.parametrize("as_date", [True, False])
def test_many_writes_to_one_issue_are_all_done_once(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, as_date: bool
) -> None:
    state.limits.as_date = as_date
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    begun = state.clock()
    for number in range(130):
        jira.ensure_label(key, f"fairlead-{number}", True)
    assert len(state.labels(key)) == 130
    assert sum(exchange.is_write and exchange.status < 300 for exchange in sandbox.history) == 130
    assert hasty(sandbox.history) == []
    assert state.clock() - begun >= timedelta(seconds=30)
    jira.close()


def test_writes_leave_room_between_them(state: JiraState, sandbox: Sandbox, jira: JiraConnector) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(8)]
    for key in keys:
        jira.ensure_comment(key, Note("m-1", "Serves no goal."))
    at = [exchange.at for exchange in sandbox.history if exchange.is_write]
    assert min(later - earlier for earlier, later in pairwise(at)) >= timedelta(seconds=0.1)
    jira.close()


def test_a_pull_through_a_burst_limit_is_whole(state: JiraState, sandbox: Sandbox, jira: JiraConnector) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(30)]
    state.page_limit, state.limits.burst = 2, 3
    assert items(pulled(jira, PAY)[0]).keys() == {*keys}
    assert any(exchange.status == 429 for exchange in sandbox.history)
    assert hasty(sandbox.history) == []
    jira.close()
