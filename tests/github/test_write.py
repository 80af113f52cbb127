"""Writing: each verb states an end result, so saying it again changes nothing."""

from datetime import timedelta

import pytest

from connectors.github.connector import GitHub
from connectors.github.text import GAP, LONGEST, comment_body, harmless
from core.contract import Comments, Labels, Note, Refused, Unauthorized, Unavailable
from sandbox.faults import Fault
from tests.github.conftest import REPO, World

NOTE = Note("a1b2c3", "This serves no goal.\nLink it.")


@pytest.fixture
def item(world: World) -> str:
    return f"{REPO}#{world.state.create_issue(REPO, 'Pay by card', by='ann')}"


def standing(world: World) -> list[str]:
    return [comment["body"] for comment in world.state.comments(REPO, 1)]


def test_it_can_comment_and_label(hub: GitHub) -> None:
    assert isinstance(hub, Comments)
    assert isinstance(hub, Labels)


def test_a_comment_stands_once_however_often_it_is_asked_for(world: World, hub: GitHub, item: str) -> None:
    ref = hub.ensure_comment(item, NOTE)
    assert standing(world) == ["This serves no goal.\nLink it.\n\n<!-- fairlead:a1b2c3 -->"]
    before = world.state.snapshot()
    assert hub.ensure_comment(item, NOTE) == ref
    assert hub.ensure_comment(item, Note(NOTE.mark, NOTE.body, ref)) == ref
    assert world.state.snapshot() == before


@pytest.mark.parametrize("known", [True, False])
def test_a_changed_text_is_edited_in_place(world: World, hub: GitHub, item: str, known: bool) -> None:
    ref = hub.ensure_comment(item, NOTE)
    assert hub.ensure_comment(item, Note(NOTE.mark, "Now it does.", ref if known else None)) == ref
    assert standing(world) == ["Now it does.\n\n<!-- fairlead:a1b2c3 -->"]


@pytest.mark.parametrize("known", [True, False])
def test_a_comment_goes_away(world: World, hub: GitHub, item: str, known: bool) -> None:
    ref = hub.ensure_comment(item, NOTE)
    gone = Note(NOTE.mark, None, ref if known else None)
    assert hub.ensure_comment(item, gone) is None
    assert standing(world) == []
    assert hub.ensure_comment(item, gone) is None


def test_it_is_found_again_behind_many_others(world: World, hub: GitHub, item: str) -> None:
    for at in range(120):
        world.state.comment(REPO, 1, f"comment {at}", by="ann")
    ref = hub.ensure_comment(item, NOTE)
    again = world.connect()
    assert again.ensure_comment(item, NOTE) == ref


def test_a_comment_that_somebody_removed_is_written_anew(world: World, hub: GitHub, item: str) -> None:
    ref = hub.ensure_comment(item, NOTE)
    assert ref
    world.state.delete_comment(REPO, int(ref), by="ann")
    assert hub.ensure_comment(item, Note(NOTE.mark, NOTE.body, ref)) != ref
    assert len(standing(world)) == 1


def test_a_mark_in_a_foreign_comment_is_not_ours(world: World, hub: GitHub, item: str) -> None:
    forged = world.state.comment(REPO, 1, "mine <!-- fairlead:a1b2c3 -->", by="mallory")
    for ref in (None, str(forged)):
        hub.ensure_comment(item, Note(NOTE.mark, NOTE.body, ref))
    assert [comment["user"]["login"] for comment in world.state.comments(REPO, 1)] == ["mallory", "fairlead-bot"]
    hub.ensure_comment(item, Note(NOTE.mark, None, str(forged)))
    assert standing(world) == ["mine <!-- fairlead:a1b2c3 -->"]


def test_a_mark_that_one_of_our_comments_quotes_is_not_its_own(world: World, hub: GitHub, item: str) -> None:
    """Marks can be read by anybody in a comment's source, and pasted into a title that another note of ours tells."""
    quoting = Note("d4e5f6", "“<!-- fairlead:a1b2c3 -->” serves no goal.\n<!-- fairlead:a1b2c3 -->")
    refs = hub.ensure_comment(item, quoting), hub.ensure_comment(item, NOTE)
    assert (hub.ensure_comment(item, quoting), hub.ensure_comment(item, NOTE)) == refs
    assert standing(world) == [comment_body(quoting), comment_body(NOTE)]


