"""RE2, the only pattern engine an admin's text may reach: it matches in time linear in the text, whatever the pattern.

Syntax: https://github.com/google/re2/wiki/Syntax
"""

import re
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import re2

Search = Callable[[str], bool]
Scan = Callable[[str], Sequence[int]]

MEMORY = 64 << 20  # bytes that one pattern, or one set of patterns, may take
_COMPILE: Callable[..., Any] = re2.compile
_ESCAPE: Callable[[str], str] = re2.escape
_NEW_SET: Callable[..., Any] = re2.Set.SearchSet
_OFFENDER = re.compile(r"[^:]*: (?P<text>.*)", re.DOTALL)


class PatternError(ValueError):
    """RE2 refuses the pattern; `column` counts its characters from 1."""

    def __init__(self, reason: str, column: int) -> None:
        super().__init__(reason)
        self.column = column


def pattern(source: str) -> Search:
    """Whether the pattern is found anywhere in a text."""
    try:
        search = _COMPILE(source, _options()).search
    except re2.error as error:
        reason = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise PatternError(reason, _column(source, reason)) from None
    return lambda text: search(_encoded(text)) is not None


def glob_source(glob: str) -> str:
    """The glob as a pattern: `*` is any run of characters, `?` one, all else (`[` too) stands for itself."""
    parts = (".*" if char == "*" else "." if char == "?" else _ESCAPE(char) for char in glob.strip("*"))
    first, last = "" if glob.startswith("*") else "^", "" if glob.endswith("*") else "$"
    return f"(?is){first}{''.join(parts)}{last}"


def fits(value: str, glob: str) -> bool:
    """Whether the value fits the glob from end to end."""
    return fnmatchcase(value, glob.replace("[", "[[]"))


def pattern_set(sources: Sequence[str]) -> Scan:
    """One scan of a text for many patterns, which gives the positions of those found.

    RE2 says "nothing found" when a set outgrows its memory. A last, empty pattern always matches, so its absence tells; then
    each pattern is looked for by itself.
    """
    patterns, last = _set((*sources, "")), len(sources)

    @cache
    def alone() -> list[Search]:
        return [pattern(source) for source in sources]

    def found(text: str) -> Sequence[int]:
        hits: list[int] | None = patterns.Match(_encoded(text)) if patterns else None
        if hits and last in hits:
            hits.remove(last)
            return hits
        return [place for place, search in enumerate(alone()) if search(text)]

    return found


def _set(sources: Sequence[str]) -> Any:
    """None if it needs more memory than it may take."""
    patterns = _NEW_SET(_options())
    try:
        for source in sources:
            patterns.Add(source)
        patterns.Compile()
    except re2.error:
        return None
    return patterns


def any_pattern(sources: Sequence[str]) -> Search:
    """Whether one of the patterns is found: by a scan, which costs a third of a search and tells no position."""
    scan = pattern_set(sources)
    return lambda text: bool(scan(text))


def _options() -> Any:
    """Silent: RE2 would write to stderr itself."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MEMORY
    return options


def _column(source: str, reason: str) -> int:
    offender = _OFFENDER.match(reason)
    if offender is None or reason.startswith("missing"):
        return len(source)
    return max(source.rfind(offender["text"]), 0) + 1


def _encoded(text: str) -> bytes:
    """RE2 reads UTF-8, in which lone surrogates from broken input have no place."""
    return text.encode(errors="replace")
