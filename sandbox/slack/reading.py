"""The methods of the Web API that only look."""

import base64
import binascii
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sandbox.slack.channel import Channel, Message
from sandbox.slack.method import Arguments, Failure, Method, conversation, flag, require
from sandbox.slack.state import SlackState, User

T = TypeVar("T")

_KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im"}


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


def conversations_list(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    types = str(arguments.get("types") or "public_channel").split(",")
    for kind, type_name in _KINDS.items():
        if type_name in types:
            require(state, "im:read" if kind == "im" else f"{kind}s:read")
    channels = [
        channel
        for channel in state.channels()
        if _KINDS[channel.kind] in types
        and (channel.kind == "channel" or channel.member)
        and not (channel.archived and flag(arguments, "exclude_archived"))
    ]
    page, cursor = _page(state, arguments, channels, lambda channel: channel.id)
    return {"channels": [described(state, channel) for channel in page], "response_metadata": {"next_cursor": cursor}}


def history(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.history: newest first, without replies."""
    channel = _readable(state, arguments)
    page, cursor = _page(state, arguments, _between(arguments, channel.tops)[::-1], str)
    return _messages(arguments, [channel.shown(ts) for ts in page], cursor) | {"pin_count": 0}


def replies(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.replies: every page begins with the parent."""
    channel = _readable(state, arguments)
    parent = channel.get(str(arguments.get("ts", "")))
    if parent is None:
        raise Failure("thread_not_found")
    if parent.get("thread_ts"):  # a reply is answered alone
        return _messages(arguments, [dict(parent)], "")
    page, cursor = _page(state, arguments, _between(arguments, channel.replies.get(parent["ts"], [])), str)
    return _messages(arguments, [channel.shown(parent["ts"]), *channel.answers(parent["ts"], page)], cursor)


def users_list(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.list"""
    page, cursor = _page(state, arguments, list(state.users.values()), lambda user: user.id)
    members = [_member(state, user) for user in page]
    return {
        "members": members,
        "cache_ts": int(state.clock().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    user = state.users.get(str(arguments.get("user", "")))
    if user is None:
        raise Failure("user_not_found")
    return {"user": _member(state, user)}


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
    "conversations.list": Method(conversations_list),
    "conversations.replies": Method(replies),
    "users.info": Method(users_info, "users:read"),
    "users.list": Method(users_list, "users:read"),
}


def described(state: SlackState, channel: Channel) -> dict[str, Any]:
    common = {"id": channel.id, "created": int(channel.created.timestamp()), "is_archived": channel.archived}
    if channel.kind == "im":
        return {**common, "is_im": True, "user": channel.creator, "is_user_deleted": False}
    return {
        **common,
        "name": channel.name,
        "name_normalized": channel.name,
        "creator": channel.creator,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.kind == "group",
        "is_general": False,
        "is_member": channel.member,
        "context_team_id": state.team,
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


def _page(
    state: SlackState, arguments: Arguments, things: Sequence[T], key: Callable[[T], str]
) -> tuple[Sequence[T], str]:
    """Up to `limit` things from the one that the cursor names, and the cursor of the next page (empty at the end)."""
    limit = min(int(arguments.get("limit") or 100), 999, state.page_limit)
    start = 0
    if cursor := str(arguments.get("cursor") or ""):
        wanted = _opened(cursor)
        start = next((index for index, thing in enumerate(things) if key(thing) == wanted), -1)
        if start < 0:
            raise Failure("invalid_cursor")
    rest = things[start + limit : start + limit + 1]
    return things[start : start + limit], base64.b64encode(f"next:{key(rest[0])}".encode()).decode() if rest else ""


def _opened(cursor: str) -> str:
    try:
        return base64.b64decode(cursor, validate=True).decode().removeprefix("next:")
    except (binascii.Error, UnicodeDecodeError):
        raise Failure("invalid_cursor") from None


def _messages(arguments: Arguments, messages: list[Message], cursor: str) -> dict[str, Any]:
    if not flag(arguments, "include_all_metadata"):
        messages = [{key: value for key, value in message.items() if key != "metadata"} for message in messages]
    answer: dict[str, Any] = {"messages": messages, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})


def _member(state: SlackState, user: User) -> dict[str, Any]:
    """The e-mail address has a scope of its own, and is simply missing without it."""
    profile = {"real_name": user.name, "display_name": user.name, "team": state.team}
    if user.email and "users:read.email" in state.scopes:
        profile["email"] = user.email
    if user.bot:
        profile |= {"bot_id": user.bot_id, "api_app_id": state.app_id(user.id)}
    member = {
        "id": user.id,
        "team_id": state.team,
        "name": user.name.lower().replace(" ", "."),
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.bot,
        "is_app_user": False,
        "updated": int(state.clock().timestamp()),
    }
    return member if user.deleted else {**member, "real_name": user.name, "tz": user.tz}