def test_our_comment_is_known_when_somebody_edited_it_in_a_browser(world: World, hub: GitHub, item: str) -> None:
    ref = hub.ensure_comment(item, NOTE)
    assert ref
    world.state.edit_comment(REPO, int(ref), comment_body(NOTE).replace("\n", "\r\n") + "\r\n\r\nSeen. Ann")
    assert hub.ensure_comment(item, NOTE) == ref
    assert standing(world) == [comment_body(NOTE)]


def test_a_twin_of_a_late_commit_is_removed(world: World, hub: GitHub, item: str) -> None:
    for _ in range(2):
        world.state.comment(REPO, 1, comment_body(NOTE), by="fairlead-bot")
    hub.ensure_comment(item, NOTE)
    assert standing(world) == [comment_body(NOTE)]


def test_a_lost_answer_is_ambiguous_and_the_next_try_finds_the_comment(world: World, hub: GitHub, item: str) -> None:
    world.box.faults.append(Fault("github", "^POST", drop=True, after=True))
    with pytest.raises(Unavailable) as caught:
        hub.ensure_comment(item, NOTE)
    assert caught.value.ambiguous
    hub.ensure_comment(item, NOTE)
    assert len(standing(world)) == 1


def test_labels_come_and_go_and_leave_the_others(world: World, hub: GitHub, item: str) -> None:
    world.state.label(REPO, 1, add=["bug"], by="ann")
    for present, expected in ((True, ["bug", "drift: a/b?"]), (False, ["bug"])):
        for _ in range(2):
            hub.ensure_label(item, "drift: a/b?", present)
            assert world.state.labels(REPO, 1) == expected


def test_a_label_that_is_as_it_should_be_is_not_sent(world: World, hub: GitHub, item: str) -> None:
    world.state.label(REPO, 1, add=["Drift"], by="ann")
    hub.ensure_label(item, "drift", True)
    hub.ensure_label(item, "other", False)
    assert not [exchange for exchange in world.box.history if exchange.is_write]


def test_an_issue_that_is_gone_takes_nothing_and_needs_no_removal(world: World, hub: GitHub, item: str) -> None:
    world.state.delete(REPO, 1)
    with pytest.raises(Refused) as caught:
        hub.ensure_comment(item, NOTE)
    assert caught.value.status == 410
    assert hub.ensure_comment(item, Note(NOTE.mark, None)) is None
    hub.ensure_label(item, "drift", False)


def test_a_transferred_issue_is_not_written_to_under_its_old_address(world: World, hub: GitHub, item: str) -> None:
    world.state.add_repo("acme/api")
    world.state.transfer(REPO, 1, "acme/api")
    before = world.state.snapshot()
    with pytest.raises(Refused):
        hub.ensure_label(item, "drift", True)
    assert world.state.snapshot() == before


def test_read_only_sends_nothing(world: World, item: str) -> None:
    hub = world.connect(read_only=True)
    with pytest.raises(Refused, match="dry-run"):
        hub.ensure_label(item, "drift", True)
    with pytest.raises(Refused, match="dry-run"):
        hub.ensure_comment(item, NOTE)
    assert not [exchange for exchange in world.box.history if exchange.is_write]


