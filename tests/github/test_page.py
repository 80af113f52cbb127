"""The hub's own page: one issue that says it all, in order and whole, and that is no work."""

import re

import pytest
from markdown_it import MarkdownIt

from connectors.github.connector import GitHub
from connectors.github.page_text import markdown
from core.contract import Note, Pages, Refused, Seen, Stream, Unauthorized
from core.parts import Part, Parts
from core.records import Item
from tests.github.conftest import REPO, World, pull

PARTS: Parts = (
    Part("Kept by Fairlead.", title="Alignment dashboard"),
    Part("• fairlead plan\n• fairlead halt", title="What you can do"),
    Part("1 finding", title="Findings: O-1 Grow"),
    Part("warning: unlinked work", "PAY-7", "https://tracker.example/browse/PAY-7"),
    Part("critical: blocked", "acme/web#3", "https://github.com/acme/web/issues/3"),
)
NOTE = Note("a1b2c3", "plain", parts=PARTS)


def long(lines: int) -> Note:
    """About 100 characters a line."""
    rows = (
        Part(f"line {n:05} " + "x" * 60, f"PAY-{n}", f"https://tracker.example/browse/PAY-{n}") for n in range(lines)
    )
    return Note("a1b2c3", "plain", parts=(Part("", title="Long"), *rows))


def gone(note: Note = NOTE, ref: str | None = None, *, erase: bool = False) -> Note:
    return Note(note.mark, None, ref, erase=erase)


def told(world: World) -> str:
    """All of our page, without what GitHub hides."""
    bodies = [world.state.issue(REPO, 1)["body"], *(each["body"] for each in world.state.comments(REPO, 1))]
    return re.sub(r"<!--.*?-->", "", "\n".join(bodies))


def test_it_can_keep_a_page(hub: GitHub) -> None:
    assert isinstance(hub, Pages)


def test_a_page_stands_once_however_often_it_is_asked_for(world: World, hub: GitHub) -> None:
    ref = hub.ensure_page(REPO, NOTE)
    assert ref == "https://github.com/acme/web/issues/1" or (ref or "").endswith("/acme/web/issues/1")
    before = world.state.snapshot()
    for known in (ref, None, "https://github.com/acme/web/issues/77", "nonsense"):
        assert hub.ensure_page(REPO, Note(NOTE.mark, "plain", known, parts=PARTS)) == ref
    assert world.state.snapshot() == before
    issue = world.state.issue(REPO, 1)
    assert issue["title"] == "Alignment dashboard"
    assert issue["body"].splitlines() == [
        "Kept by Fairlead.",
        "",
        "## What you can do",
        "",
        "- fairlead plan",
        "- fairlead halt",
        "",
        "## Findings: O-1 Grow",
        "",
        "1 finding",
        "",
        "- [PAY-7](<https://tracker.example/browse/PAY-7>) warning: unlinked work",
        "- [acme/web#\u200b3](<https://redirect.github.com/acme/web/issues/3>) critical: blocked",
        "",
        "<!-- fairlead-page:a1b2c3 -->",
    ]


@pytest.mark.parametrize("lines", [500, 1200, 5000])
def test_what_does_not_fit_goes_on_in_comments_in_order_and_whole(world: World, hub: GitHub, lines: int) -> None:
    hub.ensure_page(REPO, long(lines))
    comments = world.state.comments(REPO, 1)
    assert all(len(each["body"]) <= 65_536 for each in comments)
    assert re.findall(r"line (\d{5})", told(world)) == [f"{n:05}" for n in range(lines)]


def test_comments_come_and_go_with_the_length(world: World, hub: GitHub) -> None:
    ref = hub.ensure_page(REPO, long(1500))
    first = [each["id"] for each in world.state.comments(REPO, 1)]
    assert len(first) == 2
    world.state.comment(REPO, 1, "Thank you!", by="ann")
    hub.ensure_page(REPO, long(5000))
    assert re.findall(r"line (\d{5})", told(world)) == [f"{n:05}" for n in range(5000)]
    assert [each["id"] for each in world.state.comments(REPO, 1)][:2] == first
    assert hub.ensure_page(REPO, NOTE) == ref
    assert [each["body"] for each in world.state.comments(REPO, 1)] == ["Thank you!"]


def test_one_long_text_is_parted_and_whole(world: World, hub: GitHub) -> None:
    words = [f"word{n:06}" for n in range(20_000)]
    for text in (" ".join(words), "\n".join(words)):
        hub.ensure_page(REPO, Note("a1b2c3", "", parts=(Part(text, title="Long"),)))
        assert re.sub(r"\s", "", told(world)) == "".join(words)


