"""One message for a mark: posted once, found again, edited in place, and harmless whatever it quotes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.slack.blocks import TOTAL, blocks
from connectors.slack.content import SORTED
from connectors.slack.markup import fallback
from core.contract import Note, Refused, Unavailable
from sandbox.faults import Fault
from tests.contract.slack_contract import check_arguments
from tests.slack.conftest import Workspace, pull

NOTE = Note(mark="m1", body="Two items wait for you\nPAY-1 has stood still", url="https://hub.example/goals/O-1")
HOSTILE = "<!channel> <@U1> <http://evil.example|jira.acme.example> & @here <#C1> `<!here>`"


def test_a_note_stands_once_and_quietly(slack: Workspace) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("#payments", NOTE)
    (message,) = slack.state.messages("payments")
    assert ref == f"{slack.state.channel('payments').id}:{message['ts']}"
    assert message["text"] == "Two items wait for you"
    assert _texts(message) == [NOTE.body, "*<https://hub.example/goals/O-1|Open>*"]
    assert message["metadata"]["event_type"] == "fairlead_note"
    assert message["metadata"]["event_payload"]["mark"] == "m1"
    assert b'"unfurl_links": false, "unfurl_media": false' in slack.sandbox.history[-1].request_body


@pytest.mark.parametrize("remembered", [True, False])
def test_the_same_note_again_writes_nothing(slack: Workspace, remembered: bool) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    slack.methods()
    again = Note(mark=NOTE.mark, body=NOTE.body, url=NOTE.url, ref=ref if remembered else None)
    assert slack.connect().ensure_message("payments", again) == ref
    assert not [method for method in slack.methods() if method.startswith("chat.")]


@pytest.mark.parametrize("remembered", [True, False])
def test_a_changed_note_is_edited_in_place(slack: Workspace, remembered: bool) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    slack.state.post("payments", "U1", "talk goes on")
    changed = Note(mark="m1", body="One item waits for you", ref=ref if remembered else None)
    assert slack.connect().ensure_message("payments", changed) == ref
    ours, _ = slack.state.messages("payments")
    assert _texts(ours) == ["One item waits for you"]
    assert ours["edited"]["user"] == "U0FAIRLEAD"


def test_a_sorted_note_says_so_and_can_be_taken_up_again(slack: Workspace) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("payments", NOTE)
    assert connector.ensure_message("payments", Note(mark="m1", body=None, ref=ref)) is None
    assert _texts(slack.state.messages("payments")[0]) == [SORTED]
    slack.methods()
    assert connector.ensure_message("payments", Note(mark="m1", body=None)) is None
    assert slack.methods() == ["conversations.history"]
    assert slack.connect().ensure_message("payments", NOTE) == ref
    assert len(slack.state.messages("payments")) == 1


def test_a_sorted_note_that_never_stood_is_not_posted(slack: Workspace) -> None:
    assert slack.connect().ensure_message("payments", Note(mark="m1", body=None)) is None
    assert not slack.state.messages("payments")


def test_a_message_that_a_person_deleted_is_posted_anew(slack: Workspace) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("payments", NOTE)
    assert ref
    slack.state.remove("payments", ref.split(":")[1])
    slack.hours(1)
    again = connector.ensure_message("payments", Note(mark="m1", body=NOTE.body, ref=ref))
    assert again not in (None, ref)
    assert len(slack.state.messages("payments")) == 1


def test_a_deleted_message_in_whose_thread_people_talked_is_posted_anew(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    assert ref
    ts = ref.split(":")[1]
    slack.state.post("payments", "U1", "on it", thread_ts=ts)
    slack.state.remove("payments", ts)
    again = slack.connect().ensure_message("payments", Note(mark="m1", body=NOTE.body, ref=ref))
    assert again not in (None, ref)


def test_a_lost_answer_leaves_one_message(slack: Workspace) -> None:
    connector = slack.connect()
    slack.sandbox.faults.append(Fault("slack", "chat.postMessage", after=True, drop=True))
    with pytest.raises(Unavailable) as told:
        connector.ensure_message("payments", NOTE)
    assert told.value.ambiguous
    assert connector.ensure_message("payments", NOTE)
    assert len(slack.state.messages("payments")) == 1


def test_a_twin_is_taken_away(slack: Workspace) -> None:
    first = slack.connect().ensure_message("payments", NOTE)
    channel, message = slack.state.channel("payments"), slack.state.messages("payments")[0]
    slack.hours(1)
    slack.state.put(channel, "U0FAIRLEAD", {"text": message["text"], "metadata": message["metadata"]})
    assert slack.connect().ensure_message("payments", NOTE) == first
    assert len(slack.state.messages("payments")) == 1


def test_a_copied_mark_is_not_ours(slack: Workspace) -> None:
    metadata = {"event_type": "fairlead_note", "event_payload": {"mark": "m1"}}
    slack.state.put(slack.state.channel("payments"), "U3", {"text": "fake", "metadata": metadata})
    slack.connect().ensure_message("payments", NOTE)
    assert [message["user"] for message in slack.state.messages("payments")] == ["U3", "U0FAIRLEAD"]


def test_a_message_of_ours_that_cannot_be_read_is_no_note(slack: Workspace) -> None:
    hub = slack.connect()
    ref = hub.ensure_message("payments", NOTE)
    assert ref
    slack.state.message("payments", ref.partition(":")[2])["reactions"] = "none"
    assert slack.connect().ensure_message("payments", NOTE) != ref
    slack.violations.clear()  # the sandbox was made to answer what Slack never would


def test_one_search_serves_many_notes(slack: Workspace) -> None:
    connector = slack.connect()
    for number in range(5):
        connector.ensure_message("payments", Note(mark=f"m{number}", body="hello"))
    assert slack.methods().count("conversations.history") == 1


def test_a_note_with_its_ref_does_not_keep_the_next_one_from_being_found(slack: Workspace) -> None:
    first = slack.connect().ensure_message("payments", NOTE)
    second = slack.connect().ensure_message("payments", Note(mark="m2", body="hello"))
    connector = slack.connect()
    assert connector.ensure_message("payments", Note(mark="m1", body="changed", ref=first)) == first
    assert connector.ensure_message("payments", Note(mark="m2", body="hello")) == second
    assert len(slack.state.messages("payments")) == 2


def test_an_old_message_is_found_under_much_talk(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    for number in range(450):
        slack.state.post("payments", "U1", f"talk {number}")
    assert slack.connect().ensure_message("payments", NOTE) == ref


def test_our_messages_are_neither_items_nor_activity(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    assert ref
    slack.state.post("payments", "U1", "PAY-1 is mine", thread_ts=ref.split(":")[1])
    pulled = pull(slack.connect("payments"))
    assert not pulled.items
    assert not pulled.activity


def test_read_only_sends_nothing(slack: Workspace) -> None:
    with pytest.raises(Refused, match="dry-run"):
        slack.connect(read_only=True).ensure_message("payments", NOTE)
    assert not [exchange for exchange in slack.sandbox.history if exchange.is_write]


def test_a_channel_without_the_app_is_refused(slack: Workspace) -> None:
    slack.state.add_channel("sales", member=False)
    with pytest.raises(Refused, match="/invite @Fairlead in #sales"):
        slack.connect().ensure_message("sales", NOTE)


def test_a_message_that_may_not_be_edited_any_more_is_replaced(slack: Workspace) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("payments", NOTE)
    slack.state.edit_window = timedelta(minutes=5)
    slack.hours(1)
    again = connector.ensure_message("payments", Note(mark="m1", body="One item", ref=ref))
    assert again not in (None, ref)
    assert [_texts(message) for message in slack.state.messages("payments")] == [["One item"]]
    slack.hours(1)
    assert connector.ensure_message("payments", Note(mark="m1", body=None, ref=again)) is None
    assert not slack.state.messages("payments")


@pytest.mark.parametrize("word", ["cant_update_message", "edit_window_closed", "message_not_found"])
def test_what_may_be_neither_edited_nor_deleted_is_said_anew(slack: Workspace, word: str) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("payments", NOTE)
    said = json.dumps({"ok": False, "error": word}).encode()
    kept = b'{"ok": false, "error": "cant_delete_message"}'
    slack.sandbox.faults.append(Fault("slack", "chat.update", status=200, body=said))
    slack.sandbox.faults.append(Fault("slack", "chat.delete", status=200, body=kept))
    again = connector.ensure_message("payments", Note(mark="m1", body="One item", ref=ref))
    assert again not in (None, ref)
    assert connector.ensure_message("payments", Note(mark="m1", body="One item", ref=again)) in (ref, again)


def test_an_archived_channel_is_left_as_it_is(slack: Workspace) -> None:
    connector = slack.connect()
    ref = connector.ensure_message("payments", NOTE)
    slack.state.archive("payments")
    connector.streams()
    with pytest.raises(Refused, match="answered is_archived: the channel is archived; take it out of the settings"):
        connector.ensure_message("payments", Note(mark="m1", body="hello", ref=ref))
    assert connector.ensure_message("payments", Note(mark="m1", body=None, ref=ref)) is None
    with pytest.raises(Refused, match="the channel is archived"):  # whoever undoes hears that it is left
        connector.ensure_message("payments", Note(mark="m1", body=None, ref=ref, erase=True))
    assert _texts(slack.state.messages("payments")[0])[0] == NOTE.body


def test_a_ref_into_a_channel_that_is_gone_leads_to_the_one_that_is_named(slack: Workspace) -> None:
    connector = slack.connect()
    gone = Note(mark="m1", body="hello", ref="C99999999:1772442000.000100")
    ref = connector.ensure_message("payments", gone)
    assert ref
    assert ref.startswith(slack.state.channel("payments").id)


def test_a_twin_of_a_late_answer_is_taken_away_though_the_ref_is_known(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    channel, message = slack.state.channel("payments"), slack.state.messages("payments")[0]
    slack.hours(0.1)
    slack.state.put(channel, "U0FAIRLEAD", {"text": message["text"], "metadata": message["metadata"]})
    slack.methods()
    assert slack.connect().ensure_message("payments", Note(mark="m1", body=NOTE.body, url=NOTE.url, ref=ref)) == ref
    assert len(slack.state.messages("payments")) == 1
    asked = slack.methods()
    assert (asked.count("conversations.history"), asked.count("chat.delete")) == (1, 1)


def test_our_message_is_known_among_very_much_talk(slack: Workspace) -> None:
    ref = slack.connect().ensure_message("payments", NOTE)
    for number in range(250):
        slack.state.post("payments", "U1", f"talk {number}")
    again = Note(mark="m1", body="One item", ref=ref)
    assert slack.connect().ensure_message("payments", again) == ref


@pytest.mark.parametrize("ref", [":", "C1", "C1:", "C1:soon", "C1:1772442000"])
def test_a_ref_of_another_kind_is_refused(slack: Workspace, ref: str) -> None:
    with pytest.raises(Refused, match="is not the ref of a message"):
        slack.connect().ensure_message("payments", Note(mark="m1", body="hello", ref=ref))


def test_what_other_people_wrote_sets_nothing_off(slack: Workspace) -> None:
    slack.connect().ensure_message("payments", Note(mark="m1", body=f"{HOSTILE}\n{HOSTILE}", url="javascript:alert(1)"))
    (message,) = slack.state.messages("payments")
    line = (
        "&lt;!channel&gt; &lt;@U1&gt; &lt;<http://evil.example>|jira.acme.example&gt; &amp; @here &lt;#C1&gt; "
        "`&lt;!here&gt;`"
    )
    assert _texts(message) == [f"{line}\n{line}"]
    assert all(block["text"]["verbatim"] for block in message["blocks"])
    assert "<" not in message["text"]


def test_a_long_report_fits_and_says_what_it_left_out(slack: Workspace) -> None:
    lines = [f"{number}. PAY-{number} {'has stood still for long ' * 12}" for number in range(60)]
    slack.connect().ensure_message("payments", Note(mark="m1", body="\n".join(lines), url=NOTE.url))
    *sections, rest, link = _texts(slack.state.messages("payments")[0])
    shown = "\n".join(sections).splitlines()
    assert [line.strip() for line in lines[: len(shown)]] == [line.strip() for line in shown]
    assert rest == f"… and {60 - len(shown)} more lines"
    assert link.endswith("|Open>*")
    assert len(shown) > 30


@settings(deadline=None)
@given(
    body=st.text(alphabet=st.sampled_from("ab <>&|!@\n#https://x.y`*_🙂é"), max_size=20_000).map("hello\n".__add__)
    | st.lists(st.sampled_from(["<" * 3_100, "a" * 2_999, "http://" + "a" * 4_000, "&", ""]), min_size=1).map(
        lambda lines: "hello\n" + "\n".join(lines)
    ),
    url=st.sampled_from(["", "https://hub.example/a|b>c d", "https://hub.example/" + "a" * 3_000, "ftp://x"]),
)
def test_whatever_stands_in_a_note_slack_takes_it(body: str, url: str) -> None:
    made = blocks(body, url)
    check_arguments("chat.postMessage", {"channel": "C1", "text": fallback(body), "blocks": made})
    for block in made[:-1] if url else made:
        shown = block["text"]["text"]
        assert shown.count("<") == shown.count(">") == shown.count("<http")
        assert not any("|" in link.split(">")[0] for link in shown.split("<")[1:])
    assert sum(len(block["text"]["text"]) for block in made) < TOTAL + 1_200


def _texts(message: dict[str, Any]) -> list[str]:
    return [block["text"]["text"] for block in message["blocks"]]


@pytest.mark.parametrize(
    ("to", "begins"),
    [("U00000005", "<@U00000005> Ana: 1"), ("!channel", "Ana: 1"), ("U1|x> <!here", "Ana: 1"), (None, "Ana: 1")],
)
def test_only_a_real_account_is_mentioned(slack: Workspace, to: str | None, begins: str) -> None:
    slack.connect().ensure_message("#payments", Note(mark="m", body="Ana: 1 thing\n• <!channel>", to=to))
    (message,) = slack.state.messages("payments")
    assert message["text"].startswith(begins)
    assert message["blocks"][0]["text"]["text"].startswith(begins)
    assert "<!" not in json.dumps(message["blocks"])
