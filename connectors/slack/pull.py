"""The pull side: people, and the threads of one channel, newest first and page by page.

Slack lists a channel's messages by their own time only, so a reply to an older one shows nowhere but on its parent. A
pull therefore reads the last `reread_days` again, and asks for the replies of those threads alone whose summary changed.
What it cannot see: a reply that was edited while its thread stayed the same, until the thread gets its next reply.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct, field

from connectors.slack.messages import SOURCE, Message, activities, item, timestamp
from connectors.slack.refusal import Gone
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import PAGE, Workspace
from core.contract import Refused
from core.records import Account, Checkpoint, Record, Rejected, Tombstone

SMALL_PAGE = 15
SMALL = (
    "Slack gives this app 15 messages a page and one page a minute, as it does to apps that are sold outside its "
    "marketplace; create it as an internal app of your own workspace, then this limit is gone"
)
NEWEST = "9999999999.999999"


class Cursor(Struct, omit_defaults=True):
    """Where a channel stands. `oldest`: begin of the range to read (closed). `upto`: what is left of a pull that was cut,
    up to there (closed). `following`: begin of the next pull's range. `known`: signatures of the threads in the range."""

    channel: str
    oldest: str
    upto: str = NEWEST
    following: str = ""
    known: dict[str, str] = field(default_factory=dict)


class _History(Struct):
    messages: list[dict[str, Any]]
    has_more: bool = False


class _Profile(Struct):
    email: str | None = None
    real_name: str = ""
    display_name: str = ""


class _Member(Struct):
    id: str
    name: str = ""
    deleted: bool = False
    is_bot: bool = False
    profile: _Profile = field(default_factory=_Profile)


class _Members(Struct):
    members: list[dict[str, Any]]


def accounts(workspace: Workspace) -> Iterator[Record | Checkpoint]:
    """https://docs.slack.dev/reference/methods/users.list"""
    done = 0
    for answer in workspace.pages("users.list"):
        for raw in answer.read(_Members).members:
            yield _account(raw)
            done += 1
        yield Checkpoint("", done)


def _account(raw: dict[str, Any]) -> Record:
    try:
        member = msgspec.convert(raw, _Member)
    except msgspec.ValidationError as error:
        return Rejected(source=SOURCE, place=f"slack user {raw.get('id', '?')}", reason=str(error))
    profile = member.profile
    return Account(
        source=SOURCE,
        id=member.id,
        name=profile.real_name or profile.display_name or member.name,
        email=profile.email or None,
        active=not member.deleted,
        bot=member.is_bot or member.id == "USLACKBOT",
    )


