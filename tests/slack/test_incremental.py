"""The later, cheap pulls: they ask for little and end where a full pull would."""

import json

from core.contract import Stream
from core.records import Checkpoint, Rejected
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull

HISTORY = "conversations.history"


def test_unchanged_channels_cost_one_request_each(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    slack.state.post("payments", "U2", "yes", thread_ts=ts)
    slack.state.add_channel("talk")
    first, other = pull(slack.connect("payments")), pull(slack.connect("talk"), "talk")
    slack.methods()
    connector = slack.connect("payments", "talk")
    second = pull(connector, cursor=first.cursor)
    pull(connector, "talk", other.cursor)
    assert slack.methods() == ["users.conversations", HISTORY, HISTORY]
    assert not second.items
    assert not second.activity
    assert second.cursor == first.cursor


def test_only_the_changed_thread_is_asked_for(slack: Workspace) -> None:
    stamps = [slack.state.post("payments", "U1", f"PAY-{number}?") for number in range(5)]
    for ts in stamps:
        slack.state.post("payments", "U2", "hm", thread_ts=ts)
    connector = slack.connect("payments")
    cursor = pull(connector).cursor
    slack.hours(1)
    slack.methods()
    slack.state.post("payments", "U1", "GATE-9", thread_ts=stamps[2])
    pulled = pull(connector, cursor=cursor)
    assert slack.methods() == [HISTORY, "conversations.replies"]
    (item,) = pulled.items.values()
    assert item.refs == ("PAY-2", "GATE-9")
    assert len(pulled.activity) == 3


def test_an_edited_reply_is_noticed_with_the_next_reply(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "which one?")
    reply = slack.state.post("payments", "U2", "that one", thread_ts=ts)
    connector = slack.connect("payments")
    cursor = pull(connector).cursor
    slack.state.edit("payments", reply, "PAY-8")
    assert not pull(connector, cursor=cursor).items
    slack.state.post("payments", "U1", "ah", thread_ts=ts)
    (item,) = pull(connector, cursor=cursor).items.values()
    assert item.refs == ("PAY-8",)


def test_a_deleted_message_is_gone_because_slack_says_so(slack: Workspace) -> None:
    kept, removed = (slack.state.post("payments", "U1", f"PAY-{number}") for number in (1, 2))
    connector = slack.connect("payments")
    cursor = pull(connector).cursor
    slack.state.remove("payments", removed)
    slack.methods()
    pulled = pull(connector, cursor=cursor)
    assert pulled.gone == [f"{slack.state.channel('payments').id}:{removed}"]
    assert slack.methods() == [HISTORY, "conversations.replies"]
    assert kept in json.loads(pulled.cursor)["known"]
    assert not pull(connector, cursor=pulled.cursor).gone


def test_a_message_that_was_only_left_out_of_the_list_is_kept(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    cursor = pull(connector).cursor
    body = b'{"ok": true, "messages": [], "has_more": false}'
    slack.sandbox.faults.append(Fault("slack", HISTORY, status=200, body=body))
    pulled = pull(connector, cursor=cursor)
    assert not pulled.gone
    assert pulled.cursor == cursor


def test_a_message_that_names_nothing_any_more_is_no_thread(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    cursor = pull(connector).cursor
    slack.state.edit("payments", ts, "never mind")
    assert pull(connector, cursor=cursor).gone == [f"{slack.state.channel('payments').id}:{ts}"]


def test_the_window_moves_with_slacks_own_clock(slack: Workspace) -> None:
    old = slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments", reread_days=7)
    cursor = pull(connector).cursor
    slack.hours(24 * 8)
    cursor = pull(connector, cursor=cursor).cursor
    assert "known" not in json.loads(cursor)
    slack.state.post("payments", "U2", "late answer", thread_ts=old)
    assert not pull(connector, cursor=cursor).items
    assert old in {item.id.split(":")[1] for item in pull(connector).items.values()}


def test_the_window_is_closed_at_its_beginning(slack: Workspace) -> None:
    first = slack.state.post("payments", "U1", "PAY-1")
    slack.hours(24 * 7)
    connector = slack.connect("payments", reread_days=7)
    cursor = pull(connector).cursor
    assert json.loads(cursor)["begin"] == first
    slack.state.post("payments", "U2", "answer", thread_ts=first)
    assert pull(connector, cursor=cursor).items


def test_the_first_pull_reaches_back_history_days(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    slack.hours(24 * 40)
    slack.state.post("payments", "U1", "PAY-2")
    refs = [item.refs for item in pull(slack.connect("payments", history_days=30)).items.values()]
    assert refs == [("PAY-2",)]


def test_a_pull_that_was_cut_goes_on_where_it_stopped(slack: Workspace) -> None:
    for number in range(450):
        slack.state.post("payments", "U1", f"PAY-{number}")
    connector = slack.connect("payments")
    whole = pull(connector)
    stopped = next(each for each in connector.pull(Stream("threads", "payments"), None) if isinstance(each, Checkpoint))
    slack.state.post("payments", "U1", "GATE-1")
    rest = pull(connector, cursor=stopped.cursor)
    assert len(rest.items) == 450 - 200
    later = pull(connector, cursor=rest.cursor)
    assert [item.refs for item in later.items.values()] == [("GATE-1",)]
    assert json.loads(whole.cursor)["known"].keys() < json.loads(later.cursor)["known"].keys()


def test_the_small_regime_is_named_and_still_read(slack: Workspace) -> None:
    slack.state.page_limit = 15
    for number in range(40):
        slack.state.post("payments", "U1", f"PAY-{number}")
    pulled = pull(slack.connect("payments"))
    assert len(pulled.items) == 40
    (note,) = pulled.rejected
    assert "15 messages a page" in note.reason
    assert not note.lost


def test_a_message_that_cannot_be_read_does_not_stop_the_rest(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    channel = slack.state.channel("payments")
    broken = slack.state.post("payments", "U1", "PAY-2 canary")
    slack.state.message("payments", broken)["reactions"] = "none"
    connector = slack.connect("payments")
    records = list(connector.pull(Stream("threads", "payments"), None))
    (rejected,) = [record for record in records if isinstance(record, Rejected)]
    assert rejected.place == f"slack message {channel.id}:{broken}"
    assert "canary" not in repr(rejected)
    assert len(channel.tops) == 2
    assert len([record for record in records if hasattr(record, "refs")]) == 1
    assert len(slack.violations) == 1
    slack.violations.clear()  # the sandbox was made to answer what Slack never would


def test_a_cursor_that_cannot_be_read_costs_a_full_pull(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    assert pull(slack.connect("payments"), cursor="2026-01-01").items
