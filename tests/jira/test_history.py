"""Long histories and talks: whole, with as few questions as the tool allows, and never at the cost of another issue."""

from datetime import datetime, timedelta

import pytest

from connectors.jira.times import moment
from core.records import Activity, Rejected
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect, both, who
from tests.jira.test_pull import items, pulled

BULK = "changelog/bulkfetch"


def busy(state: JiraState, entries: int) -> str:
    key = state.create_issue("PAY", "Task", "Busy", reporter="ada")
    for n in range(entries):
        state.assign(key, ("ada", "ben")[n % 2], by="ada", at=NOW + timedelta(minutes=n))
    return key


def asked(sandbox: Sandbox, part: str) -> int:
    return sum(part in exchange.path for exchange in sandbox.history)


def test_long_histories_of_a_page_are_one_question(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    long = [busy(state, 45) for _ in range(3)]
    short = busy(state, 2)
    found = items(pulled(connect())[0])
    assert [len(found[key].changes) for key in (*long, short)] == [45, 45, 45, 2]
    assert (asked(sandbox, BULK), asked(sandbox, "/changelog")) == (1, 1)


@both
def test_a_page_without_long_histories_asks_nothing_more(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    busy(state, 5)
    pulled(connect())
    assert asked(sandbox, "/changelog") == 0


@pytest.mark.parametrize("as_text", [True, False])
def test_many_answers_make_one_history(
    state: JiraState, sandbox: Sandbox, connect: Connect, monkeypatch: pytest.MonkeyPatch, as_text: bool
) -> None:
    monkeypatch.setattr("connectors.jira.history.AT_ONCE", 30)
    state.quirks.bulk_dates_as_text = as_text
    keys = [busy(state, 50), busy(state, 60)]
    connector = connect()
    found = items(pulled(connector)[0])
    assert [len(found[key].changes) for key in keys] == [50, 60]
    assert found[keys[0]].changes[-1].at == NOW + timedelta(minutes=49)
    assert asked(sandbox, BULK) == 4


@pytest.mark.parametrize(
    ("status", "body"),
    [(404, b"{}"), (400, b"{}"), (200, b"[]"), (200, b'{"issueChangeLogs": [], "nextPageToken": "again"}')],
)
def test_where_the_site_will_not_give_many_each_is_asked_for(
    state: JiraState, sandbox: Sandbox, connect: Connect, status: int, body: bytes
) -> None:
    sandbox._observe = None
    keys = [busy(state, 45), busy(state, 130)]
    sandbox.faults.append(Fault("jira", BULK, times=None, status=status, body=body))
    found = items(pulled(connect())[0])
    assert [len(found[key].changes) for key in keys] == [45, 130]


def test_read_only_reads_them_too(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    from connectors.jira.connector import connect as connected
    from core.contract import Wire

    key = busy(state, 45)
    careful = connected(connect()._site.settings, Wire(read_only=True))
    found = items(pulled(careful)[0])
    careful.close()
    assert len(found[key].changes) == 45
    assert asked(sandbox, BULK) == 1


@both
def test_hours_that_were_logged_are_activity(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    began = NOW - timedelta(days=2)
    first = state.log_work(key, 2.5, by="ben", started=began)
    ahead = state.log_work(key, 1, by="ben", started=NOW + timedelta(days=9))
    found = {record.id: record for record in pulled(connect())[0] if isinstance(record, Activity)}
    ben = who(state, "ben")
    expected = Activity(source="jira", id=f"worklog-{first}", item=key, at=began, kind="worklog", actor=ben, hours=2.5)
    assert found[f"worklog-{first}"] == expected
    assert found[f"worklog-{ahead}"].at == NOW, "time logged ahead of itself says nothing of the future"


@both
def test_more_hours_than_a_search_shows_are_fetched_whole(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    for _ in range(120):
        state.log_work(key, 0.5, by="ben")
    found = [record for record in pulled(connect())[0] if isinstance(record, Activity)]
    assert sum(activity.hours or 0 for activity in found) == 60
    assert asked(sandbox, "/worklog") >= 1


def test_hours_that_cannot_be_had_put_their_issue_aside(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    many, few = (state.create_issue("PAY", "Task", name, reporter="ada") for name in ("many", "few"))
    for _ in range(21):
        state.log_work(many, 1, by="ben")
    sandbox.faults.append(Fault("jira", "/worklog", times=None, status=404, body=b"{}"))
    records = pulled(connect())[0]
    assert items(records).keys() == {few}
    assert [record.lost for record in records if isinstance(record, Rejected)] == [True]


def test_a_list_that_begins_again_and_again_ends(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    for n in range(21):
        state.comment(key, str(n), by="ada")
    body = b'{"comments": [{"id": "1", "created": "2026-11-02T09:00:00.000+0000"}], "total": 99}'
    sandbox.faults.append(Fault("jira", "/comment", times=None, status=200, body=body))
    (odd,) = [record for record in pulled(connect())[0] if isinstance(record, Rejected)]
    assert "came back to its first page" in odd.reason


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("2020-06-12T08:29:19.487+0800", "2020-06-12T00:29:19.487+00:00"),
        (1591921759487, "2020-06-12T00:29:19.487+00:00"),
        (1591921759, "2020-06-12T00:29:19+00:00"),
    ],
)
def test_moments(value: str | int, at: str) -> None:
    assert moment(value) == datetime.fromisoformat(at)
