"""One look at many issues: it saves those before each first write, and where it cannot tell for sure nothing relies on it."""

import pytest

from connectors.jira.connector import JiraConnector
from core.contract import Looking, Note
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import Connect, both

pytestmark = both
NOTE = Note(mark="m-1", body="Serves no goal.", url="https://hub.acme.test/f/1")


@pytest.fixture
def keys(state: JiraState) -> list[str]:
    return [state.create_issue("PAY", "Task", f"Part {number}", reporter="ada") for number in range(3)]


@pytest.fixture(name="jira")
def _jira(connect: Connect) -> JiraConnector:
    return connect()


def test_one_request_serves_all_first_writes(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, keys: list[str]
) -> None:
    """On Data Center, which has no such request, each is looked at as ever."""
    assert isinstance(jira, Looking)
    looked = jira.look(keys)
    for key in keys:
        looked.ensure_comment(key, NOTE)
        looked.ensure_label(key, "drift", True)
    assert all(state.labels(key) == ["drift"] and len(state.comments(key)) == 1 for key in keys)
    asked = [each for each in sandbox.history if not each.is_write and not each.path.endswith("/myself")]
    assert len(asked) == (1 if state.deployment == "cloud" else 6)


def test_what_stands_is_found_behind_many_others(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, keys: list[str]
) -> None:
    for key in keys[:2]:
        jira.ensure_comment(key, NOTE)
    for n in range(30):
        state.comment(keys[1], str(n), by="ada")
    jira.ensure_label(keys[0], "drift", True)
    written = sum(each.is_write for each in sandbox.history)
    looked = jira.look(keys)
    for key in keys[:2]:
        looked.ensure_comment(key, NOTE)
    looked.ensure_label(keys[0], "drift", True)
    assert sum(each.is_write for each in sandbox.history) == written


def test_what_cannot_be_seen_is_looked_at_by_itself(state: JiraState, jira: JiraConnector, keys: list[str]) -> None:
    """An issue that nobody looked at, one under the key that it had before it was moved, and one that is not there."""
    for key in keys[1:]:
        jira.ensure_comment(key, NOTE)
    state.move(keys[1], "OPS", by="ada")
    looked = jira.look([*keys[:2], "PAY-99"])
    for key in keys[1:]:
        looked.ensure_comment(key, NOTE)
        assert len(state.comments(key)) == 1
    assert looked.ensure_comment("PAY-99", Note("m-1", None)) is None
