"""What is known of a thread: who takes part, how much is said, and its text only where the site keeps it, for a time."""

from datetime import timedelta

import pytest

from connectors.slack.text import plain
from core.contract import Stream
from core.records import TEXT_LIMIT, Item
from tests.slack.conftest import START, Workspace, pull

METADATA = {"event_type": "fairlead_note", "event_payload": {"mark": "of another hub"}}


def only(slack: Workspace, *, keep_text: bool = False, days: int = 30) -> Item:
    (item,) = pull(slack.connect("payments", keep_text=keep_text, keep_text_days=days)).items.values()
    return item


def test_people_take_part_and_bots_and_hubs_do_not(slack: Workspace) -> None:
    slack.state.add_user("U9", "Other hub", "", bot=True)
    ts = slack.state.post("payments", "U1", "PAY-1 is late")
    for user in ("U2", "U1", "U3", "U2"):
        slack.state.post("payments", user, "hm", thread_ts=ts)
    slack.state.put(slack.state.channel("payments"), "U9", {"text": "PAY-9", "metadata": METADATA}, thread_ts=ts)
    pulled = pull(slack.connect("payments"))
    (item,) = pulled.items.values()
    assert item.participants == ("U1", "U2")
    assert item.replies == 3
    assert item.refs == ("PAY-1",)
    assert [(each.actor, each.bot) for each in pulled.activity.values()] == [
        *(("U1", False), ("U2", False), ("U1", False), ("U3", True), ("U2", False))
    ]


def test_what_another_hub_writes_is_neither_item_nor_activity(slack: Workspace) -> None:
    slack.state.add_user("U9", "Other hub", "", bot=True)
    channel = slack.state.channel("payments")
    ts = slack.state.put(channel, "U9", {"text": "PAY-1 is late", "metadata": METADATA})
    slack.state.post("payments", "U1", "I know", thread_ts=ts)
    pulled = pull(slack.connect("payments"))
    assert not pulled.items
    assert not pulled.activity


def test_talk_under_a_bots_message_is_peoples(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U3", "build 4711 failed")
    slack.state.post("payments", "U2", "mine", thread_ts=ts)
    item = only(slack)
    assert (item.author, item.participants, item.replies) == ("U3", ("U2",), 1)


def test_reactions_are_counted_and_a_further_one_is_noticed(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    for user in ("U1", "U2"):
        slack.state.react("payments", ts, "eyes", user)
    connector = slack.connect("payments")
    first = pull(connector)
    assert [item.reactions for item in first.items.values()] == [2]
    slack.state.react("payments", ts, "eyes", "U3")
    second = pull(connector, cursor=first.cursor)
    assert [(item.reactions, item.labels) for item in second.items.values()] == [(3, ("eyes",))]
    for user in ("U1", "U2", "U3"):
        slack.state.unreact("payments", ts, "eyes", user)
    third = pull(connector, cursor=second.cursor)
    assert [(item.reactions, item.labels) for item in third.items.values()] == [(0, ())]


def test_a_reply_that_is_shown_in_the_channel_is_no_thread_of_its_own(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1?")
    slack.state.post("payments", "U2", "PAY-2!", thread_ts=ts, broadcast=True)
    item = only(slack)
    assert (item.key, item.replies, item.refs) == (f"#payments/{ts}", 1, ("PAY-1", "PAY-2"))


def test_an_edit_is_the_last_change(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1")
    slack.hours(2)
    slack.state.edit("payments", ts, "PAY-2")
    item = only(slack)
    assert item.updated_at == START + timedelta(hours=2)
    assert item.created_at == START


def test_a_deleted_first_message_leaves_its_thread_until_that_is_deleted_too(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "PAY-1?")
    reply = slack.state.post("payments", "U2", "PAY-2!", thread_ts=ts)
    connector = slack.connect("payments", keep_text=True)
    first = pull(connector)
    slack.state.remove("payments", ts)
    second = pull(connector, cursor=first.cursor)
    (item,) = second.items.values()
    assert (item.author, item.participants, item.refs, item.text, item.text_until) == (
        None,
        ("U2",),
        ("PAY-2",),
        "",
        None,
    )
    assert not second.gone
    slack.state.remove("payments", reply)
    third = pull(connector, cursor=second.cursor)
    assert third.gone == [item.id]


@pytest.mark.parametrize(("text", "stays"), [("PAY-1?", True), ("lunch?", False)])
def test_a_thread_that_lost_its_replies(slack: Workspace, text: str, stays: bool) -> None:
    ts = slack.state.post("payments", "U1", text)
    reply = slack.state.post("payments", "U2", "yes", thread_ts=ts)
    connector = slack.connect("payments")
    first = pull(connector)
    slack.state.remove("payments", reply)
    second = pull(connector, cursor=first.cursor)
    assert [item.replies for item in second.items.values()] == [0] * stays
    assert bool(second.gone) is not stays


def test_texts_are_let_go(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "the canary sings of PAY-1")
    slack.state.post("payments", "U2", "the canary answers", thread_ts=ts)
    records = list(slack.connect("payments").pull(Stream("threads", "payments"), None))
    assert "canary" not in repr(records)


def test_a_password_in_an_address_is_let_go(slack: Workspace) -> None:
    slack.state.post("payments", "U1", "<https://ci:hunter2@build.acme.example/PAY-1?by=a@b.example>")
    (item,) = pull(slack.connect("payments", keep_text=False)).items.values()
    assert item.refs == ("https://build.acme.example/PAY-1?by=a@b.example",)


def test_a_text_is_kept_for_a_time_where_the_site_says_so(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "Is <https://acme.example/a|the page> &lt;done&gt;, <@U2>?")
    slack.state.post("payments", "U2", "the canary answers", thread_ts=ts)
    item = only(slack, keep_text=True, days=7)
    assert item.text == "Is the page (https://acme.example/a) <done>, @U2?"
    assert item.text_until == START + timedelta(days=7)
    assert "page" not in item.title
    assert "canary" not in repr(item)
    slack.hours(24 * 7)
    late = only(slack, keep_text=True, days=7)
    assert (late.text, late.text_until) == ("", None)


def test_texts_of_bots_are_not_kept(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U3", "canary")
    slack.state.post("payments", "U2", "hm", thread_ts=ts)
    assert "canary" not in repr(only(slack, keep_text=True))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<!here> <!channel>", "@here @channel"),
        ("<!subteam^S1> <!date^1392734382^{date}|Feb 18>", "@subteam Feb 18"),
        ("<#C1|payments> <#C1>", "#payments #C1"),
        ("<https://x.example/>", "https://x.example/"),
        ("<mailto:a@x.example|a@x.example>", "mailto:a@x.example"),
        ("1 &lt; 2 &amp;&amp; &amp;lt;", "1 < 2 && &lt;"),
        ("a < b", "a < b"),
        ("x" * 3_000, "x" * TEXT_LIMIT),
    ],
)
def test_markup_is_shown_as_people_see_it(text: str, shown: str) -> None:
    assert plain(text) == shown
