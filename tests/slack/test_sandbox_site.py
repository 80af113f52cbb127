"""The sandbox's channels, groups, lists and limits behave as Slack's do."""

from datetime import timedelta

import pytest

from tests.slack.conftest import START, Ask, Workspace

ID = "C00000001"


def texts(answer: dict[str, object]) -> list[str]:
    return [message["text"] for message in answer["messages"]]  # type: ignore[attr-defined]


def test_oldest_alone_begins_with_what_is_nearest_to_it(slack: Workspace, ask: Ask) -> None:
    stamps = [slack.state.post("payments", "U1", str(number)) for number in range(5)]
    bounds = {"channel": ID, "limit": 2, "oldest": stamps[0], "inclusive": 1}
    alone = ask("conversations.history", by="get", **bounds)
    assert texts(alone) == ["1", "0"]
    cursor = alone["response_metadata"]["next_cursor"]
    assert texts(ask("conversations.history", by="get", **bounds, cursor=cursor)) == ["3", "2"]
    assert texts(ask("conversations.history", by="get", **bounds, latest=stamps[4])) == ["4", "3"]


def test_a_tombstone_stands_as_long_as_it_has_replies(slack: Workspace, ask: Ask) -> None:
    ts = slack.state.post("payments", "U1", "first")
    reply = slack.state.post("payments", "U2", "second", thread_ts=ts)
    slack.state.remove("payments", ts)
    (tombstone,) = ask("conversations.history", channel=ID)["messages"]
    assert (tombstone["subtype"], tombstone["user"], tombstone["hidden"]) == ("tombstone", "USLACKBOT", True)
    assert tombstone["reply_count"] == 1
    slack.state.remove("payments", reply)
    assert ask("conversations.history", channel=ID)["messages"] == []
    assert ask("conversations.replies", channel=ID, ts=ts)["error"] == "thread_not_found"


def test_a_broadcast_reply_stands_in_the_channel_and_in_its_thread(slack: Workspace, ask: Ask) -> None:
    ts = slack.state.post("payments", "U1", "first")
    reply = slack.state.post("payments", "U2", "second", thread_ts=ts, broadcast=True)
    shown, parent = ask("conversations.history", channel=ID)["messages"]
    assert (shown["subtype"], shown["thread_ts"], parent["reply_count"]) == ("thread_broadcast", ts, 1)
    assert texts(ask("conversations.replies", channel=ID, ts=ts)) == ["first", "second"]
    slack.state.remove("payments", reply)
    assert texts(ask("conversations.history", channel=ID)) == ["first"]


def test_a_late_message_has_its_own_time_and_shows_afterwards(slack: Workspace, ask: Ask) -> None:
    late = slack.state.post("payments", "U1", "late", visible_at=START + timedelta(seconds=60))
    slack.state.post("payments", "U1", "soon")
    assert texts(ask("conversations.history", channel=ID)) == ["soon"]
    slack.hours(1)
    assert ask("conversations.history", channel=ID)["messages"][1]["ts"] == late


def test_a_renamed_channel_keeps_its_id_and_says_what_it_was_called(slack: Workspace, ask: Ask) -> None:
    slack.state.rename("payments", "pay-core")
    channel = ask("conversations.info", channel=ID)["channel"]
    assert (channel["name"], channel["previous_names"]) == ("pay-core", ["payments"])
    assert [message["subtype"] for message in ask("conversations.history", channel=ID)["messages"]] == ["channel_name"]


def test_an_archived_channel_has_no_apps(slack: Workspace, ask: Ask) -> None:
    slack.state.archive("payments")
    assert ask("conversations.history", channel=ID)["error"] == "not_in_channel"
    assert ask("chat.postMessage", channel=ID, text="hello")["error"] == "is_archived"
    assert ask("conversations.join", channel=ID)["error"] == "is_archived"
    assert ask("users.conversations")["channels"] == []
    assert ask("conversations.list", exclude_archived="true")["channels"] == []
    assert [channel["is_archived"] for channel in ask("conversations.list")["channels"]] == [True]


def test_only_the_apps_own_channels_are_its_conversations(slack: Workspace, ask: Ask) -> None:
    slack.state.add_channel("elsewhere", member=False)
    slack.state.add_channel("board", private=True)
    shown = ask("users.conversations", types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in shown] == ["payments", "board"]
    slack.state.kick("board")
    assert ask("conversations.info", channel="C00000003")["error"] == "channel_not_found"
    assert ask("conversations.history", channel="payments")["error"] == "channel_not_found", "reading takes ids only"


