"""The methods of the Web API that change something."""

from typing import Any

from sandbox.slack.blocks import is_too_long, violations
from sandbox.slack.channel import Channel, Message
from sandbox.slack.listing import described
from sandbox.slack.method import Arguments, Failure, Method, conversation
from sandbox.slack.state import SlackState

TEXT_LIMIT = 40_000  # characters; https://docs.slack.dev/reference/methods/chat.postMessage#truncating
_CONTENT = ("text", "blocks", "metadata")


def join(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = conversation(state, arguments)
    if channel.kind != "channel":
        raise Failure("method_not_supported_for_channel_type")
    if channel.archived:
        raise Failure("is_archived")
    if not channel.member:
        channel.member = True
        text = f"<@{state.bot_user}> has joined the channel"
        state.put(channel, state.bot_user, {"subtype": "channel_join", "text": text})
    return {"channel": described(state, channel)}


def post(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = _writable(state, arguments)
    content = content_of(arguments)
    thread = arguments.get("thread_ts")
    if thread and channel.get(thread) is None:
        raise Failure("thread_not_found")
    ts = state.put(channel, state.bot_user, content, thread_ts=thread or None)
    return {"channel": channel.id, "ts": ts, "message": state.message(channel.id, ts)}


def update(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.update: what is not given is kept, but text alone takes blocks away."""
    channel = _writable(state, arguments)
    message = _own(state, channel, arguments, "cant_update_message")
    if (
        state.edit_window is not None
        and state.clock().timestamp() - float(message["ts"]) > state.edit_window.total_seconds()
    ):
        raise Failure("edit_window_closed")
    content = content_of(arguments)
    if "blocks" not in content:
        message.pop("blocks", None)
    message |= content
    message["edited"] = {"user": state.bot_user, "ts": f"{state.clock().timestamp():.6f}"}
    shown = {key: value for key, value in message.items() if key not in ("ts", "thread_ts", "reactions")}
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": shown}


def delete(state: SlackState, arguments: Arguments) -> dict[str, Any]:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel = _writable(state, arguments)
    ts = _own(state, channel, arguments, "cant_delete_message")["ts"]
    channel.remove(ts)
    return {"channel": channel.id, "ts": ts}


METHODS = {
    "chat.delete": Method(delete, "chat:write"),
    "chat.postMessage": Method(post, "chat:write"),
    "chat.update": Method(update, "chat:write"),
    "conversations.join": Method(join, "channels:join"),
}


def _writable(state: SlackState, arguments: Arguments) -> Channel:
    channel = conversation(state, arguments)
    if channel.archived:
        raise Failure("is_archived")
    if not channel.member:
        raise Failure("not_in_channel")
    return channel


def _own(state: SlackState, channel: Channel, arguments: Arguments, error: str) -> Message:
    message = channel.get(str(arguments.get("ts", "")))
    if message is None or message.get("subtype") == "tombstone":
        raise Failure("message_not_found")
    if message.get("user") != state.bot_user:
        raise Failure(error)
    return message


def content_of(arguments: Arguments) -> Message:
    """Text, blocks and metadata, when Slack takes them."""
    content = {name: arguments[name] for name in _CONTENT if arguments.get(name)}
    if "text" not in content and "blocks" not in content:
        raise Failure("no_text")
    if len(content.get("text", "")) > TEXT_LIMIT:
        raise Failure("msg_too_long")
    if blocks := content.get("blocks"):
        content["blocks"] = _named(blocks)
    _check_metadata(content.get("metadata"))
    return {"text": "", **content}


def _named(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Slack gives a block without id one of its own."""
    if problems := violations(blocks):
        messages = [f"[ERROR] {problem}" for problem in problems]
        raise Failure("invalid_blocks", response_metadata={"messages": messages})
    if is_too_long(blocks):
        raise Failure("msg_blocks_too_long")
    return [{"block_id": f"b{index}", **block} for index, block in enumerate(blocks)]


def _check_metadata(metadata: Any) -> None:
    if metadata is not None and not (metadata.get("event_type") and isinstance(metadata.get("event_payload"), dict)):
        raise Failure("invalid_metadata_format")
