"""One message that nobody can read is lost alone, named, and well again when it is read: it never stops a channel."""

import json

import pytest

from core.contract import Refused, Stream
from core.records import Rejected
from sandbox.faults import Fault
from tests.slack.conftest import Workspace, pull

GOOD = b'{"type":"message","ts":"1772440000.000100","user":"U1","text":"PAY-1"}'
LAST = b'{"type":"message","ts":"1772438000.000100","user":"U1","text":"PAY-3"}'
LATE = b'{"type":"message","ts":"1772442999.000100","user":"U1","text":"PAY-8"}'
ODD = {
    "deep": b'{"ts":"1772439000.000100","text":"PAY-2","blocks":' + b'{"a":' * 1_000 + b"1" + b"}" * 1_000 + b"}",
    "nan": b'{"ts":"1772439000.000100","text":"PAY-2","x":NaN}',
    "half a character": rb'{"ts":"1772439000.000100","text":"PAY-2 canary \ud83d"}',
    "wrong type": b'{"ts":"1772439000.000100","text":["PAY-2 canary"]}',
    "foreign bytes": b'{"ts":"1772439000.000100","text":"PAY-2 canary \xff"}',
    "no number for a database": b'{"ts":"1772439000.000100","text":"PAY-2","reply_count":99999999999999999999}',
    "nul": rb'{"ts":"1772439000.000100","text":"PAY-2 canary \u0000"}',
}


def page(*messages: bytes) -> bytes:
    return b'{"ok":true,"messages":[' + b",".join(messages) + b'],"has_more":false}'


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_an_odd_message_is_lost_alone(slack: Workspace, odd: str, place: int) -> None:
    messages = [GOOD, LAST]
    messages.insert(place, ODD[odd])
    slack.sandbox.faults.append(Fault("slack", "history", status=200, body=page(*messages)))
    pulled = pull(slack.connect("payments"))
    assert [item.refs for item in pulled.items.values()] == [("PAY-1",), ("PAY-3",)]
    (rejected,) = pulled.rejected
    assert rejected.place == f"slack message {slack.state.channel('payments').id}:1772439000.000100"
    assert rejected.reason
    assert "canary" not in repr(rejected)
    slack.violations.clear()  # the sandbox was made to answer what Slack seldom would


def test_an_odd_reply_is_lost_alone(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "which one?")
    for text in ("PAY-1", "PAY-2"):
        odd = slack.state.post("payments", "U2", text, thread_ts=ts)
    slack.state.message("payments", odd)["text"] = 7
    pulled = pull(slack.connect("payments"))
    assert [(item.refs, item.replies) for item in pulled.items.values()] == [(("PAY-1",), 1)]
    assert [each.place.rpartition(":")[2] for each in pulled.rejected] == [odd]
    slack.violations.clear()


def test_an_odd_message_does_not_count_as_deleted(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.message("payments", ts)["reactions"] = "none"
    second = pull(connector, cursor=first.cursor)
    assert not second.gone
    assert len(second.rejected) == 1
    assert json.loads(second.cursor)["known"] == json.loads(first.cursor)["known"]
    slack.violations.clear()


def test_a_page_of_odd_messages_alone_does_not_end_the_channel(slack: Workspace) -> None:
    slack.state.page_limit = 3
    stamps = [slack.state.post("payments", "U1", f"PAY-{number}") for number in range(10)]
    for ts in stamps[3:9]:
        slack.state.message("payments", ts)["text"] = None
    pulled = pull(slack.connect("payments"))
    assert len(pulled.items) == 4
    assert {each.place.rpartition(":")[2] for each in pulled.rejected} == set(stamps[3:9])
    slack.violations.clear()


@pytest.mark.parametrize(
    "body",
    [b'{"ok":true}', b'{"ok":true,"messages":3}', b'{"ok":true,"messages":[{"ts":', b'{"ok":true,"messages":[]}}'],
)
def test_what_is_no_list_is_refused(slack: Workspace, body: bytes) -> None:
    slack.sandbox.faults.append(Fault("slack", "history", status=200, body=body))
    with pytest.raises(Refused, match=r"history .*cannot be read|answered what cannot be read"):
        pull(slack.connect("payments"))
    slack.violations.clear()


def test_fields_that_are_new_are_passed_over(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    slack.state.message("payments", ts)["x_files"] = []
    slack.state.message("payments", ts)["a_field_of_2027"] = {"any": ["thing"]}
    records = list(slack.connect("payments").pull(Stream("threads", "payments"), None))
    assert not [each for each in records if isinstance(each, Rejected)]
    assert slack.violations
    slack.violations.clear()
