"""What a connector's author tells the kit: a tool with something in it, and the few moves of people that the checks need."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Verb = Literal["comment", "label", "link", "message", "cells", "check-in", "page"]


def _no_time(_by: timedelta) -> None:
    """For a tool whose time cannot be moved."""


@dataclass(frozen=True)
class Place:
    """Where the connector may write. `target` is the key of an item or goal, or a channel, as the verb takes it.

    `standing` gives what its own account's writing says there now, one text for each comment, label, link, message, cell,
    check-in (its note) or page (one that is closed does not stand); `foreign` all that others wrote there, in any form that
    can be compared. `copied` makes somebody else put up a copy of our writing, mark and all, where a tool lets people do
    that. `shown` is all that a reader sees of our writing, where the tool shows the parts of a note, and `traces` whatever is
    left of it, where that is more than what stands.
    """

    target: str
    standing: Callable[[], list[str]]
    foreign: Callable[[], Any]
    copied: Callable[[], None] | None = None
    shown: Callable[[], str] | None = None
    traces: Callable[[], list[str]] | None = None


@dataclass(frozen=True)
class Webhook:
    """What the tool posts to the hub when somebody changed something in it, and the headers (names in small letters) with
    which it sends a body at a moment."""

    body: bytes
    sign: Callable[[bytes, datetime], Mapping[str, str]]


@dataclass(frozen=True)
class World:
    """A tool to talk to. The kit stands between when `settings` (the table as in `config.toml`) has a `base_url`, so the
    author's server needs to know nothing of faults; without one, the checks of requests are skipped.

    `wrong` is the same table with a credential that the tool refuses, and `secrets` are texts that may never show
    (credentials that pass the kit in a header are known to it). `change` touches one item or goal as a person would and
    returns its key, each time anew, without waiting for the tool's clock; `pass_time` moves that clock. `places` says for
    each verb of the connector where it may write. `delete` takes one item away for good, as a person would, and returns the
    key that it had; `move` takes one to another place of the tool that the settings name too, and returns its old key and
    its new one. `reading_posts` are paths of the tool to which a POST only reads. `webhook` is what the tool posts by itself.
    """

    settings: Mapping[str, Any]
    change: Callable[[], str]
    wrong: Mapping[str, Any] | None = None
    secrets: tuple[str, ...] = ()
    pass_time: Callable[[timedelta], None] = _no_time
    places: Mapping[Verb, Place] = field(default_factory=dict)
    delete: Callable[[], str] | None = None
    move: Callable[[], tuple[str, str]] | None = None
    reading_posts: tuple[str, ...] = ()
    webhook: Webhook | None = None
