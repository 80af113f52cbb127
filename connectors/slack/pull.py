"""The threads of one channel, newest first and page by page, and what became of those that the hub knew before.

Replies are asked for only where the summary of a thread changed, and once a day where they are young, because an edited
reply shows nowhere else. What stays unseen: a reply edited later than that (until its thread gets another one), reactions to
replies, and all that happens to a thread older than `reread_days`.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from connectors.slack.answers import Answer, Listed
from connectors.slack.cursor import Cursor, decoded
from connectors.slack.messages import MESSAGES, SOURCE, STAMP, Message, Room, activities, item, moment, timestamp
from connectors.slack.refusal import Gone
from connectors.slack.settings import SlackSettings
from connectors.slack.workspace import PAGE, SMALL, SMALL_PAGE, Workspace
from core.contract import Refused
from core.records import Checkpoint, Record, Rejected, Tombstone

HISTORY, REPLIES = "conversations.history", "conversations.replies"
AHEAD = timedelta(days=365)
CHANGED = ""  # the signature of a thread whose channel has another name now


class Threads:
    """One pull of one channel."""

    def __init__(self, workspace: Workspace, settings: SlackSettings, name: str, cursor: str | None) -> None:
        self._workspace, self._settings, self._name = workspace, settings, name
        self._cursor = self._resumed(decoded(cursor) if cursor else None)
        self._now: datetime

    def pull(self) -> Iterator[Record | Checkpoint]:
        """https://docs.slack.dev/reference/methods/conversations.history"""
        done = 0
        reread, history = (timedelta(days=days) for days in (self._settings.reread_days, self._settings.history_days))
        while True:
            page = self._page()
            yield from page.rejected
            for message in page.rows:
                yield from self._records(message)
            stamps = _stamps(page)
            yield from self._missing(stamps, more=page.told.has_more)
            done += len(stamps)
            self._cursor.read += len(stamps)
            if not page.told.has_more:
                break
            yield from self._noted_small(len(stamps))
            self._advance(stamps)
            self._cursor.forget(reread)
            yield Checkpoint(self._cursor.encoded(), done)
        yield Checkpoint(self._cursor.finished(reread, history).encoded(), done)

    def _resumed(self, cursor: Cursor | None) -> Cursor:
        """A channel is followed by its id. Renamed, it is read from the beginning, so that its threads get the new name; one
        in which the app is no more is an error, unless another took over the name."""
        channels = self._workspace.channels
        begin = timestamp(channels.listed_at - timedelta(days=self._settings.history_days))
        if not (cursor and cursor.channel):
            channel = channels.find(self._name)
            return Cursor(channel.id, channel.name, cursor.begin if cursor else begin)
        channel = channels.by_id(cursor.channel) or channels.find(self._name)
        if (channel.id, channel.name) == (cursor.channel, cursor.name):
            return cursor
        known = dict.fromkeys(cursor.known, CHANGED) if channel.id == cursor.channel else {}
        return Cursor(channel.id, channel.name, min(begin, cursor.begin) if known else begin, known=known)

    def _page(self) -> Listed[Message]:
        """`latest` is always given: without it Slack answers what is nearest to `oldest`
        (https://github.com/slackhq/slack-api-docs/issues/4)."""
        cursor = self._cursor
        bound = timestamp(self._workspace.channels.listed_at + AHEAD)
        answer = self._ask(HISTORY, oldest=cursor.oldest or cursor.begin, latest=cursor.upto or bound, limit=PAGE)
        self._now = answer.at
        cursor.start(self._now)
        return self._placed(answer.listed(MESSAGES))

    def _placed(self, page: Listed[Message]) -> Listed[Message]:
        """What could not be read is named as the item that it would have been, so that it is well again when that is read."""
        places = [f"slack message {self._cursor.channel}:{_last_word(each)}" for each in page.rejected]
        rejected = [replace(each, place=place) for each, place in zip(page.rejected, places, strict=True)]
        return page._replace(rejected=rejected)

    def _ask(self, method: str, **arguments: Any) -> Answer:
        where = f"#{self._cursor.name}"
        more = {"inclusive": True, "include_all_metadata": True, **arguments}
        return self._workspace.ask(method, where=where, channel=self._cursor.channel, **more)

    def _records(self, message: Message) -> Iterator[Record]:
        known = self._cursor.known
        if not message.is_thread:
            if known.pop(message.ts, None) is not None:
                yield Tombstone(SOURCE, self._id(message.ts), "no longer a thread, nor names anything")
            return
        if known.get(message.ts) != message.signature or self._is_due(message):
            yield from self._thread(message)
            known[message.ts] = message.signature

    def _is_due(self, message: Message) -> bool:
        """Its replies may have been edited since, which its summary does not say."""
        young = self._now - timedelta(days=self._settings.reread_replies_days)
        return self._cursor.reads_replies_again and bool(message.latest_reply) and message.last_at >= young

    def _thread(self, message: Message) -> Iterator[Record]:
        thread = {message.ts: message}
        for page in self._replies(message.ts) if message.reply_count else ():
            yield from page.rejected
            thread = {**{part.ts: part for part in page.rows}, **thread}
        whole = [thread[ts] for ts in sorted(thread)]
        channel = self._workspace.channels.by_id(self._cursor.channel)
        private = channel is not None and channel.is_private
        room = Room(self._cursor.channel, self._cursor.name, self._workspace.ourselves.url, private)
        yield item(room, whole, self._text_until(message))
        yield from activities(room, whole)

    def _text_until(self, message: Message) -> datetime | None:
        """None where the text is not kept, or not any more."""
        until = moment(message.ts) + timedelta(days=self._settings.keep_text_days)
        return until if self._settings.keep_text and self._now < until else None

    def _replies(self, ts: str) -> Iterator[Listed[Message]]:
        """https://docs.slack.dev/reference/methods/conversations.replies; every page may begin with the first message."""
        where, arguments = f"#{self._cursor.name}", {"channel": self._cursor.channel, "ts": ts}
        with suppress(Gone):  # deleted since the page was read; the next pull finds it missing
            for page in self._workspace.pages(REPLIES, MESSAGES, where=where, include_all_metadata=True, **arguments):
                yield self._placed(page)

    def _missing(self, stamps: list[str], *, more: bool) -> Iterator[Record]:
        """A known thread that is not in its place any more: gone only if Slack says so when asked for it by name."""
        cursor, present = self._cursor, set(stamps)
        first = min(stamps, default=cursor.upto) if more else cursor.oldest
        last = cursor.upto or max(cursor.known, default="")
        for ts in [ts for ts in cursor.known if first <= ts <= last and ts not in present]:
            try:
                self._ask(REPLIES, ts=ts, limit=1)
            except Gone:
                del cursor.known[ts]
                yield Tombstone(SOURCE, self._id(ts), "deleted in Slack")

    def _noted_small(self, length: int) -> Iterator[Record]:
        """Said once for the workspace, by the first channel that is long enough to show it."""
        if length == SMALL_PAGE and not self._workspace.small:
            self._workspace.small = True
            yield Rejected(source=SOURCE, place=f"slack #{self._cursor.name}", reason=SMALL, lost=False)

    def _advance(self, stamps: list[str]) -> None:
        """Slack answers newest first; a page that moves on has a timestamp before those of the page before it. One that lies
        outside of what was asked for is no guide."""
        last = min((ts for ts in stamps if ts >= self._cursor.oldest), default="")
        if not last or (self._cursor.upto and last >= self._cursor.upto):
            raise Refused(f"slack: {HISTORY} of #{self._cursor.name} does not move on; pull the channel afresh")
        self._cursor.upto = last

    def _id(self, ts: str) -> str:
        return f"{self._cursor.channel}:{ts}"


def _stamps(page: Listed[Message]) -> list[str]:
    """Of all messages of a page, also of those that could not be read."""
    odd = [ts for each in page.rejected if STAMP.fullmatch(ts := each.place.rpartition(":")[2])]
    return [message.ts for message in page.rows] + odd


def _last_word(rejected: Rejected) -> str:
    return rejected.place.rpartition(" ")[2]
