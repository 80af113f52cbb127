"""The Slack connector, unmodified, against npm's emulate 0.12.2 (through `relay.py`, which changes GET to POST).

Left out, because emulate lacks it: `oldest` and `latest` (every walk reads the whole channel, and a single message cannot be
asked for by its time), bot tokens' own identity, user groups, limits, and a token that is refused.
"""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from connectors.slack import plugin
from connectors.slack.connector import SlackConnector
from core.contract import Note, Stream, Wire
from core.records import Account, Checkpoint, Item, Record
from tests.third_party.conftest import Third

pytestmark = pytest.mark.emulate


@pytest.fixture
def hub(third: Third) -> Iterator[SlackConnector]:
    table = {"base_url": third.slack, "token": {"env": "EMULATE_TOKEN"}, "channels": ["team-*"]}
    connected = plugin.connect(plugin.settings(**table, seconds_between_writes=0), Wire(read_only=False))
    assert isinstance(connected, SlackConnector)
    yield connected
    connected.close()


@pytest.fixture
def ann(third: Third) -> Iterator[httpx.Client]:
    with third.as_ann("slack") as client:
        yield client


def say(ann: httpx.Client, channel: str, text: str, **more: Any) -> str:
    answer = ann.post("/chat.postMessage", json={"channel": channel, "text": text, **more}).json()
    assert answer["ok"], answer
    return str(answer["ts"])


def read(hub: SlackConnector, stream: Stream, cursor: str | None = None) -> list[Record]:
    got = list(hub.pull(stream, cursor))
    assert isinstance(got[-1], Checkpoint)
    return [record for record in got if not isinstance(record, Checkpoint)]


def test_who_we_are_and_what_there_is_to_read(hub: SlackConnector) -> None:
    assert hub.check().name == "fairlead-bot in Acme"
    assert [(stream.name, stream.container) for stream in hub.streams()] == [
        ("accounts", "workspace"), ("threads", "team-web"),
    ]  # fmt: skip


def test_people_are_recognised_by_their_addresses(hub: SlackConnector) -> None:
    people = [record for record in read(hub, hub.streams()[0]) if isinstance(record, Account)]
    assert {person.email for person in people} >= {"ann@acme.test"}


def test_threads_are_read_twice_alike(hub: SlackConnector, ann: httpx.Client) -> None:
    first = say(ann, "team-web", "Pay by card, see acme/web#3")
    say(ann, "team-web", "on it", thread_ts=first)
    say(ann, "team-web", "Lunch?")  # nobody answers, so it is no thread
    stream = hub.streams()[1]
    once, again = read(hub, stream), read(hub, stream)
    assert once == again
    (thread,) = [record for record in once if isinstance(record, Item)]
    assert (thread.replies, thread.refs) == (1, ("acme/web#3",))


def test_a_message_stands_once_and_is_edited_in_place(hub: SlackConnector, ann: httpx.Client) -> None:
    say(ann, "goals", "good morning")
    ref = hub.ensure_message("#goals", Note("4f1e", "Two items have no goal"))
    assert ref
    assert hub.ensure_message("#goals", Note("4f1e", "Two items have no goal")) == ref
    assert hub.ensure_message("#goals", Note("4f1e", "One item has no goal", ref=ref)) == ref
    history = ann.post("/conversations.history", json={"channel": ref.partition(":")[0]}).json()["messages"]
    ours = [message for message in history if message.get("metadata")]
    assert [message["ts"] for message in ours] == [ref.partition(":")[2]]
    assert "One item has no goal" in ours[0]["text"]
