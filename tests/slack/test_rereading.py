"""What a later pull reads again, what that costs, and what it can and cannot see."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from connectors.slack.connector import SlackConnector
from core.contract import Dated, Stream, Unavailable
from core.records import Checkpoint
from sandbox.faults import Fault
from tests.slack.conftest import START, Workspace, pull

HISTORY, REPLIES = "conversations.history", "conversations.replies"
THREADS = Stream("threads", "payments")


def talk(slack: Workspace) -> tuple[str, str]:
    ts = slack.state.post("payments", "U1", "which one?")
    return ts, slack.state.post("payments", "U2", "that one", thread_ts=ts)


def test_an_edited_reply_is_noticed_within_a_day(slack: Workspace) -> None:
    _, reply = talk(slack)
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.edit("payments", reply, "PAY-8")
    slack.hours(23)
    second = pull(connector, cursor=first.cursor)
    assert not second.items
    slack.hours(1)
    third = pull(connector, cursor=second.cursor)
    assert [item.refs for item in third.items.values()] == [("PAY-8",)]
    slack.methods()
    slack.hours(1)
    assert not pull(connector, cursor=third.cursor).items
    assert slack.methods() == [HISTORY]


@pytest.mark.parametrize(("days", "noticed"), [(0, False), (2, False), (9, True)])
def test_a_reply_edited_late_is_noticed_as_long_as_its_thread_is_young(
    slack: Workspace, days: int, noticed: bool
) -> None:
    ts, reply = talk(slack)
    connector = slack.connect("payments", reread_replies_days=days)
    cursor = pull(connector).cursor
    slack.hours(24 * 5)
    slack.state.edit("payments", reply, "PAY-8")
    second = pull(connector, cursor=cursor)
    assert bool(second.items) is noticed
    slack.state.post("payments", "U1", "ah", thread_ts=ts)
    assert [item.refs for item in pull(connector, cursor=second.cursor).items.values()] == [("PAY-8",)]


def test_a_deleted_reply_is_noticed_and_its_activity_stays(slack: Workspace) -> None:
    ts, reply = talk(slack)
    slack.state.post("payments", "U1", "this one", thread_ts=ts)
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.remove("payments", reply)
    second = pull(connector, cursor=first.cursor)
    assert [item.replies for item in second.items.values()] == [1]
    assert not second.gone
    assert second.activity.keys() < first.activity.keys()


def test_latest_is_always_given(slack: Workspace) -> None:
    """Without it Slack begins with the messages nearest to `oldest`, and newer pages would be lost."""
    for number in range(450):
        slack.state.post("payments", "U1", f"PAY-{number}")
    assert len(pull(slack.connect("payments")).items) == 450
    assert all("latest=" in each.query for each in slack.sandbox.history if each.path.endswith(HISTORY))


def test_a_busy_channel_is_read_back_for_a_day_and_as_a_whole_once_an_hour(slack: Workspace) -> None:
    old = slack.state.post("payments", "U1", "PAY-0")
    for _ in range(1_000):
        slack.hours(0.1)
        slack.state.post("payments", "U2", "hello")
    young = slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments", reread_replies_days=0)
    cursor = pull(connector).cursor
    slack.methods()
    slack.state.post("payments", "U2", "GATE-1", thread_ts=old)
    slack.state.post("payments", "U2", "GATE-2", thread_ts=young)
    near = pull(connector, cursor=cursor)
    assert [item.refs for item in near.items.values()] == [("PAY-1", "GATE-2")]
    assert slack.methods().count(HISTORY) == 2
    assert len(json.loads(near.cursor)["known"]) == 2
    slack.hours(1)
    whole = pull(connector, cursor=near.cursor)
    assert [item.refs for item in whole.items.values()] == [("PAY-0", "GATE-1")]
    assert slack.methods().count(HISTORY) == 6


def test_an_unchanged_workspace_costs_one_request_a_channel(slack: Workspace) -> None:
    names = [f"team-{number}" for number in range(30)]
    for name in names:
        slack.state.add_channel(name)
        ts = slack.state.post(name, "U1", "PAY-1")
        slack.state.post(name, "U2", "done?", thread_ts=ts)
    connector = slack.connect("team-*")
    cursors = {stream: _last_cursor(connector, stream, None) for stream in connector.streams()}
    slack.hours(0.25)
    slack.methods()
    assert {stream: _last_cursor(connector, stream, cursors[stream]) for stream in connector.streams()}
    assert Counter(slack.methods()) == {"users.conversations": 1, HISTORY: len(names)}


def _last_cursor(connector: SlackConnector, stream: Stream, cursor: str | None) -> str:
    *_, last = connector.pull(stream, cursor)
    assert isinstance(last, Checkpoint)
    return last.cursor


def test_threads_of_years_do_not_swell_the_checkpoints(slack: Workspace) -> None:
    for number in range(1_000):
        slack.state.post("payments", "U1", f"PAY-{number}")
        slack.hours(2)
    connector = slack.connect("payments")
    first = pull(connector)
    assert len(first.items) == 1_000
    assert max(len(json.loads(each.cursor)["known"]) for each in first.checkpoints) < 14 * 12 + 200
    assert not pull(connector, cursor=first.cursor).items


def test_a_message_that_is_shown_late_is_found(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    slack.state.post("payments", "U1", "PAY-2", visible_at=START + timedelta(minutes=1))
    slack.state.post("payments", "U1", "PAY-3")
    connector = slack.connect("payments")
    first = pull(connector)
    assert len(first.items) == 2
    slack.hours(0.1)
    assert [item.refs for item in pull(connector, cursor=first.cursor).items.values()] == [("PAY-2",)]


def test_a_first_pull_can_begin_at_a_date(slack: Workspace) -> None:
    for number in range(5):
        slack.state.post("payments", "U1", f"PAY-{number}")
        slack.hours(24)
    connector = slack.connect("payments")
    assert isinstance(connector, Dated)
    cursor = connector.cursor_at(THREADS, START + timedelta(days=3))
    assert slack.methods() == []
    since = pull(connector, cursor=cursor)
    assert [item.refs for item in since.items.values()] == [("PAY-4",), ("PAY-3",)]
    assert not pull(connector, cursor=since.cursor).items
    assert connector.cursor_at(Stream("accounts", "workspace"), START) is None


@pytest.mark.parametrize("year", [1, 1969, 1990, 2285, 9999])
def test_any_date_will_do(slack: Workspace, year: int) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    pulled = pull(connector, cursor=connector.cursor_at(THREADS, datetime(year, 1, 1, tzinfo=UTC)))
    assert bool(pulled.items) is (year < 2026)


def test_a_cursor_of_the_future_heals(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    future = connector.cursor_at(THREADS, START + timedelta(days=4_000))
    assert pull(connector, cursor=pull(connector, cursor=future).cursor).items


def test_a_list_that_grows_old_while_it_is_read_begins_anew(slack: Workspace) -> None:
    slack.state.page_limit = 2
    slack.sandbox.faults.append(Fault("slack", r"users.list.*cursor=", status=200, body=_invalid_cursor()))
    with pytest.raises(Unavailable, match="the list grew old while it was read") as told:
        pull(slack.connect(), "accounts")
    assert not told.value.ambiguous
    assert len(pull(slack.connect(), "accounts").accounts) == 5


def _invalid_cursor() -> bytes:
    return b'{"ok": false, "error": "invalid_cursor"}'
