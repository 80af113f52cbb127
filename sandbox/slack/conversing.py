"""The methods of the Web API that show something to one person, and the one that opens a line for Socket Mode."""

from typing import Any

from sandbox.slack.blocks import view_violations
from sandbox.slack.conversation import View, Whisper
from sandbox.slack.method import Arguments, Failure, Method, conversation
from sandbox.slack.state import SlackState
from sandbox.slack.writing import content_of

_GIVEN = ("type", "title", "submit", "close", "blocks", "private_metadata", "callback_id")


def connections_open(state: SlackState, _: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    return {"url": f"{state.talk.address}/link/?ticket={state.talk.ticket()}&app_id={state.app_id(state.bot_user)}"}


def whisper(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = conversation(state, arguments)
    if not channel.member:
        raise Failure("not_in_channel")
    user, content = str(arguments.get("user", "")), content_of(arguments)
    if user not in state.users:
        raise Failure("user_not_in_channel")
    thread = arguments.get("thread_ts") or None
    state.talk.whispers.append(Whisper(channel.id, user, content["text"], content.get("blocks", []), thread))
    return {"message_ts": f"{state.clock().timestamp():.6f}"}


def open_view(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.open"""
    view = _checked(arguments, "modal")
    user, wrong = state.talk.exchanged(str(arguments.get("trigger_id", "")))
    if wrong:
        raise Failure(wrong)
    stands = standing(state, view, user)
    state.talk.modals[stands["id"]] = stands
    return {"view": shown(stands)}


def update_view(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.update"""
    view, known = _checked(arguments, "modal"), state.talk.modals.get(str(arguments.get("view_id", "")))
    if known is None:
        raise Failure("not_found")
    if arguments.get("hash") not in (None, known["hash"]):
        raise Failure("hash_conflict")
    return {"view": shown(replaced(state, known, view))}


def publish(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/views.publish"""
    view, user = _checked(arguments, "home"), str(arguments.get("user_id", ""))
    if user not in state.users:
        raise Failure("user_not_found")
    state.talk.homes[user] = standing(state, view, user)
    return {"view": shown(state.talk.homes[user])}


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(connections_open, by_app=True),
    "chat.postEphemeral": Method(whisper, "chat:write"),
    "views.open": Method(open_view),
    "views.publish": Method(publish),
    "views.update": Method(update_view),
}


def standing(state: SlackState, view: View, user: str) -> View:
    """A view as Slack keeps it, with `of` for whose it is."""
    key = f"V{state.talk.number():08d}"
    bot = state.users[state.bot_user]
    blocks = [{"block_id": f"b{index}", **block} for index, block in enumerate(view["blocks"])]
    unnamed = {"type": "plain_text", "text": "View Title", "emoji": True}  # as Slack calls a home
    told = {"title": view.get("title", unnamed), "submit": view.get("submit"), "close": view.get("close")}
    return {
        "id": key,
        "team_id": state.team,
        "type": view["type"],
        "blocks": blocks,
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "state": {"values": {}},
        "hash": f"{state.clock().timestamp():.0f}.{key}",
        **told,
        "clear_on_close": False,
        "notify_on_close": False,
        "root_view_id": key,
        "previous_view_id": None,
        "app_id": state.app_id(state.bot_user),
        "external_id": "",
        "app_installed_team_id": state.team,
        "bot_id": bot.bot_id,
        "of": user,
    }


def replaced(state: SlackState, known: View, view: View) -> View:
    """The same modal with other content, under another hash."""
    fresh = standing(state, view, known["of"]) | {"id": known["id"], "root_view_id": known["id"]}
    state.talk.modals[known["id"]] = fresh
    return fresh


def shown(view: View) -> View:
    return {name: value for name, value in view.items() if name != "of" and not name.startswith("_")}


def _checked(arguments: Arguments, kind: str) -> View:
    view = arguments.get("view") or {}
    problems = view_violations(view)
    if view.get("type") != kind:
        problems.append(f"must be a valid enum value: {view.get('type')} [json-pointer:/view/type]")
    problems += [f"invalid additional property: {name}" for name in view if name not in _GIVEN]
    if problems:
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Failure("invalid_arguments", response_metadata={"messages": messages})
    return dict(view)