def test_a_page_that_people_closed_is_opened_and_a_new_title_is_given(world: World, hub: GitHub) -> None:
    ref = hub.ensure_page(REPO, NOTE)
    world.state.close(REPO, 1, by="ann")
    assert hub.ensure_page(REPO, Note(NOTE.mark, "", ref, parts=(Part("x", title="Steering"),))) == ref
    issue = world.state.issue(REPO, 1)
    assert (issue["state"], issue["title"]) == ("open", "Steering")


@pytest.mark.parametrize("known", [True, False])
def test_gone_it_is_closed_and_says_so(world: World, hub: GitHub, known: bool) -> None:
    ref = hub.ensure_page(REPO, long(1500))
    for _ in range(2):
        assert hub.ensure_page(REPO, gone(ref=ref if known else None)) is None
    issue = world.state.issue(REPO, 1)
    assert (issue["state"], issue["state_reason"]) == ("closed", "not_planned")
    assert issue["body"].startswith("Fairlead does not keep this page any more.")
    assert world.state.comments(REPO, 1) == []
    assert hub.ensure_page(REPO, NOTE) == ref
    assert world.state.issue(REPO, 1)["state"] == "open"


def test_erased_it_is_closed_and_that_is_told(world: World, hub: GitHub) -> None:
    """A hub without an administrator's rights cannot delete an issue."""
    hub.ensure_page(REPO, NOTE)
    assert hub.ensure_page(REPO, gone(erase=True)) is None
    assert world.state.issue(REPO, 1)["state"] == "closed"
    assert "is closed: only an administrator can delete" in (hub.remains("page", REPO, "") or "")


def test_gone_where_nothing_stands(world: World, hub: GitHub) -> None:
    before = world.state.snapshot()
    assert hub.ensure_page(REPO, gone(erase=True)) is None
    assert world.state.snapshot() == before


def test_twins_are_closed_and_a_copy_by_others_is_left(world: World, hub: GitHub) -> None:
    ref = hub.ensure_page(REPO, NOTE)
    body = world.state.issue(REPO, 1)["body"]
    twin = world.state.create_issue(REPO, "Alignment dashboard", by=world.state.login, body=body)
    copy = world.state.create_issue(REPO, "Alignment dashboard", by="mallory", body=body)
    assert hub.ensure_page(REPO, NOTE) == ref
    assert world.state.issue(REPO, twin)["state"] == "closed"
    assert world.state.issue(REPO, copy)["state"] == "open"


def test_a_page_is_no_item_and_no_activity_of_a_person(world: World, hub: GitHub) -> None:
    number = world.state.create_issue(REPO, "Pay by card", by="ann", body="<!-- fairlead-page:a1b2c3 -->")
    hub.ensure_page(REPO, long(1500))
    records, _ = pull(hub, "issues")
    assert [each.key for each in records if isinstance(each, Item)] == [f"{REPO}#{number}"]
    shown = [each for page in hub.census(Stream("issues", REPO, exhaustive=True)) for each in page]
    assert len(shown) == 1
    assert isinstance(shown[0], Seen)


def test_a_repository_that_may_not_be_written_says_so(world: World) -> None:
    with pytest.raises((Refused, Unauthorized), match="dry-run"):
        world.connect(read_only=True).ensure_page(REPO, NOTE)


HOSTILE = (
    "# Heading",
    "- list",
    "1. first",
    "> quote",
    "| a | b |\n|---|---|",
    "```\ncode",
    "@ann #12 fixes #3 GH-7",
    "<script>alert(1)</script>",
    "<!-- fairlead-page:a1b2c3 -->",
    "](https://evil.example) [x](javascript:alert(1))",
    "![](https://evil.example/pixel.png)",
    "• # Heading",
    "a & b &lt; \\] ` *",
    "https://github.com/acme/web/issues/3 and https://evil.example/@ann",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    """Rendered, there is our one heading and our one link, and nothing that the text asks for."""
    shown = markdown((Part(text, title=text), Part(text, text, "https://tracker.example/1"), Part(text)))
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(shown)
    tags = set(re.findall(r"<(\w+)", rendered))
    assert tags <= {"h2", "p", "ul", "li", "a", "code"}, rendered
    assert len(re.findall(r"<h2", rendered)) == 1
    assert re.findall(r'href="([^"]+)"', rendered) == ["https://tracker.example/1"]
    words = re.sub(r"<code>.*?</code>", "", rendered)
    assert re.search(r"@ann|#12|#3\b|GH-7|fixes #|<!--", words) is None, rendered
    assert "fairlead-page:a1b2c3 -->" not in shown.splitlines()
