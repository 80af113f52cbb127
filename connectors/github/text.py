"""Plain text made safe to stand in a GitHub comment: it notifies nobody, refers to nothing, closes nothing, forges nothing."""

import re

from core.contract import Note

LONGEST = 65_536  # characters of a comment
GAP = "\u200b"  # zero width: people read on, GitHub does not

_URL = re.compile(r"((?:https?://|www\.)[^\s<>`]+)", re.IGNORECASE)
_LINKED_BACK = re.compile(r"/(?:issues|pull|pulls|discussions|commit)/\w")
_NOT_PLAIN = re.compile(r"[\\*\[\]@]|&(?:#|\w+;)")  # in an address: markup, or a mention
_MARKDOWN = re.compile(r"([\\`*\[<&])")
_REFERENCE = re.compile(r"(#|\bGH-)(?=\d)|(@)(?=[\w-]|\Z)", re.IGNORECASE)
_CLOSING = re.compile(r"\b(clos|fix|resolv)(?=(?:e[sd]?|es|ed)?\b)", re.IGNORECASE)


def mark_of(note: Note) -> str:
    """The line by which our comment is found again; GitHub does not show it."""
    return f"<!-- fairlead:{note.mark} -->"


def carries(body: str | None, note: Note) -> bool:
    """The mark is a line of its own. What we quote of others may hold it too, but never alone on a line: there its `<` is
    escaped."""
    return mark_of(note) in (body or "").splitlines()


def comment_body(note: Note) -> str:
    """`note.body`, harmless, cut to what GitHub takes, and our mark at its end. An issue's address is left out: it would
    link back."""
    tail = f"\n\n{mark_of(note)}"
    if note.url and not _LINKED_BACK.search(note.url):
        tail = f"\n\n{harmless(note.url)}{tail}"
    return _fitting(note.body or "", LONGEST - len(tail)) + tail


def _fitting(text: str, room: int) -> str:
    """`text`, harmless, in so many characters. Cut before it is escaped: half an escape would let the rest out."""
    shown = harmless(text)
    while len(shown) > room:
        text = text[: len(text) * room // len(shown) - 1]
        shown = harmless(text) + "…"
    return shown


def links_back(url: str) -> bool:
    """Whether GitHub would tell the place that it leads to of every text that names it."""
    return bool(_LINKED_BACK.search(url))


def harmless(text: str) -> str:
    """Markdown escaped; mentions, references and closing words broken; addresses shown as code that would link back or
    that hold markup of their own.

    https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
    """
    parts = _URL.split(text)
    return "".join(_address(part) if at % 2 else _words(part) for at, part in enumerate(parts))


def _address(url: str) -> str:
    return f"`{url}`" if _LINKED_BACK.search(url) or _NOT_PLAIN.search(url) else url


def _words(text: str) -> str:
    text = _MARKDOWN.sub(r"\\\1", text)
    text = _CLOSING.sub(rf"\1{GAP}", text)
    return _REFERENCE.sub(lambda hit: hit[0] + GAP, text)
