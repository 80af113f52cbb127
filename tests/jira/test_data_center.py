"""Data Center: the same company told in other words comes out as the same items."""

from datetime import date

import pytest

from connectors.jira.settings import Deployment
from sandbox.jira import JiraState
from tests.jira.conftest import Connect
from tests.jira.test_pull import items, pulled


@pytest.fixture
def deployment() -> Deployment:
    return "data-center"


def test_an_issue_comes_with_all_that_rules_and_detectors_need(state: JiraState, connect: Connect) -> None:
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    key = state.create_issue(
        "PAY", "Story", "Retry [O-12]", reporter="ada", assignee="ben", parent=epic, due=date(2026, 12, 1),
        labels=["web"], description="h2. Why\nSee [the spec|https://acme.test/spec] and *OPS-7*",
    )  # fmt: skip
    sub = state.create_issue("PAY", "Sub-task", "Write", reporter="ada", parent=key)
    found = items(pulled(connect())[0])
    item = found[key]
    assert (found[epic].kind, item.kind, found[sub].kind) == ("epic", "issue", "issue")
    assert (item.parent, found[sub].parent) == (epic, key)
    assert item.text == "Why\nSee the spec https://acme.test/spec and OPS-7"
    assert item.refs == ("O-12", "https://acme.test/spec", "OPS-7")
    assert (item.assignee, item.due, item.labels) == (state.user_key("ben"), date(2026, 12, 1), ("web",))
