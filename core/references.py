"""Keys and URLs that a text names: how a thread, a pull request or a title says which item or goal it is about."""

import re
from collections.abc import Iterator

_REFERENCE = re.compile(
    r"\[(?P<bracketed>[A-Za-z][\w./-]{0,39})\]"
    r"|(?P<url>https?://[^\s<>|)\]\"']+)"
    r"|(?<![\w/-])(?P<repo>[\w.-]+/[\w.-]+#\d+)"
    r"|(?<![\w/-])(?P<key>[A-Z][A-Z0-9_]{1,9}-\d+)(?![\w-])"
)

_ANCHORS = {"[": re.compile(r"\["), "://": re.compile("://"), "#": re.compile(r"#\d"), "-": re.compile(r"-\d")}


def references(*texts: str) -> tuple[str, ...]:
    """Every `[O-12]`, URL, `owner/repo#4` and `PAY-12` named in the texts, once each, in order of first naming.

    They are candidates only: `UTF-8` looks like a key, so whoever uses them checks them against what is known.
    """
    found: dict[str, None] = {}
    for text in texts:
        for start, end in _candidates(text):
            for match in _REFERENCE.finditer(text, start, end):
                found[match[match.lastgroup or 0].rstrip(".,;:")] = None
    return tuple(found)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """The stretches between blanks that could name something: no reference holds a blank, each holds an anchor.

    Finding the anchors first is ten times as fast as trying the whole expression on every word of a long text.
    """
    end = 0
    kinds = [kind for sign, kind in _ANCHORS.items() if sign in text]
    for at in sorted([anchor.start() for kind in kinds for anchor in kind.finditer(text)]):
        if at < end:
            continue
        start = max(text.rfind(" ", end, at), text.rfind("\n", end, at), end - 1) + 1
        stops = [stop for stop in (text.find(" ", at), text.find("\n", at)) if stop >= 0]
        end = min(stops, default=len(text))
        yield start, end


_URL_TAIL = re.compile(r"[?#].*", re.DOTALL)


def spellings(reference: str) -> tuple[str, ...]:
    """How a key or URL may be written down elsewhere: as it is in small letters, and a URL without query and fragment."""
    plain = reference.rstrip("/").casefold()
    short = _URL_TAIL.sub("", plain).rstrip("/") if "://" in plain else plain
    return (plain,) if short == plain else (plain, short)
