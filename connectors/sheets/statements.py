"""What the readers of tabs beside the goals have in common: from rows to records, each under an id of its own."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from connectors.sheets import cells
from connectors.sheets.goals import Find
from connectors.sheets.rows import Row, Sheet, not_read, rows_of
from core.records import Rejected, Statement

T = TypeVar("T")


class Context(Struct, frozen=True):
    """`find` knows the goals of the same spreadsheet by key and title; `milestones` are those (by key) that are done or not."""

    spreadsheet: str
    find: Find
    milestones: frozenset[str] = frozenset()

    def goal(self, named: str) -> str:
        """Its key; what is not found may be a goal of another tool."""
        return self.find(named) or named

    def goals(self, cell: Any) -> tuple[str, ...]:
        """Keys or titles. A comma parts them unless it belongs to a title that is known."""
        found: dict[str, None] = {}
        for named in cells.names(cell):
            parts = [named] if self.find(named) else [part for each in named.split(",") if (part := cells.name(each))]
            found.update(dict.fromkeys(map(self.goal, parts)))
        return tuple(found)


class Ids:
    """Gives each record an id of its own; those that repeat are numbered as they stand."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def unique(self, wanted: str) -> str:
        self._seen[wanted] += 1
        return wanted if self._seen[wanted] == 1 else self.unique(f"{wanted}-{self._seen[wanted]}")


class Places:
    """What may stand only once: the first one holds."""

    def __init__(self, what: str) -> None:
        self._what, self._first = what, dict[object, str]()

    def first(self, thing: object, place: str) -> None:
        """ValueError names the place of the first one."""
        if (holder := self._first.setdefault(thing, place)) != place:
            raise ValueError(f"{self._what} already stands at {holder}; only that one is read")


def read_each(
    sheets: Sequence[Sheet], read: Callable[[Row], Iterable[Statement]]
) -> tuple[list[Statement], list[Rejected]]:
    records: list[Statement] = []
    rejected = [each for sheet in sheets for each in not_read(sheet)]
    for sheet in sheets:
        for row in rows_of(sheet):
            records += read(row)
            rejected += row.rejected
    return records, rejected


def needed(found: T | None, what: str) -> T:
    if found is None:
        raise ValueError(f"the row has no {what}")
    return found
