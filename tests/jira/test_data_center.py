"""Data Center: the same company told in other words comes out as the same items. (What holds for both deployments is in
the other files, marked `both`.)"""

from datetime import date, timedelta

import pytest

from connectors.jira import plugin
from connectors.jira.connector import JiraConnector
from connectors.jira.settings import Deployment
from core.contract import Note, Refused, Unauthorized
from core.records import Account, Change
from sandbox.faults import Fault
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import NOW, Connect
from tests.jira.test_pull import PEOPLE, items, pulled


@pytest.fixture
def deployment() -> Deployment:
    return "data-center"


def test_texts_and_parents_come_out_of_wiki_markup_and_fields(state: JiraState, connect: Connect) -> None:
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    key = state.create_issue(
        "PAY", "Story", "Retry [O-12]", reporter="ada", assignee="ben", parent=epic, due=date(2026, 12, 1),
        description="h2. Why\nSee [the spec|https://acme.test/spec] and *OPS-7*",
    )  # fmt: skip
    sub = state.create_issue("PAY", "Sub-task", "Write", reporter="ada", parent=key)
    found = items(pulled(connect())[0])
    item = found[key]
    assert (found[epic].kind, item.kind, found[sub].kind) == ("epic", "issue", "issue")
    assert (item.parent, found[sub].parent) == (epic, key)
    assert item.text == "Why\nSee the spec https://acme.test/spec and OPS-7"
    assert item.refs == ("O-12", "https://acme.test/spec", "OPS-7")


def test_a_new_parent_is_found_in_the_history(state: JiraState, connect: Connect) -> None:
    epic = state.create_issue("PAY", "Epic", "Checkout", reporter="ada")
    key = state.create_issue("PAY", "Story", "Retry", reporter="ada")
    at = NOW + timedelta(hours=1)
    state.set_parent(key, epic, by="ada", at=at)
    assert items(pulled(connect())[0])[key].changes == (Change(at, "parent", None, epic),)


def test_people_keep_their_key_when_they_are_renamed(state: JiraState, connect: Connect) -> None:
    state.add_user("eve", "Eve Ünal 🦊", None, active=False)
    accounts = {record.id: record for record in pulled(connect(), PEOPLE)[0] if isinstance(record, Account)}
    assert accounts[state.user_key("eve")] == Account(
        source="jira", id=state.user_key("eve"), name="Eve Ünal 🦊", active=False
    )
    assert all(key.startswith("JIRAUSER") for key in accounts)


@pytest.fixture
def crowd(state: JiraState) -> set[str | None]:
    for number in range(150):
        state.add_user(f"p{number}", f"Person {number}", None)
    return {state.user_key(account) for account in state.users}


def known(connector: JiraConnector) -> set[str | None]:
    return {record.id for record in pulled(connector, PEOPLE)[0] if isinstance(record, Account)}


def test_more_people_than_the_search_finds_are_all_known(
    crowd: set[str | None], sandbox: Sandbox, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.jira.people.USERS_PAGE", 120)
    assert known(connect()) == crowd
    paths = [exchange.path.rpartition("/")[2] for exchange in sandbox.history]
    assert paths == ["search", "list", "myself", "list"]


def test_a_site_that_has_no_list_is_searched(crowd: set[str | None], sandbox: Sandbox, connect: Connect) -> None:
    sandbox.faults.append(Fault("jira", "user/list", times=None, status=404))
    found = known(connect())
    assert len(found) == 100
    assert found < crowd


@pytest.mark.usefixtures("crowd")
def test_a_list_of_people_that_leads_in_a_circle_is_refused(sandbox: Sandbox, connect: Connect) -> None:
    body = b'{"isLast": false, "nextCursor": "7", "maxResults": 1000, "values": []}'
    sandbox.faults.append(Fault("jira", "user/list", times=None, status=200, body=body))
    with pytest.raises(Refused, match="earlier page"):
        pulled(connect(), PEOPLE)


def test_the_token_travels_alone(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    connect().check()
    (exchange,) = sandbox.history
    assert exchange.request_headers["authorization"] == f"Bearer {state.token}"


def test_one_wrong_token_is_one_request(state: JiraState, sandbox: Sandbox, connect: Connect) -> None:
    """Repeated, it might lock the account behind a picture puzzle."""
    connector = connect()
    state.token = "renewed"
    for _ in range(3):
        with pytest.raises(Unauthorized, match="token"):
            pulled(connector)
    assert [exchange.status for exchange in sandbox.history] == [401]


def test_an_issue_is_read_alone_where_the_search_cuts_its_history(
    state: JiraState, sandbox: Sandbox, connect: Connect
) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    state.transition(key, "Done", by="ada")
    number = state.issue(key)["id"]
    cut = b'{"startAt": 0, "total": 1, "issues": [{"id": "%s", "key": "%s", "fields": %s, "changelog": {"total": 2}}]}'
    about = b"""{"status": {"name": "Done"}, "project": {"key": "PAY"}, "created": "2026-11-02T09:00:00.000+0000",
        "updated": "2026-11-02T09:00:00.000+0000"}"""
    sandbox._observe = None
    sandbox.faults.append(Fault("jira", "/2/search", status=200, body=cut % (number.encode(), key.encode(), about)))
    item = items(pulled(connect())[0])[key]
    assert [change.after for change in item.changes if change.field == "status"] == ["Done"]


def test_our_comment_shows_its_text_and_links_only_where_the_hub_says(state: JiraState, connect: Connect) -> None:
    key = state.create_issue("PAY", "Task", "Retry", reporter="ada")
    note = Note("m-1", "Serves [~ada]'s goal\n{quote}a | b{quote} https://x.test", url="https://hub.acme.test/f/1")
    connector = connect()
    ref = connector.ensure_comment(key, note)
    (comment,) = state.comments(key)
    assert comment["body"] == (
        "Serves \\[\\~ada\\]'s goal\n\\{quote\\}a \\| b\\{quote\\} https:&#47;&#47;x.test\n\nhttps://hub.acme.test/f/1"
    )
    assert {"key": "sd.public.comment", "value": {"internal": True}} in comment["properties"]
    state.find(key)["fields"]["comment"]["comments"][0]["body"] = comment["body"].replace("\n", "\r\n")
    assert connector.ensure_comment(key, note) == ref
    assert state.comments(key)[0]["updated"] == comment["updated"], "line ends are not a difference"


def test_an_e_mail_is_asked_for_on_cloud_only() -> None:
    table = {"base_url": "https://jira.acme.test", "token": {"env": "X"}, "projects": ["PAY"]}
    assert plugin.settings.model_validate({**table, "deployment": "data-center"}).email == ""
    with pytest.raises(ValueError, match="email is missing"):
        plugin.settings.model_validate(table)
