"""The methods of the Web API that list channels, people and groups."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.channel import Channel
from sandbox.slack.method import Arguments, Failure, Method, conversation, flag, require
from sandbox.slack.paging import page
from sandbox.slack.state import SlackState, User, UserGroup

_KINDS = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}
_READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def conversations_list(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    return _conversations(state, arguments, lambda channel: channel.kind == "channel" or channel.member)


def users_conversations(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.conversations: those of the token's own user, who is a member of each."""
    answer = _conversations(state, arguments, lambda channel: channel.member)
    for channel in answer["channels"]:
        channel.pop("is_member", None)
    return answer


def conversations_info(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    return {"channel": described(state, conversation(state, arguments, "read"))}


def users_list(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.list"""
    shown, cursor = page(state, arguments, list(state.users.values()), lambda user: user.id)
    return {
        "members": [_member(state, user) for user in shown],
        "cache_ts": int(state.clock().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def users_info(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/users.info"""
    user = state.users.get(str(arguments.get("user", "")))
    if user is None:
        raise Failure("user_not_found")
    return {"user": _member(state, user)}


def usergroups_list(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/usergroups.list, which has no pages"""
    groups = [group for group in state.groups.values() if not group.disabled or flag(arguments, "include_disabled")]
    return {"usergroups": [_group(state, group, with_users=flag(arguments, "include_users")) for group in groups]}


METHODS = {
    "conversations.info": Method(conversations_info),
    "conversations.list": Method(conversations_list),
    "usergroups.list": Method(usergroups_list, "usergroups:read"),
    "users.conversations": Method(users_conversations),
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
        "previous_names": channel.former,
        "creator": channel.creator,
        "is_channel": channel.kind != "mpim",
        "is_group": False,
        "is_im": False,
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_shared": channel.shared,
        "is_ext_shared": channel.shared,
        "is_general": False,
        "is_member": channel.member,
        "context_team_id": state.team,
    }


def _conversations(state: SlackState, arguments: Arguments, seen: Callable[[Channel], bool]) -> dict[str, Any]:
    types = str(arguments.get("types") or "public_channel").split(",")
    for kind, type_name in _KINDS.items():
        if type_name in types:
            require(state, _READ[kind])
    archived = not flag(arguments, "exclude_archived")
    channels = [c for c in state.channels() if _KINDS[c.kind] in types and seen(c) and (archived or not c.archived)]
    shown, cursor = page(state, arguments, channels, lambda channel: channel.id)
    return {"channels": [described(state, channel) for channel in shown], "response_metadata": {"next_cursor": cursor}}


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


def _group(state: SlackState, group: UserGroup, *, with_users: bool) -> dict[str, Any]:
    shown = {
        "id": group.id,
        "team_id": state.team,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "handle": group.handle,
        "date_delete": int(state.clock().timestamp()) if group.disabled else 0,
        "prefs": {"channels": [], "groups": []},
    }
    return {**shown, "users": list(group.users)} if with_users else shown
