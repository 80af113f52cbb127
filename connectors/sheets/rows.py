"""A tab and its rows by field name: between what Google sends and what a record needs."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from msgspec import Struct

from connectors.sheets import cells
from connectors.sheets.headers import Columns
from connectors.sheets.headings import GROUPING, NEEDED
from connectors.sheets.locale import ANYWHERE, Locale
from connectors.sheets.marks import Mark
from connectors.sheets.merges import Rows
from connectors.sheets.pages import Lost
from connectors.sheets.places import link, place
from connectors.sheets.settings import TabSettings
from core.records import Level, Rejected

T = TypeVar("T")
RAW_LIMIT = 200  # characters of an unreadable cell that are kept
EXAMPLE = re.compile(r"example(\s*\d+)?([:.].*)?", re.IGNORECASE)  # how the rows that explain a template begin


class Sheet(Struct, frozen=True, kw_only=True):
    """A tab as it was read: `rows` from its first row on, as ragged as Google sends them; `width` and `height` are those of
    its grid, and `used` is how many of its columns hold anything.

    `covered` gives of each cell below the first one of a merged column the row of that first one. `marks` are the keys by
    which the hub knows rows, from marks of its own on them, which are `stored` as Google gave them.
    """

    tab: TabSettings
    title: str
    columns: Columns
    rows: Rows
    width: int
    height: int = 0
    used: int = 0
    gid: int = 0
    locale: Locale = ANYWHERE
    covered: Mapping[tuple[int, int], int] = {}
    marks: Mapping[int, str] = {}
    stored: tuple[Mark, ...] = ()

    def cell(self, row: int, column: int | None) -> Any:
        cells = self.rows[row]
        return cells[column] if column is not None and column < len(cells) else None

    def place(self, row: int, column: int) -> str:
        return place(self.title, row, column)

    @property
    def known_by(self) -> str:
        """What keys made from its rows begin with; a tab that the settings know by number may be renamed."""
        return self.title if self.tab.gid is None else f"tab-{self.gid}"


class Row:
    """One row under a reading of its columns. What cannot be read is left out and told in `rejected`; the reason of a lost
    row stands there alone.

    `shared` is true for an objective that is only named in the row of a key result: the other cells are not its own.
    """

    def __init__(
        self, sheet: Sheet, index: int, at: Mapping[str, int], level: Level | None = None, *, shared: bool = False
    ) -> None:
        self.sheet, self.index, self.level, self.shared = sheet, index, level, shared
        self.rejected: list[Rejected] = []
        self._at = at

    def cell(self, field: str) -> Any:
        """What stands there, or in the merged cell that covers it where that speaks for all of its rows."""
        column = self._at.get(field)
        grouping = column is not None and field in GROUPING[self.sheet.tab.kind]
        row = (
            self.sheet.covered.get((self.index, column), self.index) if grouping and column is not None else self.index
        )
        return self.sheet.cell(row, column)

    def read(self, field: str, reader: Callable[[Any], T | None], *, lost: bool = False) -> T | None:
        """None for an empty cell and for one that cannot be read, which loses the row when `lost`."""
        try:
            return reader(self.cell(field))
        except ValueError as error:
            self.reject(field, str(error), lost=lost)
            return None

    def measure(self, field: str, reader: Callable[[Any, Locale], T | None], *, lost: bool = False) -> T | None:
        """As `read`, of numbers and dates, which each country writes in its own way."""
        return self.read(field, lambda cell: reader(cell, self.sheet.locale), lost=lost)

    def reject(self, field: str, reason: str, *, lost: bool) -> None:
        if lost:
            self.rejected.clear()
        self.reject_at(self._at.get(field, 0), reason, lost=lost, raw=self.cell(field))

    def reject_at(self, column: int, reason: str, *, lost: bool, raw: Any) -> None:
        """A single cell of a row that says several things."""
        said, place = cells.text(raw)[:RAW_LIMIT], self.sheet.place(self.index, column)
        self.rejected.append(Rejected(source="sheets", place=place, reason=reason, raw=said, lost=lost))

    def place(self, field: str) -> str:
        return self.sheet.place(self.index, self._at.get(field, 0))

    def places(self) -> dict[str, str]:
        """Of each field."""
        return {field: self.place(field) for field in self._at}

    def continues(self, field: str) -> int | None:
        """The row whose merged cell covers this field of this one."""
        column = self._at.get(field)
        return None if column is None else self.sheet.covered.get((self.index, column))

    def url(self, spreadsheet: str) -> str:
        return link(spreadsheet, self.sheet.gid, self.index)

    def at(self, column: int) -> Any:
        return self.sheet.cell(self.index, column)

    def value(self, column: int) -> float | None:
        """The number in a column of a wide tab; one that cannot be read loses itself alone."""
        try:
            return cells.number(self.at(column), self.sheet.locale)
        except ValueError as error:
            self.reject_at(column, str(error), lost=True, raw=self.at(column))
            return None

    def column(self, field: str) -> Iterator[Any]:
        """What stands below its heading in all rows."""
        column = self._at.get(field)
        return (self.sheet.cell(index, column) for index in range(self.sheet.columns.row + 1, len(self.sheet.rows)))

    def heading(self, field: str) -> str:
        """As it stands in the lowest header row."""
        return cells.text(self.sheet.cell(self.sheet.columns.row, self._at.get(field)))

    def has(self, field: str) -> bool:
        return field in self._at


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """The rows that say something, an objective that shares its row with a key result before that key result."""
    columns = sheet.columns
    title = columns.at[NEEDED[sheet.tab.kind][0]]
    read = [*columns.at.values(), *(span.column for span in columns.spans)]
    for index in range(columns.row + 1, len(sheet.rows)):
        if _is_example(sheet.rows[index]):
            continue
        group = columns.objective if cells.says_something(sheet.cell(index, columns.objective)) else None
        if group is not None and not cells.says_something(sheet.cell(index, title)):
            yield Row(sheet, index, {**columns.at, "title": group}, "objective")
            continue
        if group is not None:
            yield Row(sheet, index, {"title": group}, "objective", shared=True)
        if any(cells.says_something(sheet.cell(index, column)) for column in read):
            yield Row(sheet, index, columns.at, columns.level)


def _is_example(cells_of_row: Any) -> bool:
    first = next((said for cell in cells_of_row if (said := cells.text(cell))), "")
    return bool(EXAMPLE.fullmatch(first))


def not_read(sheet: Sheet) -> Iterator[Rejected]:
    """The columns and rows that are left out as a whole."""
    row = sheet.columns.row
    for column, reason in sheet.columns.told:
        heading = cells.text(sheet.cell(row, column))
        yield Rejected(source="sheets", place=sheet.place(row, column), reason=reason, raw=heading, lost=False)
    for index, each in enumerate(sheet.rows):
        if isinstance(each, Lost):
            yield Rejected(
                source="sheets", place=sheet.place(index, 0), reason=f"the row cannot be read: {each.reason}"
            )
