"""Details stand as replies in the thread of our message: each once, edited and removed with it, found again without memory;
and what is erased leaves no trace."""

from contextlib import closing
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.slack.content import SORTED
from core.contract import Note, Unavailable
from core.parts import Part
from sandbox.faults import Fault
from tests.slack.conftest import Server, Workspace, pull

BODY = "Ana: 2 things need you"
LONG = "\n".join(f"{number} evidence {'x' * 100}" for number in range(50))
DETAILS = {"none": (), "one": ("why",), "much": (LONG, LONG, LONG)}


def note(*aside: str, body: str | None = BODY, ref: str | None = None, erase: bool = False) -> Note:
    parts = (Part(BODY), *(Part(text, aside=True) for text in aside))
    return Note("m1", body, ref, parts=parts, erase=erase)


def replies(slack: Workspace) -> list[str]:
    """What stands in the thread of the first message, of ours."""
    found = [each for message in slack.state.messages("payments")[:1] for each in message["replies"]]
    return [_text(each) for each in found if each["user"] == slack.state.bot_user]


def ours(slack: Workspace) -> list[str]:
    """All that we have in the channel, threads included."""
    tops = slack.state.messages("payments")
    return [_text(each) for top in tops for each in [top, *top["replies"]] if each["user"] == slack.state.bot_user]


def test_details_stand_in_the_thread(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", note("why: no link", "owner: Ana"))
    (message,) = slack.state.messages("payments")
    assert ref == f"{slack.state.channel('payments').id}:{message['ts']}"
    assert _text(message) == BODY
    assert replies(slack) == ["why: no link\nowner: Ana"]
    assert message["replies"][0]["text"] == "why: no link"


def test_what_is_too_long_for_one_reply_stands_in_several(slack: Workspace) -> None:
    slack.connect().ensure_message("payments", note(LONG, LONG, LONG))
    assert len(replies(slack)) == 2
    assert "".join(replies(slack)).replace("\n", "").count("0 evidence") == 3 * LONG.count("0 evidence")


@pytest.mark.parametrize("remembered", [True, False])
def test_the_same_again_writes_nothing(slack: Workspace, remembered: bool) -> None:
    ref = slack.connect().ensure_message("payments", note("why"))
    slack.methods()
    assert slack.connect().ensure_message("payments", note("why", ref=ref if remembered else None)) == ref
    assert not [method for method in slack.methods() if method.startswith("chat.")]


@pytest.mark.parametrize(("before", "after"), [*product(DETAILS, DETAILS)])
def test_details_follow_their_message(slack: Workspace, before: str, after: str) -> None:
    ref = slack.connect().ensure_message("payments", note(*DETAILS[before]))
    assert slack.connect().ensure_message("payments", note(*DETAILS[after], ref=ref)) == ref
    changed = replies(slack)
    assert slack.connect().ensure_message("payments", note(ref=ref)) == ref
    assert replies(slack) == []
    assert slack.connect().ensure_message("payments", note(*DETAILS[after])) == ref
    assert replies(slack) == changed
    assert len(slack.state.messages("payments")) == 1


def test_what_people_say_in_the_thread_stays(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", note("why"))
    assert ref
    slack.state.post("payments", "U1", "on it", thread_ts=ref.split(":")[1])
    slack.connect().ensure_message("payments", note(body=None, ref=ref))
    (message,) = slack.state.messages("payments")
    assert [each["text"] for each in message["replies"]] == ["on it"]
    assert _text(message) == SORTED


@pytest.mark.parametrize("remembered", [True, False])
def test_what_is_erased_leaves_no_trace(slack: Workspace, remembered: bool) -> None:
    slack.state.post("payments", "U1", "good morning")
    before = slack.state.snapshot()
    ref = slack.connect().ensure_message("payments", note(LONG, LONG, LONG))
    gone = note(body=None, ref=ref if remembered else None, erase=True)
    assert slack.connect().ensure_message("payments", gone) is None
    assert slack.state.snapshot() == before
    assert slack.connect().ensure_message("payments", gone) is None
    assert slack.state.snapshot() == before


def test_what_was_sorted_can_be_erased(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", note("why"))
    slack.connect().ensure_message("payments", note(body=None, ref=ref))
    slack.connect().ensure_message("payments", note(body=None, ref=ref, erase=True))
    assert slack.state.messages("payments") == []


def test_what_slack_does_not_let_be_deleted_says_that_it_is_over(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", note())
    slack.sandbox.faults.append(
        Fault("slack", "chat.delete", None, 200, body=b'{"ok": false, "error": "cant_delete_message"}')
    )
    slack.connect().ensure_message("payments", note(body=None, ref=ref, erase=True))
    assert ours(slack) == [SORTED]


@pytest.mark.parametrize("remembered", [True, False])
def test_details_of_a_message_that_a_person_deleted_are_not_left_alone(slack: Workspace, remembered: bool) -> None:
    ref = slack.connect().ensure_message("payments", note("why"))
    assert ref
    slack.state.remove("payments", ref.split(":")[1])
    again = slack.connect().ensure_message("payments", note("why", ref=ref if remembered else None))
    assert again not in (None, ref)
    assert ours(slack) == [BODY, "why"]


def test_a_copied_reply_is_not_ours(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", note("why"))
    assert ref
    (top,) = slack.state.messages("payments")
    kept = {name: top["replies"][0][name] for name in ("text", "blocks", "metadata")}
    slack.state.put(slack.state.channel("payments"), "U3", kept, thread_ts=top["ts"])
    slack.connect().ensure_message("payments", note(ref=ref))
    (top,) = slack.state.messages("payments")
    assert [each["user"] for each in top["replies"]] == ["U3"]


LOSSES = st.lists(st.sampled_from(["postMessage", "update", "delete", "replies"]), max_size=2)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([*DETAILS, "sorted", "erased"]), LOSSES), min_size=1, max_size=4))
def test_whatever_is_lost_on_the_way_the_end_is_as_wished(
    slack_server: Server, tmp_path: Path, wishes: list[tuple[str, list[str]]]
) -> None:
    """Answers are lost after Slack did its work; the next try finds what stands."""
    slack = Workspace(slack_server, tmp_path)
    slack.state.add_channel("payments")
    with closing(slack):
        for wish, losses in wishes:
            slack.sandbox.faults += [Fault("slack", pattern, after=True, drop=True) for pattern in losses]
            _insist(slack, note(*DETAILS[wish]) if wish in DETAILS else note(body=None, erase=wish == "erased"))
            slack.sandbox.faults.clear()
    found, (wish, _) = ours(slack), wishes[-1]
    if wish in DETAILS:
        told = len(found) - 1, "".join(found).count("evidence")
        assert (found[0], *told) == (BODY, *{"none": (0, 0), "one": (1, 0), "much": (2, 150)}[wish])
    else:
        assert found in ([], [SORTED][: wish == "sorted"])


def _insist(slack: Workspace, wish: Note) -> None:
    for _ in range(20):
        try:
            slack.connect().ensure_message("payments", wish)
        except Unavailable:
            slack.hours(0.01)
        else:
            return
    raise AssertionError("it never came to an end")


def test_our_details_are_neither_items_nor_activity(slack: Workspace) -> None:
    slack.connect().ensure_message("payments", note("PAY-1 has no goal"))
    pulled = pull(slack.connect("payments"))
    assert (pulled.items, pulled.activity) == ({}, {})


def _text(message: dict[str, Any]) -> str:
    return "\n".join(block["text"]["text"] for block in message["blocks"])
