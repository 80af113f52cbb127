"""Comments, labels and links: the end result stands once, whatever was there before and however often it is asked for."""

import pytest

from connectors.jira.connector import JiraConnector, connect
from core.contract import Comments, Labels, Links, Note, Refused, Unauthorized, Unavailable, Wire
from sandbox.faults import Fault
from sandbox.history import Exchange
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.jira.conftest import Connect, both

pytestmark = both
NOTE = Note(mark="m-1", body="Serves no goal.\nPlease link it.", url="https://hub.acme.test/f/1")


@pytest.fixture
def key(state: JiraState) -> str:
    return state.create_issue("PAY", "Task", "Retry", reporter="ada", labels=["web"])


@pytest.fixture(name="jira")
def _jira(connect: Connect) -> JiraConnector:
    return connect()


def writes(sandbox: Sandbox) -> list[str]:
    return [exchange.method for exchange in sandbox.history if exchange.is_write]


def words(comment: dict[str, object]) -> str:
    return str(comment["body"])


def test_what_it_can_do(jira: JiraConnector) -> None:
    assert isinstance(jira, Comments)
    assert isinstance(jira, Labels)
    assert isinstance(jira, Links)


def test_a_comment_stands_once_with_its_mark_and_is_internal(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str
) -> None:
    ref = jira.ensure_comment(key, NOTE)
    assert jira.ensure_comment(key, NOTE) == ref
    assert jira.ensure_comment(key, Note(NOTE.mark, NOTE.body, ref, NOTE.url)) == ref
    (comment,) = state.comments(key)
    assert (comment["id"], comment["author"]["accountId"]) == (ref, state.account)
    assert {"key": "fairlead", "value": {"mark": "m-1"}} in comment["properties"]
    assert {"key": "sd.public.comment", "value": {"internal": True}} in comment["properties"]
    assert "https://hub.acme.test/f/1" in words(comment)
    assert writes(sandbox) == ["POST"]


def test_a_new_text_edits_the_comment_in_place(state: JiraState, jira: JiraConnector, key: str) -> None:
    ref = jira.ensure_comment(key, NOTE)
    assert jira.ensure_comment(key, Note("m-1", "Now it does.", ref)) == ref
    (comment,) = state.comments(key)
    assert "Now it does." in words(comment)
    assert "Please" not in words(comment)
    assert jira.ensure_comment(key, Note("m-1", "Now it does.")) == ref


@pytest.mark.parametrize("known", [True, False])
def test_a_comment_is_removed_and_stays_removed(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str, known: bool
) -> None:
    state.comment(key, "by hand", by="ada")
    ref = jira.ensure_comment(key, NOTE)
    gone = Note("m-1", None, ref if known else None)
    assert jira.ensure_comment(key, gone) is None
    assert jira.ensure_comment(key, gone) is None
    assert len(state.comments(key)) == 1
    assert writes(sandbox) == ["POST", "DELETE"]


def test_a_ref_whose_comment_somebody_deleted_is_written_again(state: JiraState, jira: JiraConnector, key: str) -> None:
    ref = jira.ensure_comment(key, Note("m-1", "x", ref="99999"))
    assert [comment["id"] for comment in state.comments(key)] == [ref]


def test_a_mark_on_somebody_else_s_comment_is_not_ours(state: JiraState, jira: JiraConnector, key: str) -> None:
    forged = state.add_comment(key, {"type": "doc", "version": 1, "content": []}, [], by="ada")
    forged["properties"] = [{"key": "fairlead", "value": {"mark": "m-1"}}]
    ref = jira.ensure_comment(key, Note("m-1", "ours", ref=forged["id"]))
    assert ref != forged["id"]
    assert jira.ensure_comment(key, Note("m-1", None, ref)) is None
    assert [comment["id"] for comment in state.comments(key)] == [forged["id"]]


def test_ours_is_found_among_many_and_a_twin_is_removed(state: JiraState, jira: JiraConnector, key: str) -> None:
    for n in range(120):
        state.comment(key, str(n), by="ada")
    ref = jira.ensure_comment(key, NOTE)
    twin = next(comment for comment in state.comments(key) if comment["id"] == ref)
    state.add_comment(key, twin["body"], twin["properties"], by=state.account)
    assert jira.ensure_comment(key, NOTE) == ref
    assert len(state.comments(key)) == 121


