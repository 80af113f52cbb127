"""Which messages become items, what is known of them, and that nothing else is kept."""

from datetime import UTC, datetime

import pytest

from core.contract import Stream
from tests.slack.conftest import Workspace, pull


def test_a_thread_is_an_item_with_its_references_and_activity(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "Is <https://acme.example/a?b=1&amp;c=2|this> done?")
    slack.hours(1)
    slack.state.post("payments", "U2", "It waits for PAY-12", thread_ts=ts)
    slack.state.post("payments", "U3", "build green", thread_ts=ts)
    slack.state.react("payments", ts, "eyes", "U2")
    pulled = pull(slack.connect("payments"))
    (item,) = pulled.items.values()
    channel = slack.state.channel("payments").id
    assert (item.id, item.key, item.container) == (f"{channel}:{ts}", f"#payments/{ts}", "payments")
    assert (item.kind, item.status, item.category, item.author) == ("thread", "open", "todo", "U1")
    assert item.refs == ("https://acme.example/a?b=1&c=2", "PAY-12")
    assert item.labels == ("eyes",)
    assert item.title == "Thread in #payments, 02 Mar 2026 09:00 UTC"
    assert item.created_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert item.updated_at == datetime(2026, 3, 2, 10, 0, 0, 1, tzinfo=UTC)
    assert [(each.actor, each.kind, each.bot) for each in pulled.activity.values()] == [
        ("U1", "message", False),
        ("U2", "reply", False),
        ("U3", "reply", True),
    ]
    assert {each.item for each in pulled.activity.values()} == {item.key}


def test_the_url_is_the_permalink_that_slack_gives(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "PAY-1")
    connector = slack.connect("payments")
    (item,) = pull(connector).items.values()
    channel, ts = item.id.split(":")
    answer = connector._workspace.ask("chat.getPermalink", channel=channel, message_ts=ts)
    assert item.url == answer.read(dict[str, object])["permalink"]


@pytest.mark.parametrize(
    ("user", "text", "answered", "is_item"),
    [
        ("U1", "good morning", False, False),
        ("U1", "good morning", True, True),
        ("U1", "look at PAY-7", False, True),
        ("U1", "see https://acme.example/", False, True),
        ("U3", "deployed PAY-7", False, False),
        ("U3", "deployed PAY-7", True, True),
    ],
)
def test_a_message_counts_when_it_is_answered_or_a_person_names_work(
    slack: Workspace, user: str, text: str, answered: bool, is_item: bool
) -> None:
    ts = slack.state.post("payments", user, text)
    if answered:
        slack.state.post("payments", "U2", "thanks", thread_ts=ts)
    assert bool(pull(slack.connect("payments")).items) is is_item


def test_joining_a_channel_is_not_talk(slack: Workspace) -> None:
    slack.state.add_channel("news", member=False)
    connector = slack.connect("news")
    connector._workspace.tell("conversations.join", channel=slack.state.channel("news").id)
    slack.state.post("news", "U1", "welcome", thread_ts=slack.state.channel("news").tops[0])
    pulled = pull(connector, "news")
    assert not pulled.items
    assert not pulled.activity


def test_no_text_leaves_the_workspace(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "the canary sings of PAY-1")
    slack.state.post("payments", "U2", "the canary answers", thread_ts=ts)
    stream = Stream("threads", "payments")
    assert "canary" not in repr(list(slack.connect("payments").pull(stream, None)))


def test_a_deleted_first_message_leaves_a_thread_without_author(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1?")
    slack.state.post("payments", "U2", "PAY-2!", thread_ts=ts)
    slack.state.remove("payments", ts)
    (item,) = pull(slack.connect("payments")).items.values()
    assert item.author is None
    assert item.refs == ("PAY-2",)


def test_direct_messages_are_never_listed_nor_read(slack: Workspace) -> None:
    direct = slack.state.add_direct("U1")
    slack.state.scopes |= {"im:history", "im:read"}
    slack.state.post(direct, "U1", "secret PAY-1")
    connector = slack.connect("*", "payments")
    for stream in connector.streams():
        list(connector.pull(stream, None))
    asked = [exchange.query for exchange in slack.sandbox.history]
    assert not any(direct in query or "im" in query.split("types=")[-1].split("%2C") for query in asked)
    assert [stream.container for stream in connector.streams()] == ["workspace", "payments"]


def test_patterns_mean_the_channels_the_app_is_in(slack: Workspace) -> None:
    for name, member in (("team-b", True), ("team-a", True), ("team-c", False), ("other", True)):
        slack.state.add_channel(name, member=member)
    slack.state.add_channel("team-private", private=True)
    connector = slack.connect("#Payments", "team-*")
    containers = ["workspace", "payments", "team-a", "team-b", "team-private"]
    assert [stream.container for stream in connector.streams()] == containers


def test_long_threads_and_channels_are_read_to_their_end(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "start")
    for number in range(405):
        slack.state.post("payments", "U2", f"PAY-{number}", thread_ts=ts)
        slack.state.post("payments", "U1", f"GATE-{number}")
    pulled = pull(slack.connect("payments"))
    assert len(pulled.items) == 406
    assert len(pulled.items[f"{slack.state.channel('payments').id}:{ts}"].refs) == 405
    assert len(pulled.activity) == 406 + 405
    assert len(pulled.checkpoints) == 3


def test_threads_of_private_channels_are_for_few(slack: Workspace) -> None:
    slack.state.add_channel("board", private=True)
    for channel in ("board", "payments"):
        slack.state.post(channel, "U1", "PAY-1")
    connector = slack.connect("board", "payments")
    found = [item for channel in ("board", "payments") for item in pull(connector, channel).items.values()]
    assert [(item.container, item.narrow) for item in found] == [("board", True), ("payments", False)]
