"""The spreadsheets of the simulated company, and how the company itself edits them."""

import zlib
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.clock import SimulatedClock
from sandbox.sheets import a1
from sandbox.sheets.keys import ServiceAccount
from sandbox.sheets.values import Cell

Role = Literal["writer", "reader"]


class GoogleError(Exception):
    """An answer in Google's error form: https://cloud.google.com/apis/design/errors"""

    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


def invalid(message: str) -> GoogleError:
    return GoogleError(400, "INVALID_ARGUMENT", message)


@dataclass
class Tab:
    """One sheet. `rows` are ragged; the grid is what Google would show, however little is filled."""

    id: int
    title: str
    rows: list[list[Cell]] = field(default_factory=list)
    row_count: int = 1000
    column_count: int = 26

    def get(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def put(self, row: int, column: int, value: Cell) -> None:
        self.rows.extend([] for _ in range(row + 1 - len(self.rows)))
        cells = self.rows[row]
        cells.extend(None for _ in range(column + 1 - len(cells)))
        cells[column] = value
        self.grow(row + 1, column + 1)

    def grow(self, rows: int, columns: int) -> None:
        self.row_count = max(self.row_count, rows)
        self.column_count = max(self.column_count, columns)

    def filled(self) -> list[list[Cell]]:
        """The rows without empty ends."""
        return without_empty_end([without_empty_end(row) for row in self.rows])

    def bounds(self, area: a1.Area) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of the area, cut to the grid. GoogleError when it begins outside."""
        if area.top >= self.row_count or area.left >= self.column_count:
            name = a1.written(self.title, area.top, area.left, area.top + 1, area.left + 1)
            size = f"Max rows: {self.row_count}, max columns: {self.column_count}"
            raise invalid(f"Range ({name}) exceeds grid limits. {size}")
        bottom = self.row_count if area.bottom is None else min(area.bottom, self.row_count)
        right = self.column_count if area.right is None else min(area.right, self.column_count)
        return area.top, area.left, bottom, right


@dataclass
class Book:
    """One spreadsheet. `role` is what it is shared as with the hub's account, None when it is not.

    `recorded` holds value ranges exactly as Google once sent them, by the range they cover.
    """

    id: str
    title: str
    tabs: list[Tab] = field(default_factory=list)
    role: Role | None = "writer"
    metadata: dict[int, dict[str, Any]] = field(default_factory=dict)
    locale: str = "en_US"
    time_zone: str = "Etc/GMT"
    recorded: dict[str, dict[str, Any]] = field(default_factory=dict)

    def tab(self, title: str) -> Tab:
        return next(tab for tab in self.tabs if tab.title == title)

    def tab_by_id(self, sheet_id: int) -> Tab:
        for tab in self.tabs:
            if tab.id == sheet_id:
                return tab
        raise invalid(f"No grid with id: {sheet_id}")

    def locate(self, text: str) -> tuple[Tab, a1.Area]:
        title, cells = a1.split(text)
        tab = next((t for t in self.tabs if title is None or t.title == title), None)
        area = a1.Area() if cells is None else a1.area(cells)
        if tab is None or area is None:
            raise invalid(f"Unable to parse range: {text}")
        return tab, area

    def add(self, title: str, rows: Sequence[Sequence[Cell]] = (), sheet_id: int | None = None) -> Tab:
        if any(tab.title == title for tab in self.tabs):
            raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
        unique = sheet_id if sheet_id is not None else zlib.crc32(title.encode()) & 0x7FFFFFFF if self.tabs else 0
        tab = Tab(unique, title, [list(row) for row in rows])
        tab.grow(len(tab.rows), max((len(row) for row in tab.rows), default=0))
        self.tabs.append(tab)
        return tab

    def insert_rows(self, tab: Tab, index: int, rows: Sequence[Sequence[Cell]]) -> None:
        """Rows below move down, and what is attached to them moves along."""
        tab.rows.extend([] for _ in range(index - len(tab.rows)))
        tab.rows[index:index] = [list(row) for row in rows]
        tab.grow(tab.row_count + len(rows), max((len(row) for row in rows), default=0))
        for entry in self.metadata.values():
            span = entry["location"].get("dimensionRange", {})
            if span.get("sheetId") == tab.id and span.get("dimension") == "ROWS" and span["startIndex"] >= index:
                span["startIndex"] += len(rows)
                span["endIndex"] += len(rows)


class SheetsState:
    """All spreadsheets that exist, and who may speak: `token` itself, or the service account that earns it."""

    def __init__(self, clock: SimulatedClock, token: str = "sandbox-sheets-token") -> None:  # noqa: S107
        self.clock, self.token = clock, token
        self.books: dict[str, Book] = {}
        self.account = ServiceAccount()

    def add_spreadsheet(self, id: str, title: str) -> Book:  # noqa: A002
        self.books[id] = Book(id, title)
        return self.books[id]

    def add_tab(self, spreadsheet_id: str, title: str, rows: Sequence[Sequence[Cell]]) -> None:
        self.books[spreadsheet_id].add(title, rows)

    def share(self, spreadsheet_id: str, role: Role | None) -> None:
        """Share it with the hub's account as `role`, or no longer."""
        self.books[spreadsheet_id].role = role

    def set(self, spreadsheet_id: str, cell: str, value: Cell) -> None:
        """`cell` is one cell with its tab, such as `OKRs!C5`."""
        tab, area = self.books[spreadsheet_id].locate(cell)
        tab.put(area.top, area.left, value)

    def cell(self, spreadsheet_id: str, cell: str) -> Cell:
        tab, area = self.books[spreadsheet_id].locate(cell)
        return tab.get(area.top, area.left)

    def insert_row(self, spreadsheet_id: str, tab: str, index: int, row: Sequence[Cell]) -> None:
        """The new row stands at `index` of `rows` (0 is the first, usually the headers); those below move down."""
        book = self.books[spreadsheet_id]
        book.insert_rows(book.tab(tab), index, [row])

    def rows(self, spreadsheet_id: str, tab: str) -> list[list[Cell]]:
        """The filled part of the tab; rows end with their last filled cell."""
        return self.books[spreadsheet_id].tab(tab).filled()

    def snapshot(self) -> dict[str, dict[str, list[list[Cell]]]]:
        """All cells, by spreadsheet id and tab title."""
        return {book.id: {tab.title: deepcopy(tab.filled()) for tab in book.tabs} for book in self.books.values()}

    def service_account_info(self, url: str) -> dict[str, str]:
        """The JSON key that a person would download, with this sandbox at `url` as the place that changes it for a token."""
        return self.account.info(f"{url}/token")


def without_empty_end(cells: Sequence[Any]) -> list[Any]:
    """Without trailing None, empty strings and empty lists."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] in ("", [])):
        end -= 1
    return list(cells[:end])
