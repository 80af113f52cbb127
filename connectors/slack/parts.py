"""The parts of a note, a form or a page as Block Kit: whole, in their order, and as many as Slack takes.

https://docs.slack.dev/reference/block-kit/blocks
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from connectors.slack.blocks import SECTION, TOTAL, Block, closing, gathered, section
from connectors.slack.buttons import elements, rows
from connectors.slack.markup import heading, link
from core.parts import Part, Parts

PART = 6_000  # characters of one part's text; more of it is counted


class Room(NamedTuple):
    """How much of it Slack takes: https://docs.slack.dev/reference/views allows a view twice the blocks of a message."""

    blocks: int = 50
    total: int = TOTAL


MESSAGE, VIEW = Room(), Room(100, 60_000)


def shown(parts: Iterable[Part], room: Room = MESSAGE, *, url: str = "", lead: str = "") -> list[Block]:
    """All parts that fit, each with all that can be pressed there; a last line counts the others. `lead` is markup of ours
    before the first text, and `url` is linked below."""
    pieces = [*filter(None, (_piece(part, lead if first else "") for first, part in _firsts(parts)))]
    end = [section(text) for text in closing(url)]
    count = _fitting(pieces, room._replace(blocks=room.blocks - len(end) - 1))
    rest = len(pieces) - count
    more = [section(f"… and {rest} more that {'do' if rest > 1 else 'does'} not fit here")] if rest else []
    return [block for piece in pieces[:count] for block in piece] + more + end


def pages(parts: Iterable[Part]) -> list[Parts]:
    """Parts gathered into as few messages as they fit in."""
    left, found = tuple(part for part in parts if _piece(part)), list[Parts]()
    while left:
        count = max(1, _fitting([_piece(part) for part in left], Room(blocks=MESSAGE.blocks - 1)))
        found.append(left[:count])
        left = left[count:]
    return found


def silent(parts: Iterable[Part]) -> Parts:
    """The same with nothing to press: where nobody would hear it."""
    return tuple(replace(part, buttons=(), menu=()) for part in parts)


def _firsts(parts: Iterable[Part]) -> Iterable[tuple[bool, Part]]:
    return ((index == 0, part) for index, part in enumerate(parts))


def _piece(part: Part, lead: str = "") -> list[Block]:
    """A menu alone stands beside its text, all else in a row below."""
    opened = link(part.url)
    title = " · ".join(filter(None, (heading(part.title), opened)))
    texts = gathered(part.text, total=PART)
    if (first := lead + title) and texts and len(first) + len(texts[0]) < SECTION:
        texts[0] = f"{first}\n{texts[0]}" if title else first + texts[0]
    elif first.strip():
        texts = [first, *texts]
    pressed = elements(part)
    made = [section(text) for text in texts]
    if made and len(pressed) == 1 and pressed[0]["type"] == "overflow":
        return [{**made[0], "accessory": pressed[0]}, *made[1:]]
    return [*made, *rows(pressed)]


def _fitting(pieces: Sequence[list[Block]], room: Room) -> int:
    """How many of the first pieces fit."""
    blocks = total = 0
    for count, piece in enumerate(pieces):
        blocks, total = blocks + len(piece), total + sum(map(_length, piece))
        if blocks > room.blocks or total > room.total:
            return count
    return len(pieces)


def _length(part: Any) -> int:
    """Of all texts in it."""
    if isinstance(part, dict):
        return sum(
            len(value) if key == "text" and isinstance(value, str) else _length(value) for key, value in part.items()
        )
    return sum(map(_length, part)) if isinstance(part, list) else 0
