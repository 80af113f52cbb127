"""What every method of the Web API has in common: its scope, its channel, and how it says no (`ok: false` and a word)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.slack.channel import Channel
from sandbox.slack.state import SlackState

Arguments = dict[str, Any]


_SCOPED = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


class Failure(Exception):
    def __init__(self, error: str, **detail: Any) -> None:
        super().__init__(error)
        self.error, self.detail = error, detail


@dataclass(frozen=True)
class Method:
    """A method of the Web API and the scope it needs; those that depend on the kind of channel ask in `conversation`. One
    `by_app` takes the app's token and no bot's."""

    run: Callable[[SlackState, Arguments], dict[str, Any]]
    scope: str = ""
    by_app: bool = False


def conversation(state: SlackState, arguments: Arguments, ability: str = "") -> Channel:
    """The channel that `channel` names, when the token may do this (`history`, `read`) in channels of its kind. What reads
    takes an id only; what writes takes a name, too."""
    key = str(arguments.get("channel", ""))
    channel = state.find(key)
    if channel is None or (channel.kind != "channel" and not channel.member) or (ability and key != channel.id):
        raise Failure("channel_not_found")
    if ability:
        require(state, f"{_SCOPED[channel.kind]}:{ability}")
    return channel


def require(state: SlackState, scope: str) -> None:
    if scope not in state.scopes:
        raise Failure("missing_scope", needed=scope, provided=",".join(sorted(state.scopes)))


def flag(arguments: Arguments, name: str, *, default: bool = False) -> bool:
    value = arguments.get(name)
    return default if value is None else str(value).lower() in ("1", "true")