def test_a_wrong_token_is_told_by_the_sdk_path_too(world: World, item: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_TOKEN", "ghp_wrong")
    hub = world.connect()
    with pytest.raises(Unauthorized):
        hub.ensure_label(item, "drift", True)


@pytest.mark.parametrize("key", ["acme/web", "PAY-1", "acme/web#x", "#1"])
def test_a_key_that_is_none_is_refused(hub: GitHub, key: str) -> None:
    with pytest.raises(Refused, match="owner/repo#12"):
        hub.ensure_label(key, "drift", True)


def test_the_longest_text_fits_and_keeps_its_mark(world: World, hub: GitHub, item: str) -> None:
    note = Note("a1b2c3", "*" * 70_000, url="https://hub.acme.test/findings/1")
    ref = hub.ensure_comment(item, note)
    (body,) = standing(world)
    assert LONGEST - 3 <= len(body) <= LONGEST
    assert body.endswith("*…\n\nhttps://hub.acme.test/findings/1\n\n<!-- fairlead:a1b2c3 -->")
    assert hub.ensure_comment(item, note) == ref


@pytest.mark.parametrize("text", ["https://github.com/acme/web/issues/4 ", "@ann ", "fixes #1 ", "\\", "x" * 99 + "*"])
def test_a_text_that_is_cut_is_cut_before_it_is_escaped(text: str) -> None:
    shown = comment_body(Note("m", text * (LONGEST // len(text) + 1))).partition("…")[0]
    assert len(shown) < LONGEST
    assert harmless(shown.replace(GAP, "").replace("\\\\", "\\").replace("\\*", "*").replace("`", "")) == shown


def test_text_of_others_is_harmless_in_our_comment() -> None:
    hostile = (
        "@ann fixes #1, acme/web#2 GH-3 <!-- fairlead:x --> [a](b) `c` &#64;bob https://github.com/acme/web/issues/4"
    )
    body = comment_body(Note("m", hostile))
    text = body.removesuffix("\n\n<!-- fairlead:m -->")
    assert text == (
        f"@{GAP}ann fix{GAP}es #{GAP}1, acme/web#{GAP}2 GH-{GAP}3 \\<!-- fairlead:x --> \\[a](b) \\`c\\` "
        f"\\&#{GAP}64;bob `https://github.com/acme/web/issues/4`"
    )


def test_ordinary_addresses_stay_addresses() -> None:
    text = "See https://docs.acme.test/okr_2026?tab=1&view=all#row-2 (goal O-12)."
    assert comment_body(Note("m", text)).startswith(text)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.test/[click](https://b.test)",
        "https://a.test/![](https://b.test/pixel.png)",
        "https://a.test/(&#64;ann",
        "https://a.test/(&commat;ann",
        "https://a.test/**bold**",
        "https://a.test/\\x",
    ],
)
def test_an_address_is_no_way_around(url: str) -> None:
    """Neither in the text nor as the note's own link."""
    assert comment_body(Note("m", f"see {url}")).startswith(f"see `{url}`\n")
    assert f"\n\n`{url}`\n\n" in comment_body(Note("m", "see", url=url))


@pytest.mark.parametrize("url", ["HTTPS://github.com/acme/web/issues/4", "www.github.com/acme/web/pull/4"])
def test_whatever_github_makes_a_link_of_links_back_nowhere(url: str) -> None:
    assert harmless(f"see {url}") == f"see `{url}`"
    assert comment_body(Note("m", "see", url=url)) == "see\n\n<!-- fairlead:m -->"


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"[null]", b'{"labels": 1, "body": []}'])
def test_an_answer_that_cannot_be_read_is_refused(world: World, hub: GitHub, item: str, body: bytes) -> None:
    world.box.faults.append(Fault("github", "issues/1$", times=None, status=200, body=body))
    with pytest.raises(Refused, match="acme/web/issues/1 "):
        hub.ensure_label(item, "drift", True)
    world.violations.clear()  # GitHub itself answers no such thing


def test_writes_keep_the_pace_that_github_asks_for(world: World, item: str) -> None:
    hub, begin = world.connect(seconds_between_writes=1.0), world.clock()
    world.state.limits.secondary = True
    for turn in range(4):
        hub.ensure_label(item, "fairlead-drift", turn % 2 == 0)
    assert world.clock() - begin == timedelta(seconds=3)
    assert world.state.limits.violations == []


def test_the_81st_write_of_a_minute_is_told_to_come_later(world: World, item: str) -> None:
    hub = world.connect(seconds_between_writes=0.0)
    for turn in range(80):
        hub.ensure_label(item, "fairlead-drift", turn % 2 == 0)
    with pytest.raises(Unavailable) as caught:
        hub.ensure_label(item, "fairlead-drift", present=True)
    assert caught.value.after == pytest.approx(60, abs=1)
    assert not caught.value.ambiguous
