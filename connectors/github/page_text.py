"""The parts of a page as GitHub shows them: Markdown of our own around words that nobody can turn into Markdown."""

import re
from itertools import pairwise
from urllib.parse import quote

from connectors.github.text import GAP, LONGEST, harmless, links_back
from connectors.pieces import pieces
from core.contract import Note
from core.parts import Part, Parts

CLOSED = "Fairlead does not keep this page any more."
_MARK = "<!-- fairlead-page:"
_BLOCK = re.compile(r"\s*(?:[#>+\-=~|:]|\d+[.)])")
_BULLET = "• "
_NEUTRAL = "%:/?#@&=+,;~.-_!$"


def mark_line(note: Note, *, more: bool = False) -> str:
    """The line by which our page is found again, and the comments in which it goes on; GitHub does not show it."""
    return f"{_MARK}{note.mark}{':more' if more else ''} -->"


def is_page(body: str) -> bool:
    """Whether an issue of ours says that it is one."""
    return "<" in body and _MARK in body and any(line.startswith(_MARK) for line in body.splitlines())


def texts_of(note: Note) -> list[str]:
    """The body of the issue and those of the comments after it, each with its mark."""
    first, *more = pieces(note.parts or (Part(note.body or ""),), _size, LONGEST - len(mark_line(note, more=True)) - 2)
    marked = (f"{markdown(piece)}\n\n{mark_line(note, more=True)}" for piece in more)
    return [text_of(markdown(first, title=False), note), *marked]


def text_of(text: str, note: Note) -> str:
    return f"{text}\n\n{mark_line(note)}"


def markdown(parts: Parts, *, title: bool = True) -> str:
    """`title`: whether that of the first part is told too, which an issue tells itself."""
    shown = [_shown(part, title=title or bool(at)) for at, part in enumerate(parts)]
    joined = shown[:1]
    for (before, part), text in zip(pairwise(parts), shown[1:], strict=True):
        joined += ["\n" if before.url and part.url else "\n\n", text]
    return "".join(joined)


def _shown(part: Part, *, title: bool = True) -> str:
    if part.url:
        return f"- {_linked(part)} {_inline(part.text)}"
    heading = [f"## {_inline(part.title)}"] if part.title and title else []
    return "\n\n".join([*heading, *([_block(part.text)] if part.text else [])])


def _linked(part: Part) -> str:
    """An address that would link back there leads by GitHub's own way that does not; elsewhere only its name is told."""
    name = _inline(part.title).replace("]", "\\]")
    url = part.url
    if links_back(url):
        if not url.startswith("https://github.com/"):
            return f"**{name}**"
        url = url.replace("https://github.com/", "https://redirect.github.com/", 1)
    return f"[{name}](<{quote(url, safe=_NEUTRAL)}>)" if url.startswith(("https://", "http://")) else f"**{name}**"


def _inline(text: str) -> str:
    return harmless(" ".join(text.split()))


def _block(text: str) -> str:
    """Lines that begin with a bullet of ours are a list; nothing else begins a heading, list, quote or table."""
    return "\n".join(f"- {_line(each[2:])}" if each.startswith(_BULLET) else _line(each) for each in text.split("\n"))


def _line(text: str) -> str:
    said = harmless(text)
    return GAP + said if _BLOCK.match(said) else said


def _size(part: Part) -> int:
    return len(_shown(part)) + 2
