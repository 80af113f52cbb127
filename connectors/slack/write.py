"""The write side: one message of ours for each mark, edited in place, and found again by the metadata it carries."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from hashlib import blake2b
from threading import Lock
from typing import Any

from connectors.slack.answers import Listed
from connectors.slack.blocks import blocks, fallback
from connectors.slack.channels import Channel
from connectors.slack.messages import MESSAGES, OURS, Message, moment, timestamp
from connectors.slack.refusal import Archived, Fixed, Gone
from connectors.slack.workspace import PAGE, Workspace
from core.contract import ConnectorError, Note, Refused

SORTED = "✅ Sorted. Nothing is waiting for you here any more."
ACCOUNT = re.compile(r"[UW][A-Z0-9]{2,20}")
REF = re.compile(r"([A-Z0-9]+):(\d{10}\.\d{6})")
SEARCHED = 10  # pages of a channel that are searched for a mark whose place was forgotten
BESIDE = timedelta(minutes=10)  # a twin that a late answer left behind stands this near

Content = dict[str, Any]


class Notes:
    """Our messages. `_found` remembers by channel which mark stands where, newest first: one search serves many notes."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = Lock()
        self._found: dict[str, dict[str, list[str]]] = {}

    def ensure(self, channel: str, note: Note) -> str | None:
        """The ref is `channel_id:ts`. A message that a person deleted is posted anew; unchanged content is not sent.

        Without a body our message is edited to one line, for a hole in a conversation would puzzle people. Where the channel
        is archived it stays as it is: nobody is told there any more.
        """
        with self._lock:
            try:
                return self._ensured(channel, note)
            except Archived:
                if note.body is None:
                    return None
                raise

    def _ensured(self, channel: str, note: Note) -> str | None:
        place, ts = self._place(channel, note)
        if place.is_shared_outside and note.body is not None:
            raise Refused(
                f"slack: #{place.name} is shared with another company; choose a channel of your own to be told in"
            )
        content, standing = _content(note), self._standing(place, ts, note.mark)
        if standing is None:
            stands = None if note.body is None else self._post(place, content)
        else:
            stands = self._edit(place, standing, content, may_go=note.body is None)
        if place.id in self._found:  # what was not searched stays so: other marks may stand there
            self._found[place.id][note.mark] = [stands] if stands else []
        return f"{place.id}:{stands}" if stands and note.body is not None else None

    def _place(self, channel: str, note: Note) -> tuple[Channel, str]:
        """Where it stands by its ref, or would by the channel's name; a ref into a channel that is gone leads nowhere."""
        key, ts = _parsed(note.ref) if note.ref else ("", "")
        known = self._workspace.channels.by_id(key) if key else None
        return (known, ts) if known else (self._workspace.channels.find(channel), "")

    def _standing(self, place: Channel, ts: str, mark: str) -> Message | None:
        """Our message with this mark."""
        near = {each.ts: each for each in self._beside(place, ts) if _mark(each) == mark} if ts else {}
        if stands := self._alone(place, list(near)):
            return near[stands]
        if place.id not in self._found:
            self._found[place.id] = self._search(place)
        stands = self._alone(place, self._found[place.id].get(mark, []))
        return next(self._ours(self._page(place, oldest=stands, latest=stands, limit=1)), None) if stands else None

    def _alone(self, place: Channel, twins: list[str]) -> str | None:
        """The oldest of them, after the others were taken away."""
        for twin in twins[:-1]:
            self._delete(place, twin)
        return twins[-1] if twins else None

    def _beside(self, place: Channel, ts: str) -> list[Message]:
        """What we wrote at this moment and around it, newest first: a second message of a late answer costs no request."""
        begin, end = (timestamp(moment(ts) + shift) for shift in (-BESIDE, BESIDE))
        page = self._page(place, oldest=begin, latest=end, limit=PAGE)
        return list(self._ours(self._page(place, oldest=ts, latest=ts, limit=1) if page.told.has_more else page))

    def _search(self, place: Channel) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        latest: dict[str, str] = {}
        for _ in range(SEARCHED):
            page = self._page(place, limit=PAGE, **latest)
            for message in self._ours(page):
                found.setdefault(_mark(message), []).append(message.ts)
            if not page.told.has_more or not page.rows:
                break
            latest = {"latest": page.rows[-1].ts}
        return {mark: list(dict.fromkeys(stamps)) for mark, stamps in found.items()}

    def _page(self, place: Channel, **range_: Any) -> Listed[Message]:
        """https://docs.slack.dev/messaging/message-metadata: shown only when asked for."""
        arguments = {"channel": place.id, "inclusive": True, "include_all_metadata": True, **range_}
        return self._workspace.ask("conversations.history", where=f"#{place.name}", **arguments).listed(MESSAGES)

    def _ours(self, page: Listed[Message]) -> Iterator[Message]:
        """A mark counts only in what we wrote ourselves: anybody can copy metadata."""
        me = self._workspace.ourselves.user_id
        return (each for each in page.rows if each.user == me and each.is_ours and each.subtype != "tombstone")

    def _post(self, place: Channel, content: Content) -> str:
        """https://docs.slack.dev/reference/methods/chat.postMessage; after a failure the channel is searched again."""
        quiet = {"unfurl_links": False, "unfurl_media": False}
        try:
            answer = self._tell("chat.postMessage", place, **content, **quiet)
        except ConnectorError:
            self._found.pop(place.id, None)
            raise
        ts = answer.get("ts")
        if not isinstance(ts, str):
            raise Refused(
                f"slack: chat.postMessage in #{place.name} did not say where the message stands; check base_url"
            )
        return ts

    def _edit(self, place: Channel, standing: Message, content: Content, *, may_go: bool) -> str | None:
        """https://docs.slack.dev/reference/methods/chat.update. Where a workspace lets nobody edit (for long), the message
        is replaced, or taken away when it `may_go`."""
        if standing.metadata.event_payload.get("digest") == content["metadata"]["event_payload"]["digest"]:
            return standing.ts
        try:
            self._tell("chat.update", place, ts=standing.ts, **content)
        except (Gone, Fixed):
            self._delete(place, standing.ts)
            return None if may_go else self._post(place, content)
        return standing.ts

    def _delete(self, place: Channel, ts: str) -> None:
        """https://docs.slack.dev/reference/methods/chat.delete"""
        with suppress(Gone, Fixed):
            self._tell("chat.delete", place, ts=ts)

    def _tell(self, method: str, place: Channel, **arguments: Any) -> dict[str, Any]:
        return self._workspace.tell(method, where=f"#{place.name}", channel=place.id, **arguments)


def _mark(message: Message) -> str:
    return str(message.metadata.event_payload.get("mark"))


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
    found = REF.fullmatch(ref)
    if found is None:
        raise Refused(f"slack: {ref!r} is not the ref of a message, which looks like C0123:1700000000.000100")
    return found[1], found[2]
