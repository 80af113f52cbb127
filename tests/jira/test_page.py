"""The hub's own page: one issue that says it all, in order and whole, and that is no work."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.jira import page_text
from connectors.jira.connector import JiraConnector
from connectors.jira.own import LABEL
from core.contract import Note, Pages, Refused, Stream
from core.parts import Part, Parts
from core.records import Item
from sandbox.jira import JiraState
from sandbox.server import Sandbox
from tests.contract.jira_contract import _document
from tests.jira.conftest import Connect, both
from tests.seeds import examples

PARTS: Parts = (
    Part("Kept by Fairlead.", title="Alignment dashboard"),
    Part("• fairlead plan\n• fairlead halt", title="What you can do"),
    Part("1 finding"),
    Part("warning: unlinked work", "acme/web#7", "https://hub.example/acme/web/issues/7"),
)
NOTE = Note("a1b2c3", "plain", parts=PARTS)
URL = re.compile(r"/browse/(PAY-\d+)$")


@pytest.fixture(name="jira")
def _jira(state: JiraState, connect: Connect) -> JiraConnector:
    state.create_issue("PAY", "Task", "Retry", reporter="ada", labels=["web"])
    return connect(seconds_between_writes=0)


def long(lines: int) -> Note:
    rows = (Part(f"line {n:05} " + "x" * 600, f"PAY-{n}", f"https://hub.example/browse/PAY-{n}") for n in range(lines))
    return Note("a1b2c3", "plain", parts=(Part("", title="Long"), *rows))


def gone(ref: str | None = None, *, erase: bool = False) -> Note:
    return Note("a1b2c3", None, ref, erase=erase)


def key_of(ref: str | None) -> str:
    found = URL.search(ref or "")
    assert found, ref
    return found[1]


def fields(state: JiraState, key: str) -> dict[str, Any]:
    found: dict[str, Any] = state.find(key)["fields"]
    return found


def told(state: JiraState, key: str) -> str:
    """All of our page, as it was sent."""
    bodies = [fields(state, key)["description"], *(each["body"] for each in state.comments(key))]
    return "\n".join(each if isinstance(each, str) else json.dumps(each) for each in bodies)


def writes(sandbox: Sandbox) -> list[str]:
    return [f"{each.method} {each.path}" for each in sandbox.history if each.is_write]


@both
def test_a_page_stands_once_however_often_it_is_asked_for(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector
) -> None:
    assert isinstance(jira, Pages)
    ref = jira.ensure_page("PAY", NOTE)
    key, done = key_of(ref), len(writes(sandbox))
    for known in (ref, None, "https://hub.example/browse/PAY-77", "nonsense"):
        assert jira.ensure_page("PAY", Note(NOTE.mark, "plain", known, parts=PARTS)) == ref
    assert len(writes(sandbox)) == done == 1
    about = fields(state, key)
    assert (about["summary"], about["labels"], about["issuetype"]["name"]) == ("Alignment dashboard", [LABEL], "Task")
    words = told(state, key)
    assert all(each in words for each in ("Kept by Fairlead.", "What you can do", "fairlead halt", "unlinked work"))
    assert "https://hub.example/acme/web/issues/7" in words


@both
def test_a_change_is_made_in_place(state: JiraState, sandbox: Sandbox, jira: JiraConnector) -> None:
    ref = jira.ensure_page("PAY", NOTE)
    done = len(writes(sandbox))
    for known in (ref, None):
        changed = Note(NOTE.mark, "", known, parts=(Part("Now it is calm.", title="Steering"),))
        assert jira.ensure_page("PAY", changed) == ref
    assert len(writes(sandbox)) == done + 1
    assert fields(state, key_of(ref))["summary"] == "Steering"


@both
def test_what_does_not_fit_goes_on_in_comments_in_order_and_whole(state: JiraState, jira: JiraConnector) -> None:
    ref = jira.ensure_page("PAY", long(70))
    key = key_of(ref)
    first = [each["id"] for each in state.comments(key)]
    assert len(first) >= 1
    assert re.findall(r"line (\d{5})", told(state, key)) == [f"{n:05}" for n in range(70)]
    state.comment(key, "Thank you!", by="ada")
    state.clock.advance(timedelta(minutes=1))  # so many writes on one issue at once are refused
    assert jira.ensure_page("PAY", long(140)) == ref
    assert re.findall(r"line (\d{5})", told(state, key)) == [f"{n:05}" for n in range(140)]
    assert [each["id"] for each in state.comments(key)][: len(first)] == first
    state.clock.advance(timedelta(minutes=1))
    jira.ensure_page("PAY", NOTE)
    assert [each["author"]["accountId"] for each in state.comments(key)] == ["ada"]


@both
@pytest.mark.parametrize("known", [True, False])
def test_gone_it_is_closed_and_a_later_one_is_another(
    state: JiraState, sandbox: Sandbox, jira: JiraConnector, known: bool
) -> None:
    ref = jira.ensure_page("PAY", long(70))
    for _ in range(2):
        assert jira.ensure_page("PAY", gone(ref if known else None)) is None
        done = len(writes(sandbox))
    assert len(writes(sandbox)) == done
    about = fields(state, key_of(ref))
    assert about["status"]["name"] == "Done"
    assert "does not keep this page any more" in told(state, key_of(ref))
    assert state.comments(key_of(ref)) == []
    assert jira.ensure_page("PAY", NOTE) not in (ref, None)


@both
def test_erased_it_leaves_no_trace(state: JiraState, jira: JiraConnector) -> None:
    before = state.snapshot()
    ref = jira.ensure_page("PAY", NOTE)
    assert jira.ensure_page("PAY", gone(ref, erase=True)) is None
    assert state.snapshot() == before
    assert jira.ensure_page("PAY", gone(ref, erase=True)) is None


@both
def test_erased_without_the_right_to_delete_it_is_closed_and_says_so(state: JiraState, jira: JiraConnector) -> None:
    ref = jira.ensure_page("PAY", NOTE)
    state.may_delete = False
    assert jira.ensure_page("PAY", gone(ref, erase=True)) is None
    assert "closed where the account may not delete" in (jira.remains("page", "PAY", "") or "")
    assert fields(state, key_of(ref))["status"]["name"] == "Done"


@both
def test_twins_are_closed_and_a_copy_by_others_is_left(state: JiraState, jira: JiraConnector) -> None:
    ref = jira.ensure_page("PAY", NOTE)
    for by in (state.account, "ada"):
        key = state.create_issue("PAY", "Task", "Alignment dashboard", reporter=by, labels=[LABEL])
        state.find(key)["properties"] = {"fairlead": {"mark": NOTE.mark}}
    assert jira.ensure_page("PAY", NOTE) == ref
    assert [fields(state, f"PAY-{n}")["status"]["name"] for n in (2, 3, 4)] == ["To Do", "Done", "To Do"]


@both
def test_a_page_is_no_item_and_counts_in_no_census(state: JiraState, jira: JiraConnector) -> None:
    state.create_issue("PAY", "Task", "Hidden by label", reporter="ada", labels=[LABEL])
    jira.ensure_page("PAY", long(70))
    stream = Stream("issues", "PAY", exhaustive=True)
    items = [each for each in jira.pull(stream, None) if isinstance(each, Item)]
    assert [each.key for each in items] == ["PAY-1", "PAY-2"]
    assert [each.id for page in jira.census(stream) for each in page] == [each.id for each in items]


@both
def test_a_project_without_types_that_fit_says_so(jira: JiraConnector) -> None:
    with pytest.raises(Refused, match="NOPE"):
        jira.ensure_page("NOPE", NOTE)


HOSTILE = (
    "h1. Heading",
    "* list\n# list",
    "{code}x{code} {panel}",
    "[~accountid:712020:ada] [x|https://evil.example]",
    "!https://evil.example/pixel.png!",
    "||a||b||\n|c|d|",
    "{html}<script>alert(1)</script>{html}",
    '"quotes" \\ \\\\ & @ada',
    "• bullet",
    "\0\ud83d".encode("utf-8", "replace").decode(),
    "",
)


@both
@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str, deployment: str) -> None:
    """On Cloud all words are those of text nodes; on a Data Center no line begins with markup that is not ours."""
    parts = (Part(text, title=text), Part(text, text, "https://hub.example/1"), Part(text))
    if deployment == "cloud":
        nodes = json.dumps(page_text.document(parts))
        assert set(re.findall(r'"type": "(\w+)"', nodes)) <= {
            *("doc", "heading", "paragraph", "text", "bulletList", "listItem", "link"),
        }  # fmt: skip
        assert re.findall(r'"href": "([^"]+)"', nodes) == ["https://hub.example/1"]
        return
    said = page_text.wiki(parts)
    assert re.findall(r"https?://\S+", said) == ["https://hub.example/1"]
    bare = re.sub(r"\\[{}\[\]()*_\-+^~|!#?]", "", said)
    assert re.search(r"[{}\[\]!|~]", bare) is None, said
    starts = {line[:3] for line in bare.splitlines() if re.match(r"(h\d|bq)\.", line)}
    assert starts <= {"h2."}


PART = st.builds(Part, st.text(), st.text(), st.sampled_from(["", "https://hub.example/1", "no address"]))


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(PART, min_size=1, max_size=6))
def test_any_page_is_a_valid_document(parts: list[Part]) -> None:
    for body in page_text.documents(Note("a1b2c3", "plain", parts=tuple(parts))):
        _document().validate(body)
        assert len(json.dumps(body, ensure_ascii=False)) <= 32_767
