"""Any sheet, edited in any way: goals with an ID stay themselves, nothing is lost, and each unreadable cell is told once."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.sheets.book import sheet_of
from connectors.sheets.client import Grid, Tab, TabProperties
from connectors.sheets.goals import read_goals
from connectors.sheets.locale import locale
from connectors.sheets.merges import Merge
from connectors.sheets.settings import TabSettings
from connectors.sheets.statements import Context
from connectors.sheets.targets import read_targets
from core.records import Goal, Rejected, Target
from sandbox.sheets.state import Book
from sandbox.sheets.state import Tab as SandboxTab

HEADER = ["ID", "Level", "Title", "Owner", "Due", "Target"]
CELLS = st.sampled_from([None, "", "x", 7, 0.5, "#REF!", "soon", "2026-12-31", True, False, "1.234,5", "Example"])
ROW = st.tuples(
    st.sampled_from(["Objective", "KR", "", "Epic"]), st.sampled_from(["Grow", "Keep", "", "#N/A"]), CELLS, CELLS, CELLS
)
EDIT = st.tuples(
    st.sampled_from(["insert", "delete", "move", "blank", "rename", "sort"]), st.integers(0, 99), st.integers(0, 99)
)
BOOK_ID = "1a2B3c"


def read(tab: SandboxTab, kind: str = "goals") -> tuple[list[Any], list[Rejected]]:
    """As the connector does with what Google sends."""
    merges = [Merge(bottom, right, top, left) for top, left, bottom, right in tab.merges]
    properties = TabProperties(tab.title, tab.id, Grid(tab.row_count, tab.column_count))
    setting = TabSettings.model_validate({"title": tab.title, "kind": kind})
    sheet = sheet_of(setting, Tab(properties, merges), tab.filled(), locale("en_US"))
    if kind == "targets":
        return read_targets([sheet], Context(BOOK_ID, lambda named: None))
    found, rejected = read_goals([sheet], BOOK_ID)
    return [each.goal for each in found], rejected


def edited(book: Book, tab: SandboxTab, edits: list[tuple[str, int, int]]) -> set[str]:
    """The IDs that are still there."""
    for edit, one, two in edits:
        size = len(tab.rows) - 1
        row, other = 1 + one % max(size, 1), 1 + two % max(size, 1)
        if edit == "insert":
            book.insert_rows(tab, row, [["", "Objective", f"New {one}-{two}"]])
        elif size == 0:
            continue
        elif edit == "delete":
            book.delete_rows(tab, row)
        elif edit == "move":
            book.move_row(tab, row, other)
        elif edit == "blank":
            tab.put(row, 3 + two % 3, None)
        elif edit == "rename":
            tab.put(row, 2, f"Renamed {two}")
        else:
            book.sort_rows(tab, 1, sorted(range(size), key=lambda each: (each * 7 + one) % (size + 1)))
    return {str(row[0]) for row in tab.rows[1:] if row and row[0]}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 99), min_size=1, max_size=9, unique=True), st.lists(EDIT, max_size=8))
def test_goals_with_an_id_stay_themselves(ids: list[int], edits: list[tuple[str, int, int]]) -> None:
    book = Book("b", "Goals")
    tab = book.add("OKRs", [HEADER, *([f"O-{n}", "Objective", f"Goal {n}", "ada@example.org"] for n in ids)])
    before = {goal.key for goal in read(tab)[0]}
    left = edited(book, tab, edits)
    found, rejected = read(tab)
    assert left == before & {goal.key for goal in found}
    assert len({goal.key for goal in found}) == len(found) == len([row for row in tab.rows[1:] if any(row)])
    rows = {str(row[0]): index for index, row in enumerate(tab.rows, 1) if row and row[0]}
    assert all(goal.place == f"OKRs!A{rows[goal.key]}" for goal in found if goal.key in left)
    assert all(goal.title == tab.rows[rows[goal.key] - 1][2] for goal in found if goal.key in left)
    assert not [each for each in rejected if each.lost]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(ROW, max_size=10), st.lists(st.tuples(st.integers(2, 8), st.integers(0, 5), st.integers(1, 3)), max_size=2)
)
def test_each_row_is_loaded_told_or_says_nothing(
    rows: list[tuple[Any, ...]], merged: list[tuple[int, int, int]]
) -> None:
    book = Book("b", "Goals")
    tab = book.add("OKRs", [HEADER, *([f"O-{n}", *row] for n, row in enumerate(rows))])
    for top, column, height in merged:
        box = (top, column, min(top + height, len(tab.rows)), column + 1)
        if box[2] - box[0] > 1 and not any(
            column == each[1] and each[0] < box[2] and box[0] < each[2] for each in tab.merges
        ):
            for under in range(top + 1, box[2]):
                if column < len(tab.rows[under]):
                    tab.rows[under][column] = None
            tab.merges.append(box)
    found, rejected = read(tab)
    assert all(isinstance(each, Goal) for each in found)
    assert max(Counter((each.place, each.reason) for each in rejected).values(), default=1) == 1
    loaded = {each.place.rpartition("A")[2] for each in found}
    lost = {each.place.rpartition("!")[2][1:] for each in rejected if each.lost}
    told = {each.place.rpartition("!")[2][1:] for each in rejected}
    assert not loaded & lost
    for number, row in enumerate(tab.rows[1:], 2):
        says = [cell for cell in row if cell not in (None, "", False) and not str(cell).startswith("#")]
        first = next((str(cell) for cell in row if cell not in (None, "")), "")
        if says and first != "Example":
            assert str(number) in loaded | told, row


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["KR-1", "KR-2", "", "#REF!"]), CELLS, CELLS), max_size=8))
def test_each_cell_of_a_wide_tab_is_a_target_or_told_or_empty(rows: list[tuple[Any, ...]]) -> None:
    book = Book("b", "Goals")
    tab = book.add("Plan", [["Goal", "Q1 2026", "Q2 2026"], *map(list, rows)])
    found, rejected = read(tab, "targets")
    assert all(isinstance(each, Target) for each in found)
    assert len({each.id for each in found}) == len(found)
    places = [each.place for each in (*found, *rejected)]
    assert max(Counter(places).values(), default=1) == 1
    for number, row in enumerate(tab.rows[1:], 2):
        first = next((str(cell) for cell in row if cell not in (None, "")), "")
        if first.startswith("KR"):
            said = [
                f"Plan!{letter}{number}" for letter, cell in zip("BC", row[1:], strict=True) if cell not in (None, "")
            ]
            assert {place for place in places if place.endswith(str(number))} == set(said)
