"""A tab and its rows by field name: between what Google sends and what a goal needs."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from connectors.sheets import cells
from connectors.sheets.headers import Columns, Rows
from connectors.sheets.places import place
from connectors.sheets.settings import Column, TabSettings
from core.records import Level, Rejected

T = TypeVar("T")
RAW_LIMIT = 200  # characters of an unreadable cell that are kept


class Sheet(Struct, frozen=True):
    """A tab as it was read: `rows` from its first row on, as ragged as Google sends them; `width` is that of its grid."""

    tab: TabSettings
    columns: Columns
    rows: Rows
    width: int

    def cell(self, row: int, column: int | None) -> Any:
        cells = self.rows[row]
        return cells[column] if column is not None and column < len(cells) else None

    def place(self, row: int, column: int) -> str:
        return place(self.tab.title, row, column)


class Row:
    """One row under a reading of its columns. What cannot be read is left out and told in `rejected`; the reason of a lost
    row stands there alone.

    `shared` is true for an objective that is only named in the row of a key result: the other cells are not its own.
    """

    def __init__(
        self, sheet: Sheet, index: int, at: Mapping[Column, int], level: Level | None, *, shared: bool = False
    ) -> None:
        self.sheet, self.index, self.level, self.shared = sheet, index, level, shared
        self.rejected: list[Rejected] = []
        self._at = at

    def cell(self, field: Column) -> Any:
        return self.sheet.cell(self.index, self._at.get(field))

    def read(self, field: Column, reader: Callable[[Any], T | None], *, lost: bool = False) -> T | None:
        """None for an empty cell and for one that cannot be read, which loses the row when `lost`."""
        try:
            return reader(self.cell(field))
        except ValueError as error:
            self.reject(field, str(error), lost=lost)
            return None

    def reject(self, field: Column, reason: str, *, lost: bool) -> None:
        raw = cells.text(self.cell(field))[:RAW_LIMIT]
        if lost:
            self.rejected.clear()
        self.rejected.append(Rejected(source="sheets", place=self.place(field), reason=reason, raw=raw, lost=lost))

    def place(self, field: Column) -> str:
        return self.sheet.place(self.index, self._at.get(field, 0))

    def has(self, field: Column) -> bool:
        return field in self._at


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """The rows that say something, an objective that shares its row with a key result before that key result."""
    columns = sheet.columns
    for index in range(columns.row + 1, len(sheet.rows)):
        grouping = cells.says_something(sheet.cell(index, columns.objective))
        if grouping and not cells.says_something(sheet.cell(index, columns.at["title"])):
            assert columns.objective is not None
            yield Row(sheet, index, {**columns.at, "title": columns.objective}, "objective")
            continue
        if grouping:
            assert columns.objective is not None
            yield Row(sheet, index, {"title": columns.objective}, "objective", shared=True)
        if any(cells.says_something(sheet.cell(index, column)) for column in columns.at.values()):
            yield Row(sheet, index, columns.at, columns.level)
