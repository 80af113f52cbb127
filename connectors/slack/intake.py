"""Slack's events as hints: which touches which streams. Of a message only its channel is read.

https://docs.slack.dev/apis/events-api
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, field

from connectors.slack.settings import SlackSettings
from connectors.slack.signatures import signed
from connectors.webhooks import bound, key, named, read
from core.contract import Refused, Unauthorized
from core.hints import Echo, Hint

TALK = frozenset(("channel", "group"))  # never the direct ones
EVERYWHERE: Mapping[str, tuple[str, ...]] = {
    "subteam_created": ("accounts",),
    "subteam_members_changed": ("accounts",),
    "subteam_updated": ("accounts",),
    "team_join": ("accounts",),
}
OF_PLACES = frozenset(
    (
        *("channel_archive", "channel_left", "channel_rename", "channel_unarchive"),
        *("group_archive", "group_left", "group_rename", "group_unarchive"),
    )
)
LIMITED = "app_rate_limited"


class _Message(Struct):
    app_id: str = ""


class _Room(Struct):
    id: str = ""


class _Event(Struct):
    type: str = ""
    channel: str | _Room = ""
    channel_type: str = ""
    user: str | _Room = ""
    app_id: str = ""
    message: _Message | None = None
    previous_message: _Message | None = None

    @property
    def apps(self) -> set[str]:
        """Whose message it is: of one that was changed or deleted, the message within says so."""
        return {each.app_id for each in (self, self.message, self.previous_message) if each is not None}


class _Authorization(Struct):
    user_id: str = ""


class _Told(Struct):
    type: str = ""
    challenge: str = ""
    event_id: str = ""
    api_app_id: str = ""
    minute_rate_limited: int = 0
    event: _Event = field(default_factory=_Event)
    authorizations: list[_Authorization] = []


def intake(settings: SlackSettings, headers: Mapping[str, str], body: bytes, now: datetime) -> Sequence[Hint] | Echo:
    """https://docs.slack.dev/reference/events/url_verification, and https://docs.slack.dev/reference/events/app_rate_limited
    for what was left out."""
    bound("slack", body)
    secret = key("slack", "signing_secret", settings.signing_secret).decode()
    if not signed(secret, headers, body, now.timestamp()):
        raise Unauthorized(
            "slack: an event without a valid signature, or an old one, was refused; check signing_secret and the clock"
        )
    told = read("slack", body, _Told)
    return Echo(told.challenge) if told.type == "url_verification" else _hints(told)


def hints_of(payload: Mapping[str, Any]) -> Sequence[Hint]:
    """The same of an event that came over a line of our own. Refused when it is not as Slack says."""
    try:
        return _hints(msgspec.convert(dict(payload), type=_Told))
    except msgspec.ValidationError as error:
        raise Refused(f"slack: an event cannot be read: {error}") from None


def _hints(told: _Told) -> Sequence[Hint]:
    if told.type == LIMITED:
        return (Hint(f"{LIMITED} {told.minute_rate_limited}", streams=("threads",)),)
    return _of_event(told) if told.type == "event_callback" else ()


def _of_event(told: _Told) -> Sequence[Hint]:
    event, delivery = told.event, named("slack", told.event_id)
    if event.type in EVERYWHERE:
        return (Hint(delivery, streams=EVERYWHERE[event.type]),)
    if event.type in OF_PLACES or (event.type == "member_joined_channel" and _is_us(told)):
        return (Hint(delivery),)
    if event.type == "message" and event.channel_type in TALK and not _is_ours(told):
        return (Hint(delivery, _id(event.channel), ("threads",)),)
    return ()


def _is_us(told: _Told) -> bool:
    return _id(told.event.user) in {each.user_id for each in told.authorizations}


def _is_ours(told: _Told) -> bool:
    """What the hub wrote itself is no work."""
    return bool(told.api_app_id) and told.api_app_id in told.event.apps


def _id(thing: str | _Room) -> str:
    return thing if isinstance(thing, str) else thing.id
