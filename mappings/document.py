"""A TOML text with the place of each key, and the problems found in it: read once, reported all at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

from mappings.patterns import pattern
from mappings.places import PART, Path, Places
from mappings.rules import Problem, RulesError

MAX_FILE = 4_000_000  # characters
LARGEST = 2**63 - 1  # whole number, as TOML has it; Python would read more, and refuse to write it as text
MAX_PARTS = 50  # of a dotted key: what reads them takes time that grows with the square of their number

Table = Mapping[str, Any]
_TOML_PLACE = re.compile(r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")


class Document:
    """One reading of one file: it goes on after a problem. `about` is the rule that problems are reported of."""

    def __init__(self, text: str, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.about: str | None = None
        text = text.removeprefix("\ufeff")
        self.content = self._parse(text)
        self._places = Places(text if self.content else "", path)
        if large := list(_too_large(self.content)):
            for where in large:
                self.report(where, "the number is too large; a whole number has at most 18 digits")
            self.content = {}

    def place(self, path: Path) -> str:
        """`mappings.toml:12`."""
        return self._places.of(path)

    def report(self, path: Path, message: str) -> None:
        self.problems.append(Problem(place=self.place(path), level="error", message=message, rule=self.about))

    def check(self) -> None:
        """RulesError if anything was reported."""
        if self.problems:
            raise RulesError(sorted(self.problems, key=attrgetter("order")))

    def tables(self, key: str) -> list[tuple[Path, Table]]:
        """The tables that stand under headers `[[key]]`, each with its path."""
        found = self.content.get(key, [])
        if isinstance(found, list) and all(isinstance(table, dict) for table in found):
            return [((key, number), table) for number, table in enumerate(found)]
        self.report((key,), f"write each {key} under its own header [[{key}]]")
        return []

    def _parse(self, text: str) -> Table:
        if len(text) > MAX_FILE:
            return self._unreadable("1", f"the file is larger than {MAX_FILE:,} characters")
        if long := _long_key(text):
            return self._unreadable(str(long), f"a key of more than {MAX_PARTS} parts; keys of rules have a few")
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = _TOML_PLACE.match(str(error))
            line = (found and found["line"]) or str(text.count("\n") + 1)
            column = f", column {found['column']}" if found and found["column"] else ""
            return self._unreadable(line, f"not valid TOML: {found['reason'] if found else error}{column}")
        except (RecursionError, ValueError) as error:  # ValueError: a date or number out of range
            reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
            return self._unreadable("1", f"not valid TOML: {reason}")

    def _unreadable(self, line: str, message: str) -> Table:
        self.problems.append(Problem(place=f"{self.path}:{line}", level="error", message=message))
        return {}


def _long_key(text: str) -> int | None:
    """The line of a dotted key that is longer than any rule could have. By RE2, for lines may be long too."""
    suspects = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.count(".") >= MAX_PARTS]
    found = pattern(rf"(?:(?:{PART})[ \t]*\.[ \t]*){{{MAX_PARTS}}}") if suspects else None
    return next((number for number, line in suspects if found and found(line)), None)


def _too_large(content: Table) -> Iterator[Path]:
    """Where numbers stand that TOML does not allow. No recursion: dotted keys nest as deep as they are long."""
    left: list[tuple[Path, Any]] = [((), content)]
    while left:
        path, value = left.pop()
        if isinstance(value, dict):
            left += [((*path, key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            left += [((*path, number), inner) for number, inner in enumerate(value)]
        elif isinstance(value, int) and abs(value) > LARGEST:
            yield path
