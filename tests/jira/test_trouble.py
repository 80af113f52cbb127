"""What a pull does when Jira misbehaves: what came is kept, what is wrong is named, nothing looks like deletion."""

import json
from datetime import timedelta

import pytest

from connectors.jira.connector import JiraConnector
from connectors.transport import Http
from core.contract import Refused, Stream, Unauthorized, Unavailable, Wire
from core.records import Account, Checkpoint, Item, Record, Rejected
from sandbox.faults import Fault
from sandbox.jira import JiraState, rate_limited
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect
from tests.jira.test_pull import PAY, PEOPLE, items, pulled, searches


def test_a_page_that_fails_keeps_the_pages_before_it(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    for n in range(4):
        state.create_issue("PAY", "Task", str(n), reporter="ada", at=NOW + timedelta(minutes=n))
    state.page_limit = 2
    sandbox.faults.append(Fault("jira", "nextPageToken", times=None, status=404, body=b"{}"))
    scan = connect().pull(PAY, None)
    kept: list[Record | Checkpoint] = []
    with pytest.raises(Refused):
        kept.extend(scan)
    sandbox.faults.clear()
    point = kept[-1]
    assert isinstance(point, Checkpoint)
    assert "updated" not in json.loads(point.cursor)
    assert [record.key for record in kept if isinstance(record, Item)] == ["PAY-1", "PAY-2"]
    assert items(pulled(connect(), cursor=point.cursor)[0]).keys() == {"PAY-2", "PAY-3", "PAY-4"}


def test_a_page_token_that_comes_again_ends_the_scan(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    body = b'{"issues": [], "nextPageToken": "again"}'
    sandbox.faults.append(Fault("jira", "search/jql", times=None, status=200, body=body))
    with pytest.raises(Unavailable, match="earlier page"):
        pulled(connect())
    assert len(searches(sandbox)) == 2


def test_one_odd_issue_is_put_aside_and_the_rest_comes(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(4)]
    state.find(keys[1])["fields"]["labels"] = [{"not": "a label"}]
    state.find(keys[2])["fields"]["duedate"] = "soon"
    records = pulled(connect())[0]
    assert items(records).keys() == {keys[0], keys[3]}
    odd = [record for record in records if isinstance(record, Rejected)]
    ids = [state.issue(key)["id"] for key in keys]
    assert {o.place for o in odd} == {f"jira issue {ids[1]}", f"jira issue {ids[2]}"}
    assert all(o.lost and o.reason for o in odd)
    raw = next(o.raw for o in odd if ids[1] in o.place)
    assert f'"key":"{keys[1]}"' in raw
    assert len(raw) <= 2000


@pytest.mark.parametrize(
    ("odd", "place"),
    [
        (b'{"id": "7", "key": "PAY-7"}', "jira issue 7"),
        (b'{"id": 7, "key": "PAY-7", "fields": null}', "jira issue 7"),
        (b'{"key": "PAY-7", "fields": {}}', "jira issue PAY-7"),
        (b"null", "jira issue without id"),
        (b'"PAY-7"', "jira issue without id"),
        (b'{"id": "7", "fields": {"summary": "\\ud800"}}', "jira issue 7"),
        (b'{"id": "7", "fields": {"timeoriginalestimate": NaN}}', "jira issue 7"),
        (b'{"id": "7", "fields": {"description": ' + b'{"content": [' * 2000 + b"]}" * 2000 + b"}}", "jira issue 7"),
        (b'{"id": "7", "fields": {"summary": "\xff\xfe"}}', "jira issue 7"),
    ],
)
def test_whatever_stands_in_place_of_an_issue(
    state: JiraState, sandbox: Sandbox, connect: Connect, odd: bytes, place: str
) -> None:
    sandbox._observe = None
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    good = json.dumps(state.issue(key)).encode()
    for body in (b'{"issues": [%s, %s]}' % (odd, good), b'{"issues": [%s, %s]}' % (good, odd)):
        sandbox.faults.append(Fault("jira", "search/jql", status=200, body=body))
        records = pulled(connect())[0]
        assert items(records).keys() == {key}
        assert [record.place for record in records if isinstance(record, Rejected)] == [place]


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("part", ["changelog", "comment"])
def test_an_issue_whose_history_cannot_be_had_is_put_aside(
    state: JiraState, sandbox: Sandbox, connect: Connect, part: str, status: int
) -> None:
    """It may have been deleted between the search, which lags behind, and the second question."""
    sandbox._observe = None
    long, short = (state.create_issue("PAY", "Task", name, reporter="ada") for name in ("long", "short"))
    for n in range(41):
        state.comment(long, str(n), by="ada")
        state.set_due(long, NOW.date() + timedelta(days=n), by="ada")
    number = state.issue(long)["id"]
    body = b'{"values": 1, "comments": 1}'
    sandbox.faults.append(Fault("jira", f"issue/{number}/{part}", times=None, status=status, body=body))
    sandbox.faults.append(Fault("jira", "changelog/bulkfetch", status=400, body=b"{}"))
    records = pulled(connect())[0]
    assert items(records).keys() == {short}
    assert [record.place for record in records if isinstance(record, Rejected)] == [f"jira issue {number}"]


@pytest.mark.parametrize("date", ["yesterday", "Mon, 02 Nov 2026 09:00:00 -0000", ""])
def test_an_answer_dated_oddly_loses_nothing(
    state: JiraState, sandbox: Sandbox, connect: Connect, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    state.create_issue("PAY", "Task", "Retry", reporter="ada")
    monkeypatch.setattr("sandbox.server.format_datetime", lambda *_, **__: date)
    records, (*_, last) = pulled(connect())
    assert items(records).keys() == {"PAY-1"}
    assert items(pulled(connect(), cursor=last.cursor)[0]).keys() == {"PAY-1"}


@pytest.mark.parametrize(
    ("summary", "title"),
    [(r"end\u0000", "end\ufffd"), (r"C:\\u0000", r"C:\u0000"), (r"\\\u0000\u0000", "\\\ufffd\ufffd")],
)
def test_a_nul_becomes_a_sign_that_databases_keep(
    state: JiraState, sandbox: Sandbox, connect: Connect, summary: str, title: str
) -> None:
    key = state.create_issue("PAY", "Task", "SUMMARY", reporter="ada")
    body = json.dumps({"issues": [state.issue(key)]}).replace("SUMMARY", summary).encode()
    sandbox.faults.append(Fault("jira", "search/jql", status=200, body=body))
    assert items(pulled(connect())[0])[key].title == title


def test_a_moment_out_of_all_time_is_one_odd_issue(state: JiraState, connect: Connect) -> None:
    keys = [state.create_issue("PAY", "Task", str(n), reporter="ada") for n in range(2)]
    state.find(keys[0])["fields"]["updated"] = "0001-01-01T00:00:00.000+0900"
    records = pulled(connect())[0]
    assert items(records).keys() == {keys[1]}


def test_one_odd_account_is_put_aside_and_the_rest_comes(sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    body = b'[{"accountId": "ada"}, {"accountId": 7}, null, {"accountId": "ben", "displayName": "\\ud83d"}]'
    sandbox.faults.append(Fault("jira", "users/search", status=200, body=body))
    records = pulled(connect(), PEOPLE)[0]
    assert [record.id for record in records if isinstance(record, Account)] == ["ada"]
    places = [record.place for record in records if isinstance(record, Rejected)]
    assert places == ["jira account 7", "jira account without id", "jira account ben"]


def test_a_page_that_is_short_of_people_is_not_the_last(sandbox: Sandbox, connect: Connect) -> None:
    """Whom the account may not see is missing from the page, and not from the count: JRACLOUD-74454."""
    sandbox._observe = None
    for start, name in ((0, b"ada"), (1000, b"ben")):
        body = b'[{"accountId": "%s"}]' % name
        sandbox.faults.append(Fault("jira", f"users/search.*startAt={start}&", status=200, body=body))
    assert [record.id for record in pulled(connect(), PEOPLE)[0] if isinstance(record, Account)] == ["ada", "ben"]


def test_a_site_that_shows_the_same_people_again_and_again_comes_to_an_end(sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    body = b'[{"accountId": "ada"}]'
    sandbox.faults.append(Fault("jira", "users/search", times=None, status=200, body=body))
    pulled(connect(), PEOPLE)
    assert len([exchange for exchange in sandbox.history if "users/search" in exchange.path]) == 2


def test_an_answer_that_is_no_page_is_refused(sandbox: Sandbox, connect: Connect) -> None:
    sandbox._observe = None
    for body in (b'{"issues": [', b"[]", b'{"issues": 3}'):
        sandbox.faults.append(Fault("jira", "search/jql", status=200, body=body))
        with pytest.raises(Refused, match="cannot be read"):
            pulled(connect())


@pytest.mark.parametrize("stream", [PAY, PEOPLE])
def test_a_wrong_token_is_never_an_empty_company(state: JiraState, connect: Connect, stream: Stream) -> None:
    """Jira answers it as if nobody had signed in, and only a header tells."""
    state.create_issue("PAY", "Task", "Retry", reporter="ada")
    connector = connect()
    state.token = "renewed"
    with pytest.raises(Unauthorized, match="token"):
        pulled(connector, stream)
    with pytest.raises(Unauthorized, match="token"):
        connector.check()


def test_an_unknown_project_is_named_with_the_mend(connect: Connect) -> None:
    with pytest.raises(Refused, match=r"project NOPE exists .* \[connectors.jira\]"):
        pulled(connect(projects=["NOPE"]), Stream("issues", "NOPE"))


def test_an_unreachable_site(connect: Connect) -> None:
    http = Http("http://127.0.0.1:9", tool="jira", wire=Wire(), sleep=lambda seconds: None)
    connector = JiraConnector(http, connect()._site.settings)
    with pytest.raises(Unavailable, match="base_url"):
        connector.check()


def test_a_rate_limit_names_its_end(sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults.append(rate_limited("search/jql", after=3600, times=None))
    with pytest.raises(Unavailable) as raised:
        pulled(connect())
    assert raised.value.after == pytest.approx(3600, abs=1)
