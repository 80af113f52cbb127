"""The sandbox is Slack as its pages describe it, whichever way a client asks."""

import pytest

from tests.slack.conftest import Ask, Workspace


@pytest.mark.parametrize("by", ["form", "json"])
def test_a_message_is_written_by_form_and_by_json(slack: Workspace, ask: Ask, by: str) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]
    metadata = {"event_type": "fairlead_note", "event_payload": {"mark": "m"}}
    posted = ask("chat.postMessage", by=by, channel="#payments", text="hello", blocks=blocks, metadata=metadata)
    (message,) = slack.state.messages("payments")
    assert posted["ts"] == message["ts"]
    assert message["metadata"] == metadata
    assert message["blocks"] == [{"block_id": "b0", **blocks[0]}]
    assert message["bot_id"] == "B0FAIRLEAD"


def test_history_is_newest_first_in_pages_and_without_replies(slack: Workspace, ask: Ask) -> None:
    stamps = [slack.state.post("payments", "U1", str(number)) for number in range(5)]
    slack.state.post("payments", "U2", "reply", thread_ts=stamps[0])
    first = ask("conversations.history", by="get", channel="C00000001", limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = ask("conversations.history", by="get", channel="C00000001", limit=3, cursor=cursor)
    assert [message["ts"] for message in first["messages"] + second["messages"]] == stamps[::-1]
    assert (first["has_more"], second["has_more"]) == (True, False)
    parent = second["messages"][-1]
    assert (parent["reply_count"], parent["reply_users"], parent["thread_ts"]) == (1, ["U2"], stamps[0])


@pytest.mark.parametrize(("inclusive", "expected"), [("1", [3, 2, 1]), ("0", [2])])
def test_bounds_belong_to_the_range_only_when_asked(
    slack: Workspace, ask: Ask, inclusive: str, expected: list[int]
) -> None:
    stamps = [slack.state.post("payments", "U1", str(number)) for number in range(5)]
    bounds = {"oldest": stamps[1], "latest": stamps[3], "inclusive": inclusive}
    answer = ask("conversations.history", by="get", channel="C00000001", **bounds)
    assert [int(message["text"]) for message in answer["messages"]] == expected


def test_every_page_of_a_thread_begins_with_its_first_message(slack: Workspace, ask: Ask) -> None:
    ts = slack.state.post("payments", "U1", "first")
    replies = [slack.state.post("payments", "U2", str(number), thread_ts=ts) for number in range(3)]
    page = ask("conversations.replies", by="get", channel="C00000001", ts=ts, limit=2)
    rest = ask(
        "conversations.replies",
        by="get",
        channel="C00000001",
        ts=ts,
        limit=2,
        cursor=page["response_metadata"]["next_cursor"],
    )
    assert [message["ts"] for message in page["messages"]] == [ts, *replies[:2]]
    assert [message["ts"] for message in rest["messages"]] == [ts, replies[2]]
    alone = ask("conversations.replies", by="get", channel="C00000001", ts=replies[0])
    assert [message["ts"] for message in alone["messages"]] == [replies[0]]


def test_metadata_is_shown_only_when_asked_for(slack: Workspace, ask: Ask) -> None:
    metadata = {"event_type": "fairlead_note", "event_payload": {"mark": "m"}}
    ask("chat.postMessage", channel="C00000001", text="hello", metadata=metadata)
    plain = ask("conversations.history", channel="C00000001")
    full = ask("conversations.history", channel="C00000001", include_all_metadata="true")
    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


def test_timestamps_are_unique_and_of_simulated_time(slack: Workspace) -> None:
    stamps = [slack.state.post("payments", "U1", "same moment") for _ in range(3)]
    assert stamps == ["1772442000.000000", "1772442000.000001", "1772442000.000002"]
    slack.hours(1)
    assert slack.state.post("payments", "U1", "later") == "1772445600.000000"


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("auth.test", {"token": ""}, "not_authed"),
        ("auth.test", {"token": "xoxb-other"}, "invalid_auth"),
        ("conversations.history", {"channel": "C9"}, "channel_not_found"),
        ("conversations.history", {"channel": "C00000002"}, "not_in_channel"),
        ("conversations.history", {"channel": "C00000001", "cursor": "x"}, "invalid_cursor"),
        ("conversations.replies", {"channel": "C00000001", "ts": "1.0"}, "thread_not_found"),
        ("conversations.list", {"types": "im"}, "missing_scope"),
        ("users.info", {"user": "U9"}, "user_not_found"),
        ("chat.getPermalink", {"channel": "C00000001", "message_ts": "1.0"}, "message_not_found"),
        ("chat.postMessage", {"channel": "C00000002", "text": "hello"}, "not_in_channel"),
        ("chat.update", {"channel": "C00000001", "ts": "1.0", "text": "hello"}, "message_not_found"),
        ("chat.delete", {"channel": "C00000001", "ts": "1.0"}, "message_not_found"),
    ],
)
def test_slack_says_no_in_its_own_words(
    slack: Workspace, ask: Ask, method: str, arguments: dict[str, str], error: str
) -> None:
    slack.state.add_channel("elsewhere", member=False)
    answer = ask(method, **arguments)
    assert (answer["ok"], answer["error"]) == (False, error)


