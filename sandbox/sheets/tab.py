"""One tab of a spreadsheet, and what Google says when something cannot be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.sheets import a1
from sandbox.sheets.values import Cell


class GoogleError(Exception):
    """An answer in Google's error form: https://cloud.google.com/apis/design/errors"""

    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


def invalid(message: str) -> GoogleError:
    return GoogleError(400, "INVALID_ARGUMENT", message)


Box = tuple[int, int, int, int]


@dataclass
class Tab:
    """One sheet. `rows` are ragged; the grid is what Google would show, however little is filled.

    `merges` are top, left, bottom and right, ends not included; so are `protected`, which the hub's account may not edit.
    `looks` are formats, notes, rules and widths that were set, as they were asked for.
    """

    id: int
    title: str
    rows: list[list[Cell]] = field(default_factory=list)
    row_count: int = 1000
    column_count: int = 26
    frozen: int = 0
    merges: list[Box] = field(default_factory=list)
    protected: list[Box] = field(default_factory=list)
    looks: list[tuple[str, Any]] = field(default_factory=list)

    def get(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def put(self, row: int, column: int, value: Cell) -> None:
        if any((row, column) != box[:2] and _within(box, row, column) for box in self.merges):
            return  # it lies under a merged cell, and what is written there goes nowhere
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

    def guard(self, row: int, column: int) -> None:
        if any(_within(box, row, column) for box in self.protected):
            raise invalid(
                "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection "
                "if you need to edit."
            )

    def bounds(self, area: a1.Area) -> tuple[int, int, int, int]:
        """Top, left, bottom and right of the area, cut to the grid. GoogleError when it begins outside."""
        if area.top >= self.row_count or area.left >= self.column_count:
            name = a1.written(self.title, area.top, area.left, area.top + 1, area.left + 1)
            size = f"Max rows: {self.row_count}, max columns: {self.column_count}"
            raise invalid(f"Range ({name}) exceeds grid limits. {size}")
        bottom = self.row_count if area.bottom is None else min(area.bottom, self.row_count)
        right = self.column_count if area.right is None else min(area.right, self.column_count)
        return area.top, area.left, bottom, right


def without_empty_end(cells: Sequence[Any]) -> list[Any]:
    """Without trailing None, empty strings and empty lists."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] in ("", [])):
        end -= 1
    return list(cells[:end])


def _within(box: Box, row: int, column: int) -> bool:
    top, left, bottom, right = box
    return top <= row < bottom and left <= column < right


def shifted(box: Box, index: int, by: int) -> Box:
    top, left, bottom, right = box
    return (top + by if top >= index else top, left, bottom + by if bottom > index else bottom, right)


def cut_rows(box: Box, index: int, count: int) -> Box | None:
    """None when nothing is left of it but a single cell."""
    kept = [row for row in range(box[0], box[2]) if not index <= row < index + count]
    top = box[0] if box[0] < index else max(index, box[0] - count)
    cut = (top, box[1], top + len(kept), box[3])
    return cut if len(kept) * (box[3] - box[1]) > 1 else None
