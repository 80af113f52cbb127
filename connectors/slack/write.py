"""The write side: one message of ours for each mark, edited in place, and found again by the metadata it carries."""

import json
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from connectors.slack.blocks import blocks, fallback
from connectors.slack.messages import OURS, Message
from connectors.slack.refusal import Gone
from connectors.slack.workspace import PAGE, Workspace
from core.contract import ConnectorError, Note, Refused

SORTED = "✅ Sorted. Nothing is waiting for you here any more."
ACCOUNT = re.compile(r"[UW][A-Z0-9]{2,20}")
SEARCHED = 10  # pages of a channel that are searched for a mark whose place was forgotten

Content = dict[str, Any]


class _History(Struct):
    messages: list[dict[str, Any]]
    has_more: bool = False


class _Posted(Struct):
    ts: str


class Notes:
    """Our messages. `_found` remembers by channel which mark stands where, newest first: one search serves many notes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._found: dict[str, dict[str, list[str]]] = {}

    def ensure(self, channel: str, note: Note) -> str | None:
        """The ref is `channel_id:ts`. A message that a person deleted is posted anew; unchanged content is not sent.

        Without a body our message is edited to one line, for a hole in a conversation would puzzle people.
        """
        where = f"#{channel.removeprefix('#')}"
        place, ts = _parsed(note.ref) if note.ref else (self._workspace.channel_id(channel), "")
        standing = self._standing(where, place, ts, note.mark)
        if standing is None and note.body is None:
            return None
        content = _content(note)
        ts = self._post(where, place, content) if standing is None else self._edit(where, place, standing, content)
        self._found.setdefault(place, {})[note.mark] = [ts]
        return None if note.body is None else f"{place}:{ts}"

    def _standing(self, where: str, place: str, ts: str, mark: str) -> Message | None:
        if ts and (message := self._at(where, place, ts)):
            return message
        if place not in self._found:
            self._found[place] = self._search(where, place)
        *twins, first = self._found[place].get(mark) or [""]
        for twin in twins:
            self._delete(where, place, twin)
        return self._at(where, place, first) if first else None

    def _at(self, where: str, place: str, ts: str) -> Message | None:
        return next(self._own(where, place, oldest=ts, latest=ts, limit=1), None)

    def _search(self, where: str, place: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        latest: dict[str, str] = {}
        for _ in range(SEARCHED):
            page = self._page(where, place, limit=PAGE, **latest)
            for message in self._ours(page):
                found.setdefault(str(message.metadata.event_payload.get("mark")), []).append(message.ts)
            if not page.has_more or not page.messages:
                break
            latest = {"latest": str(page.messages[-1].get("ts"))}
        return {mark: list(dict.fromkeys(stamps)) for mark, stamps in found.items()}

    def _own(self, where: str, place: str, **range_: Any) -> Iterator[Message]:
        return self._ours(self._page(where, place, **range_))

    def _page(self, where: str, place: str, **range_: Any) -> _History:
        """https://docs.slack.dev/messaging/message-metadata: shown only when asked for."""
        arguments = {"channel": place, "inclusive": True, "include_all_metadata": True, **range_}
        return self._workspace.ask("conversations.history", where=where, **arguments).read(_History)

    def _ours(self, page: _History) -> Iterator[Message]:
        """A mark counts only in what we wrote ourselves: anybody can copy metadata."""
        me = self._workspace.ourselves
        for raw in page.messages:
            if raw.get("user") != me.user_id or raw.get("subtype") == "tombstone":
                continue
            try:
                message = msgspec.convert(raw, Message)
            except msgspec.ValidationError:
                continue
            if message.is_ours:
                yield message

    def _post(self, where: str, place: str, content: Content) -> str:
        """https://docs.slack.dev/reference/methods/chat.postMessage; after a failure the channel is searched again."""
        quiet = {"unfurl_links": False, "unfurl_media": False}
        try:
            answer = self._workspace.tell("chat.postMessage", where=where, channel=place, **content, **quiet)
        except ConnectorError:
            self._found.pop(place, None)
            raise
        return answer.read(_Posted).ts

    def _edit(self, where: str, place: str, standing: Message, content: Content) -> str:
        """https://docs.slack.dev/reference/methods/chat.update"""
        if standing.metadata.event_payload.get("digest") == content["metadata"]["event_payload"]["digest"]:
            return standing.ts
        try:
            self._workspace.tell("chat.update", where=where, channel=place, ts=standing.ts, **content)
        except Gone:
            return self._post(where, place, content)
        return standing.ts

    def _delete(self, where: str, place: str, ts: str) -> None:
        try:
            self._workspace.tell("chat.delete", where=where, channel=place, ts=ts)
        except Gone:
            return


def _content(note: Note) -> Content:
    """Text, blocks and metadata. The digest says what was sent, as Slack gives texts back rewritten."""
    body, url, to = (SORTED, "", None) if note.body is None else (note.body, note.url, note.to)
    lead = f"<@{to}> " if to and ACCOUNT.fullmatch(to) else ""
    content: Content = {"text": lead + fallback(body), "blocks": blocks(body, url, lead)}
    if not body.strip():
        raise Refused("slack: a message without text cannot be sent; give the note a body")
    digest = blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()
    return {**content, "metadata": {"event_type": OURS, "event_payload": {"mark": note.mark, "digest": digest}}}


def _parsed(ref: str) -> tuple[str, str]:
    place, _, ts = ref.partition(":")
    if not (place and ts):
        raise Refused(f"slack: {ref!r} is not the ref of a message, which looks like C0123:1700000000.000100")
    return place, ts
