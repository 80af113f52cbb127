"""What Slack's word for an error means for the hub: stop, never again, or later.

https://docs.slack.dev/reference/methods/conversations.history#errors
"""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from core.contract import ConnectorError, Refused, Unauthorized, Unavailable

CREDENTIAL = frozenset(
    ("invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "not_allowed_token_type")
)
RIGHTS = frozenset(
    ("access_denied", "no_permission", "org_login_required", "ekm_access_denied", "team_access_not_granted")
)
LIMITED = frozenset(("ratelimited", "rate_limited"))
PASSING = LIMITED | {"internal_error", "fatal_error", "service_unavailable", "request_timeout"}
FIXED = frozenset(("cant_update_message", "edit_window_closed", "cant_delete_message"))
SHORT = 4_096  # bytes; an error is told in fewer
PARTS = frozenset(("groups:read", "groups:history", "usergroups:read"))
GONE = frozenset(("thread_not_found", "message_not_found"))
_MEND = {
    "channel_not_found": "check the name in channels; a private channel shows only after /invite @Fairlead in it",
    "not_in_channel": "invite the app: /invite @Fairlead in {channel}",
    "is_archived": "the channel is archived; take it out of the settings, or bring it back and invite the app again",
    "msg_too_long": "the text is longer than Slack takes",
    "expired_trigger_id": "the press is more than three seconds old; press again",
    "user_not_in_channel": "whoever pressed has left {channel}",
    "restricted_action": "an administrator of the workspace forbids it for this channel",
}


class _Told(Struct):
    ok: bool = True
    error: str = ""


class Gone(Refused):
    """The message or thread is not there."""


class Fixed(Refused):
    """The message stands, and the app may not change it (any more)."""


class Archived(Refused):
    """The channel is closed for good: nothing new is said there, and nothing changed."""


class MissingPart(Refused):
    """The app was installed without the right to a part of the workspace, named by `needed`: all else can be read."""

    def __init__(self, message: str, needed: str) -> None:
        super().__init__(message)
        self.needed = needed


def refusal(method: str, answer: Mapping[str, Any], *, where: str = "", wrote: bool = False) -> ConnectorError:
    """The error to raise for an answer with `ok: false`. A write that failed inside Slack may have happened nevertheless."""
    word = str(answer.get("error") or "an answer without ok")
    place = f"slack: {method}" + (f" in {where}" if where else "") + f" answered {word}"
    if word in CREDENTIAL:
        return _no_longer_known(place)
    if word == "missing_scope":
        needed = str(answer.get("needed") or "a scope")
        mend = f"{place}: add {needed} under OAuth & Permissions of the app and install it again"
        return MissingPart(mend, needed) if needed in PARTS else Unauthorized(mend)
    if word in RIGHTS:
        return Unauthorized(f"{place}: an administrator of the workspace must allow the app")
    if word in PASSING:
        return Unavailable(f"{place}: Slack is in trouble, try later", ambiguous=wrote and word not in LIMITED)
    if word == "invalid_cursor":
        return Unavailable(f"{place}: the list grew old while it was read, the next try begins it anew")
    if word in GONE:
        return Gone(f"{place}: it was deleted")
    if word in FIXED:
        return Fixed(f"{place}: Slack does not let the app change it any more")
    if word == "is_archived":
        return Archived(f"{place}: {_MEND[word]}")
    mend = _MEND.get(word, "Slack will not do this")
    return Refused(f"{place}: {mend.format(channel=where or 'the channel')}")


def unknown_to_workspace(where: str, _headers: Mapping[str, str], content: bytes) -> Unauthorized | None:
    """Slack refuses a token by status 200 and a word, in a short answer."""
    if len(content) > SHORT:
        return None
    try:
        told = _told(content)
    except (ValueError, RecursionError):
        return None
    known = told.ok or told.error not in CREDENTIAL
    return None if known else _no_longer_known(f"{where} answered {told.error}")


def _no_longer_known(place: str) -> Unauthorized:
    return Unauthorized(f"{place}: install the app again and update the setting token", status=401)


_told = msgspec.json.Decoder(_Told).decode
