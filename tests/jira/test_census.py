"""The daily count of all issues, and pulls that begin at a day of one's choice."""

from datetime import timedelta

import pytest

from core.contract import Census, Dated, Refused, Stream, Unavailable
from core.records import Item
from core.times import EPOCH
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect, both
from tests.jira.test_pull import LATER, OPS, PAY, PEOPLE, items, pulled, searches


@both
def test_every_issue_is_seen_once_with_its_last_change(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(7)]
    state.create_issue("OPS", "Task", "other", reporter="ada")
    state.page_limit = 3
    state.transition(keys[2], "Done", by="ada", at=NOW + LATER)
    connector = connect(projects=["PAY", "OPS"])
    assert isinstance(connector, Census)
    seen = [one for page in connector.census(PAY) for one in page]
    pulled_now = items(pulled(connector)[0]).values()
    assert {one.id: one.updated_at for one in seen} == {item.id: item.updated_at for item in pulled_now}
    assert len(seen) == 7
    assert sum(len(page) for page in connector.census(OPS)) == 1


def test_thousands_are_listed_in_few_answers(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    for n in range(450):
        state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(seconds=n))
    (page,) = connect().census(PAY)
    assert (len(page), len(searches(sandbox))) == (450, 2), "one answer with all, and one with our own pages"


def test_the_setting_jql_narrows_it_too(state: JiraState, connect: Connect) -> None:
    bug = state.create_issue("PAY", "Bug", "Broken", reporter="ada")
    state.create_issue("PAY", "Task", "Retry", reporter="ada")
    (page,) = connect(jql="type = Bug").census(PAY)
    assert [one.id for one in page] == [state.issue(bug)["id"]]


def test_what_is_hidden_or_gone_is_not_seen(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(3)]
    left = state.issue(keys[2])["id"]
    state.delete(keys[0])
    state.hide(keys[1])
    assert [one.id for page in connect().census(PAY) for one in page] == [left]


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [(404, b"{}", Refused), (200, b'{"issues": [{"no": "id"}]}', Refused), (200, b'{"issues": [{}', Refused)],
)
def test_what_cuts_the_list_short_is_an_error(
    state: JiraState, sandbox: Sandbox, connect: Connect, status: int, body: bytes, error: type[Exception]
) -> None:
    sandbox._observe = None
    sandbox.faults.append(Fault("jira", "/search", status=status, body=body))
    with pytest.raises(error):
        list(connect().census(PAY))


def test_a_list_that_comes_again_is_an_error(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    body = b'{"issues": [], "nextPageToken": "again"}'
    sandbox.faults.append(Fault("jira", "/search", times=None, status=200, body=body))
    with pytest.raises(Unavailable):
        list(connect().census(PAY))


def test_an_issue_with_an_odd_date_is_seen_all_the_same(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    state.find(key)["fields"]["updated"] = "0001-01-01T00:00:00.000+0900"
    (page,) = connect().census(PAY)
    assert [(one.id, one.updated_at) for one in page] == [(state.issue(key)["id"], EPOCH)]


def test_people_are_no_items(connect: Connect) -> None:
    assert list(connect().census(PEOPLE)) == []


@both
def test_a_pull_can_begin_at_a_day(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    old = state.create_issue("PAY", "Task", "old", reporter="ada", at=NOW - timedelta(days=40))
    new = state.create_issue("PAY", "Task", "new", reporter="ada", at=NOW - timedelta(days=40))
    state.transition(new, "Done", by="ada", at=NOW - timedelta(days=9))
    connector = connect()
    assert isinstance(connector, Dated)
    cursor = connector.cursor_at(PAY, NOW - timedelta(days=10))
    assert connector.cursor_at(PEOPLE, NOW) is None
    assert sandbox.history == []
    found = {record.key for record in connector.pull(PAY, cursor) if isinstance(record, Item)}
    assert found == {new}
    assert old not in found


def test_an_unknown_stream_is_refused(connect: Connect) -> None:
    with pytest.raises(Refused, match="no stream"):
        connect().pull(Stream("boards", ""), None)
