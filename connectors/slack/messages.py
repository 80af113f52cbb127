"""From Slack's messages to items and activity. Texts are searched for what they name and then let go: none is kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from msgspec import Meta, Struct

from core.records import Activity, Item
from core.references import references

SOURCE = "slack"
OURS = "fairlead_note"  # the metadata's event type that every message of a hub carries

# https://docs.slack.dev/reference/events/message#subtypes: the ones in which somebody says something
TALK = frozenset((None, "bot_message", "file_share", "me_message", "thread_broadcast", "tombstone"))

Ts = Annotated[str, Meta(pattern=r"^\d{10}\.\d{6}$")]


class Edited(Struct):
    ts: Ts


class Reaction(Struct):
    name: str


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
    reply_count: int = 0
    latest_reply: Ts | None = None
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
        reactions = sorted({reaction.name for reaction in self.reactions})
        parts = (self.latest_reply or "", str(self.reply_count), edited, self.subtype or "", *reactions)
        return blake2b("\0".join(parts).encode(errors="replace"), digest_size=6).hexdigest()


def named(messages: list[Message]) -> tuple[str, ...]:
    """Keys and URLs in the texts. Slack writes `&` as `&amp;`; its own `<…>` end a URL for `references`."""
    return references(*(message.text.replace("&amp;", "&") for message in messages))


def item(channel: str, name: str, workspace_url: str, thread: list[Message]) -> Item:
    """A thread, given its first message and replies, as an item without its text.

    Talk is not work: its category stays `todo`, so that it neither counts as done nor is asked which goal it serves
    while people talk. `labels` are the names of the reactions on the first message.
    """
    first = thread[0]
    at = moment(first.ts)
    return Item(
        source=SOURCE,
        id=f"{channel}:{first.ts}",
        key=key(name, first.ts),
        kind="thread",
        container=name,
        title=f"Thread in #{name}, {at:%d %b %Y %H:%M} UTC",
        url=permalink(workspace_url, channel, first.ts),
        status="open",
        category="todo",
        created_at=at,
        updated_at=max(moment(message.ts) for message in thread),
        labels=tuple(sorted({reaction.name for reaction in first.reactions})),
        author=None if first.subtype == "tombstone" else first.user,
        refs=named([message for message in thread if not message.is_ours]),
    )


def activities(channel: str, name: str, thread: list[Message]) -> Iterator[Activity]:
    """One for each message of the thread that somebody wrote; what the hub wrote itself is none."""
    for message in thread:
        if message.is_ours or message.subtype not in TALK - {"tombstone"}:
            continue
        yield Activity(
            source=SOURCE,
            id=f"message-{channel}-{message.ts}",
            item=key(name, thread[0].ts),
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
    return f"{int(at.timestamp())}.{at.microsecond:06d}"
