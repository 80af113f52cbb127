"""How the columns say what a key result measures, and what becomes of cells that do not."""

from typing import Any

import pytest

from core.records import Goal
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK, Connect, goals, rejected

HEADERS = ["ID", "Key Result", "Start", "Target", "Current", "Measure", "Low", "High", "Weight"]


def read(state: SheetsState, connect: Connect, *cells: Any) -> tuple[Goal, dict[str, str]]:
    state.add_tab(BOOK, "OKRs", [HEADERS, ["KR-1", "Pay", *cells]])
    (goal,) = goals(connect())
    return goal, {each.place: each.reason for each in rejected(connect())}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Increase", "increase"),
        ("lower", "decrease"),
        ("keep in range", "keep"),
        ("Milestone", "milestone"),
        ("yes/no", "milestone"),
        (None, None),
        ("tbd", None),
    ],
)
def test_words_for_measures(state: SheetsState, connect: Connect, said: Any, expected: str | None) -> None:
    goal, wrong = read(state, connect, None, None, None, said)
    assert (goal.measure, wrong) == (expected, {})


def test_range_and_weight(state: SheetsState, connect: Connect) -> None:
    goal, wrong = read(state, connect, None, None, 3, None, "1,5", 4, "30 %")
    assert (goal.low, goal.high, goal.weight, wrong) == (1.5, 4, 0.3, {})
    assert goal.cells["weight"] == "OKRs!I2"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(True, 1), (False, 0), ("yes", 1), ("Done", 1), ("open", 0), (1, 1), (0, 0), ("100 %", 1), ("", None)],
)
def test_a_milestone_is_done_or_not(state: SheetsState, connect: Connect, cell: Any, expected: float | None) -> None:
    goal, wrong = read(state, connect, "soon", "1 May", cell, "milestone")
    assert (goal.start, goal.target, goal.current, wrong) == (None, None, expected, {})


def test_what_cannot_be_read_is_told_by_its_cell(state: SheetsState, connect: Connect) -> None:
    goal, wrong = read(state, connect, 1, 2, "half", "sideways", 5, 4, -1)
    assert (goal.measure, goal.low, goal.high, goal.weight, goal.current) == (None, 5, None, None, None)
    assert set(wrong) == {"OKRs!E2", "OKRs!F2", "OKRs!H2", "OKRs!I2"}
    assert wrong["OKRs!F2"] == "“sideways” is no measure; write increase, decrease, keep or milestone"


@pytest.mark.parametrize(("cell", "expected"), [(1_000_000, 1_000_000), (1_000_001, None), (1e308, None)])
def test_a_weight_of_which_no_sum_can_be_made_is_refused(
    state: SheetsState, connect: Connect, cell: float, expected: float | None
) -> None:
    goal, wrong = read(state, connect, None, None, 3, None, None, None, cell)
    assert goal.weight == expected
    assert [why.partition("is above 1,000,000; ")[2] for why in wrong.values()] == (
        [] if expected else ["only what weights are to each other counts"]
    )


def test_a_milestone_that_is_half_done_is_not_understood(state: SheetsState, connect: Connect) -> None:
    goal, wrong = read(state, connect, None, None, 0.5, "milestone")
    assert (goal.current, list(wrong)) == (None, ["OKRs!E2"])


def test_a_query_stays_as_it_was_written_and_takes_the_place_of_the_value(state: SheetsState, connect: Connect) -> None:
    written = 'share = { category = "done" }\nof = { labels = "launch" }'
    rows: list[list[Any]] = [
        ["ID", "Key Result", "Current", "Query"],
        ["KR-1", "Pay", 3, written],
        ["KR-2", "Ship", 3, "-"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    fed, plain = goals(connect())
    assert (fed.query, fed.current, fed.cells["query"]) == (written, None, "OKRs!D2")
    assert (plain.query, plain.current) == ("", 3)