def test_after_a_lost_answer_the_comment_is_found_not_doubled(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str
) -> None:
    sandbox.faults.append(Fault("jira", "^POST .*/comment", drop=True, after=True))
    with pytest.raises(Unavailable) as raised:
        jira.ensure_comment(key, NOTE)
    assert raised.value.ambiguous
    (comment,) = state.comments(key)
    assert jira.ensure_comment(key, NOTE) == comment["id"]
    assert len(state.comments(key)) == 1


def test_text_is_never_markup(state: JiraState, jira: JiraConnector, key: str) -> None:
    nasty = 'h1. {color:red} [~accountid:ada] <b> "}]} \\ \u0007'
    jira.ensure_comment(key, Note("m-1", nasty, url="javascript:alert(1)"))
    (comment,) = state.comments(key)
    if state.deployment == "cloud":
        assert comment["body"]["content"] == [{"type": "paragraph", "content": [{"type": "text", "text": nasty}]}]
    else:
        assert comment["body"] == 'h1&#46; \\{color:red\\} \\[\\~accountid:ada\\] <b> "\\}\\]\\} &#92; \u0007'
    assert jira.ensure_comment(key, Note("m-1", nasty, url="javascript:alert(1)")) == comment["id"]


def test_a_label_comes_and_goes_and_others_stay(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str
) -> None:
    jira.ensure_label(key, "drift", True)
    jira.ensure_label(key, "drift", True)
    assert state.labels(key) == ["drift", "web"]
    jira.ensure_label(key, "drift", False)
    jira.ensure_label(key, "drift", False)
    assert state.labels(key) == ["web"]
    assert writes(sandbox) == ["PUT", "PUT"]


def test_a_label_that_somebody_sets_meanwhile_survives(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str
) -> None:
    def somebody(exchange: Exchange) -> None:
        if exchange.method == "GET":
            state.label(key, add=["urgent"], remove=["web"], by="ada")

    sandbox._observe = somebody
    jira.ensure_label(key, "drift", True)
    assert state.labels(key) == ["drift", "urgent"]


def test_a_link_stands_once_and_follows_its_note(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str
) -> None:
    link = Note("m-1", "Goal O-12", url="https://hub.acme.test/goals/O-12")
    ref = jira.ensure_link(key, link)
    assert jira.ensure_link(key, link) == ref
    assert jira.ensure_link(key, Note("m-1", "Goal O-13", ref, "https://hub.acme.test/goals/O-13")) == ref
    (shown,) = state.remote_links(key)
    assert (shown["globalId"], shown["object"]["title"]) == ("m-1", "Goal O-13")
    assert writes(sandbox) == ["POST", "POST"]
    assert jira.ensure_link(key, Note("m-1", None, ref)) is None
    assert jira.ensure_link(key, Note("m-1", None)) is None
    assert state.remote_links(key) == []
    assert writes(sandbox) == ["POST", "POST", "DELETE"]


def test_a_link_leads_to_the_web_only(jira: JiraConnector, key: str) -> None:
    with pytest.raises(Refused, match="http"):
        jira.ensure_link(key, Note("m-1", "Goal", url="javascript:alert(1)"))


def test_a_removal_from_an_issue_that_is_gone_is_done(jira: JiraConnector) -> None:
    assert jira.ensure_comment("PAY-404", Note("m-1", None, "1")) is None
    assert jira.ensure_link("PAY-404", Note("m-1", None)) is None
    jira.ensure_label("PAY-404", "drift", False)
    with pytest.raises(Refused):
        jira.ensure_label("PAY-404", "drift", True)
    with pytest.raises(Refused):
        jira.ensure_comment("PAY-404", NOTE)


def test_a_wrong_token_writes_nothing_and_says_so(state: JiraState, jira: JiraConnector, key: str) -> None:
    state.token = "renewed"
    with pytest.raises(Unauthorized):
        jira.ensure_comment(key, Note("m-1", None))
    with pytest.raises(Unauthorized):
        jira.ensure_label(key, "x", True)


def test_read_only_sends_no_write(state: JiraState, sandbox: Sandbox, jira: JiraConnector, key: str) -> None:
    careful = connect(jira._site.settings, Wire(read_only=True))
    before = state.snapshot()
    with pytest.raises(Refused, match="dry-run"):
        careful.ensure_label(key, "drift", True)
    careful.close()
    assert state.snapshot() == before
    assert writes(sandbox) == []
