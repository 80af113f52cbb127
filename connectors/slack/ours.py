"""Where our messages stand: near a place that is known, in a channel that is searched, and as replies in threads."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from msgspec import Struct, field

from connectors.slack.answers import Listed
from connectors.slack.channels import Channel
from connectors.slack.content import mark, place_aside
from connectors.slack.messages import MESSAGES, Message, moment, timestamp
from connectors.slack.refusal import Gone
from connectors.slack.workspace import PAGE, Workspace

SEARCHED = 10  # pages of a channel that are searched for a mark whose place was forgotten
BESIDE = timedelta(minutes=10)  # a twin that a late answer left behind stands this near


class Found(Struct):
    """By mark: what stands in a channel, newest first, and deleted messages in whose threads something of ours is left."""

    standing: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)


class Ours:
    """A mark counts only in what we wrote ourselves: anybody can copy metadata."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def beside(self, place: Channel, ts: str) -> list[Message]:
        """What we wrote at this moment and around it, newest first, with the tombstone that may stand at `ts`: a second
        message of a late answer costs no request."""
        begin, end = (timestamp(moment(ts) + shift) for shift in (-BESIDE, BESIDE))
        page = self._page(place, oldest=begin, latest=end, limit=PAGE)
        rows = self._page(place, oldest=ts, latest=ts, limit=1).rows if page.told.has_more else page.rows
        return [each for each in rows if self._is_ours(each) or (each.is_tombstone and each.ts == ts)]

    def at(self, place: Channel, ts: str) -> Message | None:
        return next(filter(self._is_ours, self._page(place, oldest=ts, latest=ts, limit=1).rows), None)

    def search(self, place: Channel) -> Found:
        found, latest = Found(), dict[str, str]()
        for _ in range(SEARCHED):
            page = self._page(place, limit=PAGE, **latest)
            for message in page.rows:
                self._note(place, message, found)
            if not page.told.has_more or not page.rows:
                break
            latest = {"latest": page.rows[-1].ts}
        found.standing = {key: list(dict.fromkeys(stamps)) for key, stamps in found.standing.items()}
        return found

    def replies(self, place: Channel, ts: str) -> Iterator[Message]:
        """Ours in a thread that say what is aside, oldest first. https://docs.slack.dev/reference/methods/conversations.replies"""
        where, arguments = f"#{place.name}", {"channel": place.id, "ts": ts, "include_all_metadata": True}
        try:
            for page in self._workspace.pages("conversations.replies", MESSAGES, where=where, **arguments):
                yield from (each for each in page.rows if self._is_ours(each) and place_aside(each))
        except Gone:
            return

    def answered(self, message: Message) -> bool:
        """Something of ours may stand in its thread."""
        return bool(message.metadata.event_payload.get("asides") or self._me in message.reply_users)

    def _note(self, place: Channel, message: Message, found: Found) -> None:
        if self._is_ours(message):
            found.standing.setdefault(mark(message), []).append(message.ts)
        elif message.is_tombstone and self._me in message.reply_users:
            for key in {mark(reply) for reply in self.replies(place, message.ts)}:
                found.left.setdefault(key, []).append(message.ts)

    def _page(self, place: Channel, **range_: Any) -> Listed[Message]:
        """https://docs.slack.dev/messaging/message-metadata: shown only when asked for."""
        arguments = {"channel": place.id, "inclusive": True, "include_all_metadata": True, **range_}
        return self._workspace.ask("conversations.history", where=f"#{place.name}", **arguments).listed(MESSAGES)

    def _is_ours(self, message: Message) -> bool:
        return message.user == self._me and message.is_ours and not message.is_tombstone

    @property
    def _me(self) -> str:
        return self._workspace.ourselves.user_id
