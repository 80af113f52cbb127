"""The parts of a page as Jira shows them: documents built as objects on Cloud, escaped wiki markup on a Data Center."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

import msgspec

from connectors.jira.adf import LIMIT, is_web
from connectors.jira.wiki import NEUTRAL, escaped
from connectors.pieces import pieces
from core.contract import Note
from core.parts import Part, Parts

Json = dict[str, Any]
BULLET = "• "


def documents(note: Note) -> list[Any]:
    """Atlassian documents, each of a size that Jira takes; the title of the first part is that of the issue."""
    return [document(piece, titled=bool(at)) for at, piece in enumerate(_pieces(note, _size_of_document))]


def wikis(note: Note) -> list[Any]:
    return [wiki(piece, titled=bool(at)) for at, piece in enumerate(_pieces(note, _size_of_wiki))]


def document(parts: Parts, *, titled: bool = True) -> Json:
    blocks = [block for at, part in enumerate(parts) for block in _blocks(part, titled=titled or bool(at))]
    return {"type": "doc", "version": 1, "content": list(_joined(blocks))}


def wiki(parts: Parts, *, titled: bool = True) -> str:
    return "\n".join(line for at, part in enumerate(parts) for line in _lines(part, titled=titled or bool(at)))


def _pieces(note: Note, size: Any) -> list[Parts]:
    return pieces(note.parts or (Part(note.body or ""),), size, LIMIT)


def _blocks(part: Part, *, titled: bool) -> Iterator[Json]:
    if part.url:
        marks = [{"type": "link", "attrs": {"href": part.url}}] if is_web(part.url) else [{"type": "strong"}]
        yield _item([_text(part.title or part.url, marks), _text(f" {_line(part.text)}")])
        return
    if part.title and titled:
        yield {"type": "heading", "attrs": {"level": 2}, "content": [_text(_line(part.title))]}
    for line in filter(None, part.text.split("\n")):
        said = [_text(line.removeprefix(BULLET))]
        yield _item(said) if line.startswith(BULLET) and line != BULLET else {"type": "paragraph", "content": said}


def _item(content: list[Json]) -> Json:
    return {"type": "listItem", "content": [{"type": "paragraph", "content": content}]}


def _joined(blocks: Sequence[Json]) -> Iterator[Json]:
    """Items that follow each other are one list."""
    for kind, group in groupby(blocks, key=lambda block: block["type"]):
        if kind == "listItem":
            yield {"type": "bulletList", "content": list(group)}
        else:
            yield from group


def _text(said: str, marks: Sequence[Json] = ()) -> Json:
    return {"type": "text", "text": said.replace("\0", "\ufffd") or " ", **({"marks": list(marks)} if marks else {})}


def _lines(part: Part, *, titled: bool) -> Iterator[str]:
    """An empty line parts what belongs to sections; items stand one below the other."""
    if part.url:
        address = f" {quote(part.url, safe=NEUTRAL)}" if is_web(part.url) else ""
        yield f"* {escaped(_line(part.title))}: {escaped(_line(part.text))}{address}"
        return
    if part.title and titled:
        yield f"\nh2. {escaped(_line(part.title))}\n"
    for line in filter(None, part.text.split("\n")):
        yield f"* {escaped(line.removeprefix(BULLET))}" if line.startswith(BULLET) else f"{escaped(line)}\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def _size_of_document(part: Part) -> int:
    return len(msgspec.json.encode(document((part,)))) + 40


def _size_of_wiki(part: Part) -> int:
    return len(wiki((part,))) + 1
