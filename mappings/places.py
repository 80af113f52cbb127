"""Where in a TOML text each key stands, so that every message about a rule can name its line. (TOML readers forget it.)"""

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

Path = tuple[str | int, ...]

_STRING = r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|\'\'\'(?:[^\']|\'{1,2}(?!\'))*\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
PART = r'[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\''
KEY = rf"(?:{PART})(?:[ \t]*\.[ \t]*(?:{PART}))*"
_BLANK = re.compile(r"(?:\s+|#[^\n]*)+")
_HEADER = re.compile(rf"(?P<open>\[\[?)[ \t]*(?P<key>{KEY})[ \t]*\]\]?")
_ASSIGNMENT = re.compile(rf"(?P<key>{KEY})[ \t]*=")
_VALUE = re.compile(
    rf"(?P<skip>{_STRING}|#[^\n]*|[^\"'#\[\]{{}}\n]+)|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<end>\n)", re.DOTALL
)
_PARTS = re.compile(PART)


class Mark(NamedTuple):
    """A header or a key with its value, from `begin` to `end`: of a key, the end of its line."""

    path: Path
    begin: int
    end: int
    header: bool


class Places:
    """Lines of the keys of a valid TOML text. A key inside an inline table stands where the table does."""

    def __init__(self, text: str, name: str) -> None:
        self._name = name
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        for mark in marks(text):
            self._note(mark.path, mark.begin)

    def of(self, path: Path) -> str:
        """`mappings.toml:12`, for the nearest known place around the path."""
        known = (self._lines[path[:size]] for size in range(len(path), 0, -1) if path[:size] in self._lines)
        return f"{self._name}:{next(known, 1)}"

    def _note(self, path: Path, position: int) -> None:
        line = bisect_right(self._breaks, position - 1) + 1
        for size in range(1, len(path) + 1):
            self._lines.setdefault(path[:size], line)


def marks(text: str) -> Iterator[Mark]:
    """All headers and keys of a valid TOML text, in order; not those within inline tables."""
    table: Path = ()
    counts: Counter[Path] = Counter()
    position = 0
    while position < len(text):
        begin = position
        if blank := _BLANK.match(text, position):
            position = blank.end()
        elif header := _HEADER.match(text, position):
            table, position = _table(header, counts), header.end()
            yield Mark(table, begin, position, header=True)
        elif assignment := _ASSIGNMENT.match(text, position):
            position = _after_value(text, assignment.end())
            yield Mark(table + key_parts(assignment["key"]), begin, position, header=False)
        else:
            position += 1


def key_parts(key: str) -> tuple[str, ...]:
    """`when."Cost center"` as two keys. tomllib.TOMLDecodeError when what stands in quotes is no text."""
    return tuple(_part(written) for written in _PARTS.findall(key))


def _part(written: str) -> str:
    return next(iter(tomllib.loads(f"{written} = 0"))) if written[0] in "\"'" else written


def _table(header: re.Match[str], counts: Counter[Path]) -> Path:
    """The path a header opens: `[[rule]]` counts on, `[rule.when]` belongs to the last `[[rule]]`."""
    name = key_parts(header["key"])
    if header["open"] == "[[":
        counts[name] += 1
        for inner in [other for other in counts if other[: len(name)] == name != other]:
            del counts[inner]
    path: Path = ()
    for size in range(1, len(name) + 1):
        path = (*path, name[size - 1])
        if counts[name[:size]]:
            path = (*path, counts[name[:size]] - 1)
    return path


def _after_value(text: str, position: int) -> int:
    depth = 0
    while match := _VALUE.match(text, position):
        position = match.end()
        depth += bool(match["open"]) - bool(match["close"])
        if match["end"] and depth <= 0:
            break
    return position
