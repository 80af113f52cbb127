"""CSV that no spreadsheet runs, and JSON that says every text as it is."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from scheduler.tabular import FORMULA, as_csv, as_json


class Row(Struct, frozen=True):
    text: str
    number: float | None = None
    yes: bool = False
    day: date | None = None
    at: datetime | None = None


def written(*rows: Row) -> tuple[list[list[str]], list[dict[str, Any]]]:
    lines = "".join(as_csv(Row.__struct_fields__, rows))
    heading, *cells = csv.reader(io.StringIO(lines, newline=""))
    assert heading == ["text", "number", "yes", "day", "at"]
    return cells, json.loads("".join(as_json("rows", rows)))["rows"]


@pytest.mark.parametrize(
    "evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－2+3", '=HYPERLINK("x")']
)
def test_texts_that_begin_like_a_formula_get_an_apostrophe(evil: str) -> None:
    (cells,), (row,) = written(Row(evil))
    assert cells[0] == f"'{evil}"
    assert row["text"] == evil


def test_numbers_days_and_moments_are_as_programs_read_them() -> None:
    (cells, empty), (row, _) = written(
        Row("a", -0.5, True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)), Row("b")
    )
    assert cells == ["a", "-0.5", "yes", "2026-01-02", "2026-01-02T03:04:05Z"]
    assert empty == ["b", "", "no", "", ""]
    assert (row["number"], row["at"]) == (-0.5, "2026-01-02T03:04:05Z")


def test_a_table_without_rows_has_its_headings() -> None:
    assert written() == ([], [])


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=5))
def test_any_text_is_read_back_as_it_was(texts: list[str]) -> None:
    cells, rows = written(*map(Row, texts))
    assert [row["text"] for row in rows] == texts
    read = [cell[0] for cell in cells]
    assert [text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text for text in read] == texts
    assert not [text for text in read if text.startswith(FORMULA)]