def test_what_breaks_the_limits_is_refused(slack: Workspace, ask: Ask) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2_900}}
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "a" * 3_001}}
    for error, arguments in (
        ("invalid_blocks", {"blocks": [section] * 51}),
        ("invalid_blocks", {"blocks": [long]}),
        ("msg_blocks_too_long", {"blocks": [section] * 5}),
        ("msg_too_long", {"text": "a" * 40_001}),
        ("no_text", {"text": ""}),
        ("invalid_metadata_format", {"metadata": {"event_type": "x"}}),
    ):
        answer = ask("chat.postMessage", channel="C00000001", **{"text": "hello", **arguments})
        assert answer["error"] == error
    assert not slack.state.messages("payments")
    assert len(slack.violations) == 6  # the contract sees what Slack sees
    slack.violations.clear()


def test_only_our_own_messages_can_be_changed(slack: Workspace, ask: Ask) -> None:
    ts = slack.state.post("payments", "U1", "mine")
    assert ask("chat.update", channel="C00000001", ts=ts, text="yours")["error"] == "cant_update_message"
    assert ask("chat.delete", channel="C00000001", ts=ts)["error"] == "cant_delete_message"
    ours = ask("chat.postMessage", channel="C00000001", text="ours")["ts"]
    assert ask("chat.update", channel="C00000001", ts=ours, text="edited")["text"] == "edited"
    assert ask("chat.delete", channel="C00000001", ts=ours)["ok"]
    assert [message["text"] for message in slack.state.messages("payments")] == ["mine"]


def test_a_public_channel_can_be_joined_and_a_private_one_not_even_seen(slack: Workspace, ask: Ask) -> None:
    public = slack.state.add_channel("public", member=False)
    private = slack.state.add_channel("private", private=True, member=False)
    assert ask("conversations.join", channel=public)["channel"]["is_member"]
    assert ask("conversations.join", channel=private)["error"] == "channel_not_found"
    listed = ask("conversations.list", types="public_channel,private_channel")["channels"]
    assert [channel["name"] for channel in listed] == ["payments", "public"]


def test_the_address_of_a_person_has_a_scope_of_its_own(slack: Workspace, ask: Ask) -> None:
    assert ask("users.info", user="U1")["user"]["profile"]["email"] == "ana@acme.example"
    slack.state.scopes.remove("users:read.email")
    assert "email" not in ask("users.info", user="U1")["user"]["profile"]


def test_the_company_can_be_looked_at_whole(slack: Workspace) -> None:
    ts = slack.state.post("payments", "U1", "first")
    slack.state.post("payments", "U2", "second", thread_ts=ts)
    slack.state.react("payments", ts, "eyes", "U2")
    slack.state.react("payments", ts, "eyes", "U2")
    slack.state.edit("payments", ts, "changed")
    (message,) = slack.state.snapshot()["payments"]
    assert (message["text"], message["edited"]["user"]) == ("changed", "U1")
    assert message["reactions"] == [{"name": "eyes", "users": ["U2"], "count": 1}]
    assert [reply["text"] for reply in message["replies"]] == ["second"]