def test_messages_of_few_people_need_scopes_of_their_own(slack: Workspace, ask: Ask) -> None:
    one, few = slack.state.add_direct("U1"), slack.state.add_direct("U1", "U2")
    for key, needed in ((one, "im:history"), (few, "mpim:history")):
        assert ask("conversations.history", channel=key)["needed"] == needed
    assert ask("users.conversations", types="mpim")["needed"] == "mpim:read"
    slack.state.scopes |= {"im:read", "mpim:read"}
    shown = ask("conversations.list", types="im,mpim")["channels"]
    assert [(channel.get("is_im"), channel.get("is_mpim")) for channel in shown] == [(True, None), (False, True)]


def test_user_groups_tell_their_members_when_asked(slack: Workspace, ask: Ask) -> None:
    slack.state.add_group("S1", "pay", "U1", "U2")
    slack.state.add_group("S2", "old", "U1", disabled=True)
    (plain,) = ask("usergroups.list")["usergroups"]
    assert (plain["handle"], plain["name"], "users" in plain) == ("pay", "Pay", False)
    both = ask("usergroups.list", include_users="true", include_disabled="true")["usergroups"]
    assert [(group["users"], bool(group["date_delete"])) for group in both] == [(["U1", "U2"], False), (["U1"], True)]
    slack.state.scopes.remove("usergroups:read")
    assert ask("usergroups.list")["needed"] == "usergroups:read"


def test_the_cursor_of_a_list_is_good_for_a_while(slack: Workspace, ask: Ask) -> None:
    cursor = ask("users.list", limit=2)["response_metadata"]["next_cursor"]
    assert ask("users.list", limit=2, cursor=cursor)["ok"]
    slack.hours(25)
    assert ask("users.list", limit=2, cursor=cursor)["error"] == "invalid_cursor"


def test_edits_end_with_the_workspaces_window(slack: Workspace, ask: Ask) -> None:
    slack.state.edit_window = timedelta(minutes=5)
    ts = ask("chat.postMessage", channel=ID, text="hello")["ts"]
    assert ask("chat.update", channel=ID, ts=ts, text="bye")["ok"]
    slack.hours(1)
    assert ask("chat.update", channel=ID, ts=ts, text="well")["error"] == "edit_window_closed"
    assert ask("chat.delete", channel=ID, ts=ts)["ok"]


@pytest.mark.parametrize(("method", "tier"), [("users.list", 20), ("conversations.history", 50), ("users.info", 100)])
def test_each_method_has_its_tier(slack: Workspace, ask: Ask, method: str, tier: int) -> None:
    slack.state.limits.enforced = True
    arguments = {"channel": ID} if "history" in method else {"user": "U1"} if "info" in method else {}
    for _ in range(tier):
        assert ask(method, **arguments)["ok"]
        slack.clock.advance(timedelta(milliseconds=100))
    assert ask(method, **arguments) == {"ok": False, "error": "ratelimited"}
    answered = slack.sandbox.history[-1]
    assert (answered.status, int(answered.response_headers["retry-after"])) == (429, 60 - tier // 10)
    assert ask("auth.test")["ok"], "another method is not kept waiting"
    slack.clock.advance(timedelta(seconds=60))
    assert ask(method, **arguments)["ok"]


def test_a_channel_takes_a_message_a_second(slack: Workspace, ask: Ask) -> None:
    slack.state.limits.enforced = True
    slack.state.add_channel("talk")
    assert ask("chat.postMessage", channel=ID, text="one")["ok"]
    assert ask("chat.postMessage", channel=ID, text="two")["error"] == "ratelimited"
    assert ask("chat.postMessage", channel="C00000002", text="two")["ok"]


def test_the_small_regime_gives_fifteen_messages_a_minute(slack: Workspace, ask: Ask) -> None:
    slack.state.limits.small = slack.state.limits.enforced = True
    ts = slack.state.post("payments", "U1", "first")
    for number in range(20):
        slack.state.post("payments", "U1", str(number))
    for _ in range(20):
        slack.state.post("payments", "U2", "yes", thread_ts=ts)
    page = ask("conversations.history", by="get", channel=ID, limit=200)
    assert (len(page["messages"]), page["has_more"]) == (15, True)
    assert len(ask("conversations.replies", by="get", channel=ID, ts=ts, limit=200)["messages"]) == 1 + 15
    assert ask("conversations.history", channel=ID)["error"] == "ratelimited"
    assert len(ask("users.list", by="get", limit=200)["members"]) == 5
