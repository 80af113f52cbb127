"""`[connectors.slack]`: which channels are read, how far back, and what is kept."""

import re
from typing import Annotated

from pydantic import Field, field_validator

from connectors.settings import ConnectorSettings, Secret

CHANNEL_ID = re.compile(r"[CG](?=[A-Z]*\d)[A-Z0-9]{7,}")
DIRECT = re.compile(r"@.*|mpdm-.*|[DUW](?=[A-Z]*\d)[A-Z0-9]{7,}")


class SlackSettings(ConnectorSettings):
    """`token` is the bot token (`xoxb-…`) of an internal app that was installed to the workspace.

    `channels` are names, with or without `#`, or ids; patterns such as `team-*` mean those channels of which the app is a
    member, less those that match a pattern after `!`. Direct messages are never read. `history_days` bounds the first pull.
    `reread_days` is how old a message may be for its new replies, edits and deletion to be noticed; the replies of a thread
    whose last one is younger than `reread_replies_days` are read again once a day, for edits (0: never). `groups` are handles
    of user groups, patterns too. Texts of first messages are kept only with `keep_text`, for `keep_text_days`.

    Presses are heard with `app_token` (`xapp-…`, Socket Mode), or at `listen_on` with `signing_secret`; without either,
    messages have no buttons.
    """

    base_url: str = "https://slack.com"
    token: Secret
    app_token: Secret | None = None
    signing_secret: Secret | None = None
    listen_on: str = "127.0.0.1:8765"
    channels: list[str] = Field(default_factory=list)
    groups: list[str] = Field(default_factory=list)
    history_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    reread_days: Annotated[int, Field(ge=1, le=3_650)] = 14
    reread_replies_days: Annotated[int, Field(ge=0, le=3_650)] = 2
    keep_text: bool = False
    keep_text_days: Annotated[int, Field(ge=1, le=3_650)] = 30

    @property
    def hears(self) -> bool:
        return self.app_token is not None or self.signing_secret is not None

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        return address(self.listen_on)

    @field_validator("listen_on")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        address(value)
        return value

    @field_validator("channels")
    @classmethod
    def _plain_channels(cls, value: list[str]) -> list[str]:
        names = [_plain(name, "#") for name in value]
        if direct := next((name for name in names if DIRECT.fullmatch(name)), None):
            raise ValueError(f"{direct} is a conversation of few people; the hub reads channels only")
        return _with_something("channel", names)

    @field_validator("private")
    @classmethod
    def _plain_places(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_plain(name, "#") for name in value)

    @field_validator("groups")
    @classmethod
    def _plain_groups(cls, value: list[str]) -> list[str]:
        return _with_something("group", [_plain(name, "@") for name in value])


def address(written: str) -> tuple[str, int]:
    """Host and port. ValueError says what would do."""
    host, _, port = written.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError("write a host and a port, such as 127.0.0.1:8765")
    return host.strip("[]"), int(port)


def _plain(name: str, sign: str) -> str:
    """`!#Team-*` and `!team-*` are the same; an id keeps its capitals."""
    inner = name.strip()
    no, inner = inner[:1] == "!", inner.removeprefix("!").strip().removeprefix(sign)
    known = CHANNEL_ID.fullmatch(inner) or DIRECT.fullmatch(inner)
    return ("!" if no else "") + (inner if known else inner.lower())


def _with_something(what: str, names: list[str]) -> list[str]:
    if not all(name.removeprefix("!") for name in names):
        raise ValueError(f"a {what} name is empty; leave it out or write its name")
    if names and all(name.startswith("!") for name in names):
        raise ValueError(f"every {what} is excluded; name those that are meant, too")
    return list(dict.fromkeys(names))
