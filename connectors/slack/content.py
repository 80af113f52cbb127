"""What a note of ours is as a message: its text, its blocks, and the metadata by which it is found again."""

import json
import re
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from connectors.slack.blocks import blocks
from connectors.slack.markup import fallback
from connectors.slack.messages import OURS, Message
from connectors.slack.parts import pages, shown, silent
from core.contract import Note, Refused
from core.parts import Part, Parts

SORTED = "✅ Sorted. Nothing is waiting for you here any more."
ACCOUNT = re.compile(r"[UW][A-Z0-9]{2,20}")
DETAILS = "Details"  # what a notification says of a reply without words

Content = dict[str, Any]


def contents(note: Note, *, pressed: bool) -> tuple[Content, list[Content]]:
    """The message, and the replies in its thread that say what is aside. Nothing can be pressed unless presses are heard
    (`pressed`). The digests say what was sent, as Slack gives texts back rewritten."""
    if note.body is None:
        return _marked({"text": SORTED, "blocks": blocks(SORTED)}, {"mark": note.mark}), []
    if not note.body.strip():
        raise Refused("slack: a message without text cannot be sent; give the note a body")
    lead = f"<@{note.to}> " if note.to and ACCOUNT.fullmatch(note.to) else ""
    parts = note.parts if pressed else silent(note.parts)
    head = shown((part for part in parts if not part.aside), url=note.url, lead=lead)
    told = head if note.parts and head else blocks(note.body, note.url, lead)
    replies = [_reply(page, note.mark, index) for index, page in enumerate(pages(_aside(parts)), 1)]
    count = {"asides": len(replies)} if replies else {}
    return _marked({"text": lead + fallback(note.body), "blocks": told}, {"mark": note.mark, **count}), replies


def mark(message: Message) -> str:
    return str(message.metadata.event_payload.get("mark"))


def place_aside(message: Message) -> int | None:
    """Of a reply that says what is aside: which one it is, from 1."""
    index = message.metadata.event_payload.get("aside")
    return index if isinstance(index, int) else None


def says(message: Message, content: Content) -> bool:
    """It was sent with exactly this content."""
    return bool(message.metadata.event_payload.get("digest") == content["metadata"]["event_payload"]["digest"])


def _aside(parts: Iterable[Part]) -> Iterable[Part]:
    return (part for part in parts if part.aside)


def _reply(page: Parts, mark: str, index: int) -> Content:
    text = next((fallback(part.title) or fallback(part.text) for part in page), "") or DETAILS
    return _marked({"text": text, "blocks": shown(page)}, {"mark": mark, "aside": index})


def _marked(content: Content, payload: dict[str, Any]) -> Content:
    rest = {name: value for name, value in payload.items() if name != "mark"}
    digest = blake2b(json.dumps(content | rest).encode(), digest_size=8).hexdigest()
    return {**content, "metadata": {"event_type": OURS, "event_payload": {**payload, "digest": digest}}}
