"""The spreadsheets of the simulated company, and how the company itself edits them."""

import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.clock import SimulatedClock
from sandbox.sheets import a1
from sandbox.sheets.keys import ServiceAccount
from sandbox.sheets.tab import GoogleError, Tab, cut_rows, invalid, shifted, without_empty_end
from sandbox.sheets.values import Cell

__all__ = ["QUOTA", "Book", "GoogleError", "Role", "SheetsState", "Tab", "invalid", "without_empty_end"]

Role = Literal["writer", "reader"]
QUOTA = 60  # reads, and writes, a minute for one user: https://developers.google.com/workspace/sheets/api/limits


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
        shift = len(rows)
        tab.merges = [shifted(box, index, shift) for box in tab.merges]
        tab.protected = [shifted(box, index, shift) for box in tab.protected]
        self._move_metadata(tab, lambda row: row + shift if row >= index else row)

    def delete_rows(self, tab: Tab, index: int, count: int = 1) -> None:
        """What is attached to them goes with them."""
        del tab.rows[index : index + count]
        tab.row_count -= count
        gone = range(index, index + count)
        tab.looks = [(where, look) for where, look in tab.looks if not _lies_in(where, gone)]
        tab.merges = [box for each in tab.merges if (box := cut_rows(each, index, count))]
        self._move_metadata(tab, lambda row: row - count if row >= index + count else row if row < index else None)

    def move_row(self, tab: Tab, source: int, target: int) -> None:
        """As a person drags it: the row stands at `target` afterwards, and its metadata with it."""
        tab.rows.extend([] for _ in range(max(source, target) + 1 - len(tab.rows)))
        order = list(range(len(tab.rows)))
        order.insert(target, order.pop(source))
        tab.rows = [tab.rows[row] for row in order]
        self._move_metadata(tab, lambda row: order.index(row) if row in order else row)

    def sort_rows(self, tab: Tab, first: int, order: Sequence[int], *, with_metadata: bool = False) -> None:
        """The rows from `first` on in a new order of them, counted from `first`. Contents move; nobody outside Google can
        say whether metadata moves along in every case, so both can be had."""
        tab.rows[first : first + len(order)] = [tab.rows[first + each] for each in order]
        if with_metadata:
            self._move_metadata(tab, lambda row: first + order.index(row - first) if row - first in order else row)

    def _move_metadata(self, tab: Tab, moved: Callable[[int], int | None]) -> None:
        for unique, entry in list(self.metadata.items()):
            span = entry["location"].get("dimensionRange", {})
            if span.get("sheetId", 0) != tab.id or span.get("dimension") != "ROWS":
                continue
            if (row := moved(span["startIndex"])) is None:
                del self.metadata[unique]
            else:
                span["startIndex"], span["endIndex"] = row, row + 1


def _lies_in(where: str, rows: range) -> bool:
    """Whether a look is one of a single cell (`row:column`) of these rows."""
    row, colon, _ = where.partition(":")
    return bool(colon) and int(row) in rows


class SheetsState:
    """All spreadsheets that exist, and who may speak: `token` itself, or the service account that earns it.

    `quota` is how many reads, and writes, a minute the account has: None, because simulated time stands still between moves.
    """

    def __init__(self, clock: SimulatedClock, token: str = "sandbox-sheets-token") -> None:  # noqa: S107
        self.clock, self.token = clock, token
        self.books: dict[str, Book] = {}
        self.account = ServiceAccount()
        self.quota: int | None = None
        self._asked: dict[tuple[datetime, bool], int] = {}

    def count(self, *, write: bool) -> None:
        """GoogleError above `quota` in a minute, if there is one."""
        minute = (self.clock().replace(second=0, microsecond=0), write)
        self._asked[minute] = self._asked.get(minute, 0) + 1
        if self.quota is not None and self._asked[minute] > self.quota:
            kind = "Write" if write else "Read"
            raise GoogleError(
                429,
                "RESOURCE_EXHAUSTED",
                f"Quota exceeded for quota metric '{kind} requests' and limit '{kind} requests per minute per user' of "
                "service 'sheets.googleapis.com' for consumer 'project_number:1'.",
            )

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

    def merge(self, spreadsheet_id: str, cells: str) -> None:
        """`OKRs!A2:A4` becomes one cell, which keeps the value of its first."""
        tab, area = self.books[spreadsheet_id].locate(cells)
        top, left, bottom, right = tab.bounds(area)
        for row in range(top, min(bottom, len(tab.rows))):
            for column in range(left, min(right, len(tab.rows[row]))):
                if (row, column) != (top, left):
                    tab.rows[row][column] = None
        tab.merges.append((top, left, bottom, right))

    def protect(self, spreadsheet_id: str, cells: str) -> None:
        """The hub's account may not edit them."""
        tab, area = self.books[spreadsheet_id].locate(cells)
        tab.protected.append(tab.bounds(area))

    def rows(self, spreadsheet_id: str, tab: str) -> list[list[Cell]]:
        """The filled part of the tab; rows end with their last filled cell."""
        return self.books[spreadsheet_id].tab(tab).filled()

    def snapshot(self) -> dict[str, dict[str, list[list[Cell]]]]:
        """All cells, by spreadsheet id and tab title."""
        return {book.id: {tab.title: deepcopy(tab.filled()) for tab in book.tabs} for book in self.books.values()}

    def service_account_info(self, url: str) -> dict[str, str]:
        """The JSON key that a person would download, with this sandbox at `url` as the place that changes it for a token."""
        return self.account.info(f"{url}/token")
