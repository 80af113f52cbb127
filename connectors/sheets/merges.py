"""Merged cells: Google gives the value to the top left cell alone, and nothing to the others.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/sheets#Sheet.FIELDS.merges
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

Rows = Sequence[Sequence[Any]]


class Merge(msgspec.Struct, rename="camel", frozen=True):
    """Counted from zero, ends not included; Google leaves a start out when it is zero."""

    end_row_index: int
    end_column_index: int
    start_row_index: int = 0
    start_column_index: int = 0

    @property
    def first(self) -> tuple[int, int]:
        return self.start_row_index, self.start_column_index


def covered(merges: Sequence[Merge], height: int) -> Mapping[tuple[int, int], int]:
    """Of each cell below the first one of a merged column the row of that first one; no further down than `height`."""
    return {
        (row, merge.start_column_index): merge.start_row_index
        for merge in merges
        for row in range(merge.start_row_index + 1, min(merge.end_row_index, height))
    }


def spread(rows: Rows, merges: Sequence[Merge], height: int) -> list[list[Any]]:
    """The first `height` rows, with the value of a merged area in every cell of it."""
    wide = [list(row) for row in rows[:height]]
    for merge in merges:
        top, left = merge.first
        if top >= len(wide) or left >= len(wide[top]):
            continue
        value = wide[top][left]
        for row in wide[top : merge.end_row_index]:
            row.extend([None] * (merge.end_column_index - len(row)))
            row[left : merge.end_column_index] = [value] * (merge.end_column_index - left)
    return wide
