"""From Slack's messages to items and activity. Texts are searched for what they name and then let go, unless the site keeps
that of first messages for a time."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct

from connectors.rows import Rows, Whole
from connectors.slack.answers import Told
from connectors.slack.text import plain
from core.records import Activity, Item
from core.references import references

SOURCE = "slack"
OURS = "fairlead_note"  # the metadata's event type that every message of a hub carries

# https://docs.slack.dev/reference/events/message#subtypes: the ones in which somebody says something
TALK = frozenset((None, "bot_message", "file_share", "me_message", "thread_broadcast", "tombstone"))

STAMP = re.compile(r"\d{10}\.\d{6}")
Ts = Annotated[str, Meta(pattern=f"^{STAMP.pattern}$")]
_PASSWORD = re.compile(r"(?<=://)[^/?#@]*@")


class Edited(Struct):
    ts: Ts


class Reaction(Struct):
    """`users` may be cut short by Slack, `count` is not: https://docs.slack.dev/reference/events/message"""

    name: str
    count: Whole = 1


class Metadata(Struct):
    event_type: str = ""
    event_payload: dict[str, Any] = {}


class Message(Struct):
    """https://docs.slack.dev/reference/events/message, as far as the hub looks at it."""

    ts: Ts
    user: str | None = None
    text: str = ""
    subtype: str | None = None
    bot_id: str | None = None
    thread_ts: Ts | None = None
    reply_count: Whole = 0
    latest_reply: Ts | None = None
    reply_users: tuple[str, ...] = ()
    edited: Edited | None = None
    reactions: tuple[Reaction, ...] = ()
    metadata: Metadata = msgspec.field(default_factory=Metadata)

    @property
    def is_ours(self) -> bool:
        return self.metadata.event_type == OURS

    @property
    def is_bot(self) -> bool:
        return bool(self.bot_id) or self.subtype == "bot_message" or self.user == "USLACKBOT"

    @property
    def is_tombstone(self) -> bool:
        """It was deleted, and its replies stand."""
        return self.subtype == "tombstone"

    @property
    def is_persons(self) -> bool:
        """A person wrote it, and it still stands."""
        return not (self.is_ours or self.is_bot) and self.subtype in TALK - {"tombstone"}

    @property
    def changed_at(self) -> datetime:
        return moment(max(self.ts, self.edited.ts if self.edited else ""))

    @property
    def last_at(self) -> datetime:
        return moment(self.latest_reply or self.ts)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts not in (None, self.ts)

    @property
    def is_thread(self) -> bool:
        """A top-level message that was answered, or in which a person names work. Ours and the comings and goings are not."""
        if self.is_ours or self.is_reply or self.subtype not in TALK:
            return False
        return self.reply_count > 0 or (not self.is_bot and bool(named([self])))

    @property
    def signature(self) -> str:
        """Differs when the list of messages shows a change to this one or to its replies."""
        edited = self.edited.ts if self.edited else ""
        reactions = sorted(f"{reaction.name}:{reaction.count}" for reaction in self.reactions)
        parts = (self.latest_reply or "", str(self.reply_count), edited, self.subtype or "", *reactions)
        return blake2b("\0".join(parts).encode(errors="replace"), digest_size=6).hexdigest()


MESSAGES = Rows(SOURCE, "message", Message, "messages", Told, ("ts",))


def named(messages: list[Message]) -> tuple[str, ...]:
    """Keys and URLs in the texts, without the passwords that people paste along. Slack writes `&` as `&amp;`; its own `<…>`
    end a URL for `references`."""
    found = references(*(message.text.replace("&amp;", "&") for message in messages))
    return tuple(dict.fromkeys(_PASSWORD.sub("", each) for each in found))


class Room(Struct, frozen=True):
    """Where a thread stands: `id` and present name of the channel, whether it is `private`, and the address of the
    workspace."""

    id: str
    name: str
    url: str
    private: bool = False


def item(room: Room, thread: list[Message], text_until: datetime | None = None) -> Item:
    """A thread, given its first message and replies, as an item. Its title never holds what somebody wrote.

    Talk is not work: its category stays `todo`, so that it neither counts as done nor is asked which goal it serves
    while people talk. `participants` and `replies` are people's; bots and hubs are left out. `labels` and `reactions` are
    those on the first message, for Slack's list shows no others. Its text is kept only with `text_until`.
    """
    first, at = thread[0], moment(thread[0].ts)
    people = [message for message in thread if message.is_persons]
    return Item(
        source=SOURCE,
        id=f"{room.id}:{first.ts}",
        key=key(room.name, first.ts),
        kind="thread",
        container=room.name,
        title=f"Thread in #{room.name}, {at:%d %b %Y %H:%M} UTC",
        url=permalink(room.url, room.id, first.ts),
        status="open",
        category="todo",
        created_at=at,
        updated_at=max([at, *(message.changed_at for message in thread if not message.is_ours)]),
        labels=tuple(sorted({reaction.name for reaction in first.reactions})),
        author=None if first.subtype == "tombstone" else first.user,
        participants=tuple(dict.fromkeys(message.user for message in people if message.user)),
        replies=sum(message.is_reply for message in people),
        reactions=sum(reaction.count for reaction in first.reactions),
        refs=named([message for message in thread if not message.is_ours]),
        text=plain(first.text) if text_until and first.is_persons else "",
        text_until=text_until if first.is_persons else None,
        narrow=room.private,
    )


def activities(room: Room, thread: list[Message]) -> Iterator[Activity]:
    """One for each message of the thread that somebody wrote; what a hub wrote is none. It stays when the message is deleted,
    for it was written."""
    for message in thread:
        if message.is_ours or message.subtype not in TALK - {"tombstone"}:
            continue
        yield Activity(
            source=SOURCE,
            id=f"message-{room.id}-{message.ts}",
            item=key(room.name, thread[0].ts),
            at=moment(message.ts),
            kind="reply" if message.is_reply else "message",
            actor=message.user,
            bot=message.is_bot,
        )


def key(name: str, ts: str) -> str:
    return f"#{name}/{ts}"


def permalink(workspace_url: str, channel: str, ts: str) -> str:
    """What chat.getPermalink answers, without asking: https://docs.slack.dev/reference/methods/chat.getPermalink"""
    return f"{workspace_url.rstrip('/')}/archives/{quote(channel)}/p{ts.replace('.', '')}"


def moment(ts: str) -> datetime:
    seconds, _, fraction = ts.partition(".")
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=int(fraction))


def timestamp(at: datetime) -> str:
    """Within what Slack's form can say, which is the years 1970 to 2286."""
    return f"{min(max(int(at.timestamp()), 0), 9_999_999_999):010d}.{at.microsecond:06d}"
