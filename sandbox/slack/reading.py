"""The methods of the Web API that read messages, and tell who reads."""

from bisect import bisect_left, bisect_right
from typing import Any

from sandbox.slack.channel import Channel, Message
from sandbox.slack.method import Arguments, Failure, Method, conversation, flag
from sandbox.slack.paging import page
from sandbox.slack.state import SlackState


def auth_test(state: SlackState, _: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/auth.test"""
    bot = state.users[state.bot_user]
    return {
        "url": f"https://{state.domain}.slack.com/",
        "team": state.domain.capitalize(),
        "user": bot.name.lower(),
        "team_id": state.team,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def history(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, without replies.

    With `oldest` alone, the page nearest to it comes first: https://github.com/slackhq/slack-api-docs/issues/4
    """
    channel = _readable(state, arguments)
    found = _between(arguments, channel.tops)
    forward = bool(arguments.get("oldest")) and not arguments.get("latest")
    most = state.limits.most("conversations.history", state.page_limit)
    shown, cursor = page(state, arguments, found if forward else found[::-1], str, most)
    newest_first = shown[::-1] if forward else shown
    return _messages(arguments, [channel.shown(ts) for ts in newest_first], cursor) | {"pin_count": 0}


def replies(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.replies: every page begins with the parent."""
    channel = _readable(state, arguments)
    parent = channel.get(str(arguments.get("ts", "")))
    if parent is None:
        raise Failure("thread_not_found")
    if parent.get("thread_ts"):  # a reply is answered alone
        return _messages(arguments, [dict(parent)], "")
    most = state.limits.most("conversations.replies", state.page_limit)
    shown, cursor = page(state, arguments, _between(arguments, channel.replies.get(parent["ts"], [])), str, most)
    return _messages(arguments, [channel.shown(parent["ts"]), *channel.answers(parent["ts"], shown)], cursor)


def permalink(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = conversation(state, arguments)
    message = channel.get(str(arguments.get("message_ts", "")))
    if message is None:
        raise Failure("message_not_found")
    link = f"https://{state.domain}.slack.com/archives/{channel.id}/p{message['ts'].replace('.', '')}"
    if "thread_ts" in message:
        link += f"?thread_ts={message['thread_ts']}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHODS = {
    "auth.test": Method(auth_test),
    "chat.getPermalink": Method(permalink),
    "conversations.history": Method(history),
    "conversations.replies": Method(replies),
}


def _readable(state: SlackState, arguments: Arguments) -> Channel:
    channel = conversation(state, arguments, "history")
    if not channel.member:
        raise Failure("not_in_channel")
    return channel


def _between(arguments: Arguments, ordered: list[str]) -> list[str]:
    """The timestamps in the range, whose bounds are outside of it unless `inclusive`; people write bounds as `0`, too."""
    oldest, latest = (
        f"{float(arguments.get(name) or end):017.6f}" for name, end in (("oldest", 0), ("latest", 1e10 - 1))
    )
    if flag(arguments, "inclusive"):
        return ordered[bisect_left(ordered, oldest) : bisect_right(ordered, latest)]
    return ordered[bisect_right(ordered, oldest) : bisect_left(ordered, latest)]


def _messages(arguments: Arguments, messages: list[Message], cursor: str) -> dict[str, Any]:
    if not flag(arguments, "include_all_metadata"):
        messages = [{key: value for key, value in message.items() if key != "metadata"} for message in messages]
    answer: dict[str, Any] = {"messages": messages, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