class Threads:
    """One pull of one channel."""

    def __init__(self, workspace: Workspace, settings: SlackSettings, name: str, cursor: str | None) -> None:
        self._workspace, self._settings, self._name = workspace, settings, name
        self._cursor = self._resumed(cursor)
        self._small = False

    def pull(self) -> Iterator[Record | Checkpoint]:
        """https://docs.slack.dev/reference/methods/conversations.history"""
        done = 0
        while True:
            page = self._page()
            for raw in page.messages:
                yield from self._records(raw)
            yield from self._missing(page)
            done += len(page.messages)
            if not page.has_more:
                break
            yield from self._noted_small(page)
            self._advance(page)
            yield _checkpoint(self._cursor, done)
        yield _checkpoint(self._finished(), done)

    def _resumed(self, cursor: str | None) -> Cursor:
        """A cursor that cannot be read costs a full pull, never a message."""
        if cursor:
            with suppress(msgspec.MsgspecError):
                return msgspec.json.decode(cursor, type=Cursor)
        channel = self._workspace.channel_id(self._name)
        listed_at = self._workspace.listed_at
        assert listed_at is not None, "an id comes from the list of channels"
        return Cursor(channel, timestamp(listed_at - timedelta(days=self._settings.history_days)))

    def _page(self) -> _History:
        cursor = self._cursor
        latest = {} if cursor.upto == NEWEST else {"latest": cursor.upto}
        answer = self._workspace.ask(
            "conversations.history",
            where=f"#{self._name}",
            channel=cursor.channel,
            oldest=cursor.oldest,
            **latest,
            inclusive=True,
            include_all_metadata=True,
            limit=PAGE,
        )
        if not cursor.following:
            cursor.following = timestamp(answer.at - timedelta(days=self._settings.reread_days))
        return answer.read(_History)

    def _records(self, raw: dict[str, Any]) -> Iterator[Record]:
        message = self._message(raw)
        if isinstance(message, Rejected):
            yield message
            return
        known = self._cursor.known
        if not message.is_thread:
            if known.pop(message.ts, None):
                yield Tombstone(SOURCE, self._id(message.ts), "no longer a thread, nor names anything")
            return
        if known.get(message.ts) != message.signature:
            yield from self._thread(message)
            known[message.ts] = message.signature

    def _thread(self, message: Message) -> Iterator[Record]:
        thread = [message]
        if message.reply_count:
            for part in self._replies(message.ts):
                if isinstance(part, Rejected):
                    yield part
                elif part.ts != message.ts:
                    thread.append(part)
        url = self._workspace.ourselves.url
        yield item(self._cursor.channel, self._name, url, thread)
        yield from activities(self._cursor.channel, self._name, thread)

    def _replies(self, ts: str) -> Iterator[Message | Rejected]:
        """https://docs.slack.dev/reference/methods/conversations.replies; every page may begin with the first message."""
        seen = set[str]()
        arguments = {"channel": self._cursor.channel, "ts": ts, "include_all_metadata": True}
        try:
            for answer in self._workspace.pages("conversations.replies", where=f"#{self._name}", **arguments):
                for part in map(self._message, answer.read(_History).messages):
                    if isinstance(part, Rejected) or part.ts not in seen:
                        yield part
                    if isinstance(part, Message):
                        seen.add(part.ts)
        except Gone:
            return  # deleted since the page was read; the next pull finds it missing

    def _missing(self, page: _History) -> Iterator[Record]:
        """A known thread that is not in its place any more: gone only if Slack says so when asked for it by name."""
        cursor, present = self._cursor, {raw.get("ts") for raw in page.messages}
        first = _oldest(page) if page.has_more else cursor.oldest
        for ts in [ts for ts in cursor.known if first <= ts <= cursor.upto and ts not in present]:
            try:
                self._workspace.ask(
                    "conversations.replies", where=f"#{self._name}", channel=cursor.channel, ts=ts, limit=1
                )
            except Gone:
                del cursor.known[ts]
                yield Tombstone(SOURCE, self._id(ts), "deleted in Slack")

    def _noted_small(self, page: _History) -> Iterator[Record]:
        if len(page.messages) == SMALL_PAGE and not self._small:
            self._small = True
            yield Rejected(source=SOURCE, place=f"slack #{self._name}", reason=SMALL, lost=False)

    def _advance(self, page: _History) -> None:
        last = _oldest(page)
        if last >= self._cursor.upto:
            raise Refused(f"slack: conversations.history of #{self._name} does not move on; pull the channel afresh")
        self._cursor.upto = last

    def _finished(self) -> Cursor:
        cursor = self._cursor
        known = {ts: signature for ts, signature in cursor.known.items() if ts >= cursor.following}
        return Cursor(cursor.channel, cursor.following, known=dict(sorted(known.items())))

    def _message(self, raw: dict[str, Any]) -> Message | Rejected:
        try:
            return msgspec.convert(raw, Message)
        except msgspec.ValidationError as error:
            place = f"slack #{self._name} message {raw.get('ts', '?')}"
            return Rejected(source=SOURCE, place=place, reason=str(error))

    def _id(self, ts: str) -> str:
        return f"{self._cursor.channel}:{ts}"


def _oldest(page: _History) -> str:
    """Slack answers newest first; a page that moves on has a timestamp before those of the page before it."""
    stamps = (raw.get("ts") for raw in page.messages)
    return min((ts for ts in stamps if isinstance(ts, str)), default=NEWEST)


def _checkpoint(cursor: Cursor, done: int) -> Checkpoint:
    return Checkpoint(msgspec.json.encode(cursor).decode(), done)
