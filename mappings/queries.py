"""Queries that feed a key result: how many of the items that serve it are so and so, or which share of them.

Written as TOML with the conditions of rules: `count = { category = "done" }`, or
`share = { category = "done" }, of = { labels = "launch" }`. Read from a cell of the goal's row, evaluated by the use case.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Literal

from msgspec import Struct

from core.links import Placed
from mappings.conditions import Conditions
from mappings.document import Document
from mappings.predicates import Predicates, Tests
from mappings.rules import Test, leaves

LONGEST = 2_000  # characters
_QUOTES = str.maketrans("“”„‟", '""""')
_EXAMPLE = 'write it as count = { category = "done" }, or share = { … }, of = { labels = "launch" }'


class Query(Struct, frozen=True):
    """Of the items for which all of `of` holds, those for which all of `match` does, as a number or a share."""

    tells: Literal["count", "share"]
    match: tuple[Test, ...]
    of: tuple[Test, ...] = ()

    @property
    def tests(self) -> tuple[Test, ...]:
        return (*self.match, *self.of)

    def reads(self, field: str) -> bool:
        return any(leaf.field == field for leaf in leaves(self.tests))


def read_query(text: str) -> Query:
    """ValueError says all that is wrong, in one line. Commas or ends of lines part its tables."""
    if len(text) > LONGEST:
        raise ValueError(f"a query of {len(text):,} characters; at most {LONGEST:,} are read")
    plain = text.translate(_QUOTES).strip()
    document = Document(plain, "query")
    if document.problems:
        document = Document(f"query = {{ {plain} }}".replace("\n", " "), "query")
    table = document.content.get("query", document.content)
    found = _query(document, table) if not document.problems and isinstance(table, dict) else None
    if found is None or document.problems:
        reasons = "; ".join(dict.fromkeys(problem.message for problem in document.problems))
        raise ValueError(f"the query cannot be read: {reasons or 'it is no table'}; {_EXAMPLE}")
    return found


def _query(document: Document, table: Mapping[str, Any]) -> Query | None:
    asked = [name for name in ("count", "share") if name in table]
    for name, value in table.items():
        if name not in ("count", "share", "of"):
            document.report((name,), f'unknown key "{name}"')
        elif not isinstance(value, dict):
            document.report((name,), f"`{name}` is a table of conditions")
    if len(asked) != 1:
        document.report((), "it asks for one of count and share")
    if document.problems:
        return None
    conditions = Conditions(document)
    match = conditions.read((asked[0],), table[asked[0]])
    of = conditions.read(("of",), table["of"]) if "of" in table else ()
    return Query("count" if asked[0] == "count" else "share", match, of)


class Measuring:
    """Queries by key, put to one item after the other, as of a day."""

    def __init__(self, queries: Mapping[str, Query], today: date) -> None:
        self._queries = queries
        self._predicates = Predicates((test for query in queries.values() for test in query.tests), today)
        self._tests: dict[str, tuple[Tests, Tests]] = {
            key: (self._predicates.all_of(query.of), self._predicates.all_of(query.match))
            for key, query in queries.items()
        }
        self._among, self._matching = Counter[str](), Counter[str]()

    def add(self, placed: Placed, keys: Collection[str]) -> None:
        """An item, with the keys of the queries that it counts for."""
        held = self._predicates.held(placed)
        for key in keys:
            of, match = self._tests[key]
            if of.hold(held, placed):
                self._among[key] += 1
                self._matching[key] += match.hold(held, placed)

    def values(self) -> dict[str, float | None]:
        """By key; a share of no items is None."""
        return {key: self._value(key, query) for key, query in self._queries.items()}

    def _value(self, key: str, query: Query) -> float | None:
        if query.tells == "count":
            return float(self._matching[key])
        return round(self._matching[key] / self._among[key], 6) if self._among[key] else None


def reading(queries: Iterable[Query], field: str) -> bool:
    """Whether one of them looks at this field."""
    return any(query.reads(field) for query in queries)
