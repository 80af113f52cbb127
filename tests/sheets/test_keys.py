"""No goal is lost to a key that repeats, and its key stays when people move rows."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from connectors.sheets.goals import read_goals
from connectors.sheets.headers import find_columns
from connectors.sheets.rows import Sheet
from connectors.sheets.settings import TabSettings
from core.records import Goal, Rejected
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK, Connect, goals
from tests.sheets.texts import findings_of

HEADER = ["ID", "Level", "Title", "Parent"]
COPIED = [("O-1", "Renewals"), ("O-1", "New business"), ("O-1", "Hiring"), ("", "Security"), ("", "Tooling")]
ROWS = st.tuples(st.sampled_from(["", "A", "B", "A/x", "okrs/x", "A/x-2"]), st.sampled_from(["x", "X!", "x 2", "y"]))


def read(rows: list[tuple[str, str]]) -> tuple[list[Goal], list[Rejected]]:
    tab = TabSettings(title="OKRs", level="objective")
    values: list[list[Any]] = [HEADER, *([key, "", title] for key, title in rows)]
    found, rejected = read_goals(
        [Sheet(tab=tab, title="OKRs", columns=find_columns(tab, "OKRs", values), rows=values, width=4)], BOOK
    )
    return [each.goal for each in found], rejected


@given(st.lists(ROWS, max_size=12))
def test_each_row_is_a_goal_under_a_key_of_its_own(rows: list[tuple[str, str]]) -> None:
    found, rejected = read(rows)
    assert [goal.title for goal in found] == [title for _, title in rows]
    assert len({goal.key for goal in found}) == len(rows)
    assert {key for key, _ in rows if key} <= {goal.key for goal in found}
    assert len(rejected) == sum(goal.key not in (key, f"okrs/{_slug(goal)}") for goal, (key, _) in _pairs(found, rows))
    assert not [each for each in rejected if each.lost]


def _pairs(found: list[Goal], rows: list[tuple[str, str]]) -> list[tuple[Goal, tuple[str, str]]]:
    return list(zip(found, rows, strict=True))


def _slug(goal: Goal) -> str:
    return goal.title.strip("!").replace(" ", "-").lower()


@given(st.permutations(COPIED[1:]))
def test_keys_stay_when_rows_move_below_the_first_of_their_key(rows: list[tuple[str, str]]) -> None:
    found, rejected = read([COPIED[0], *rows])
    assert {goal.title: goal.key for goal in found} == {
        "Renewals": "O-1",
        "New business": "O-1/new-business",
        "Hiring": "O-1/hiring",
        "Security": "okrs/security",
        "Tooling": "okrs/tooling",
    }
    assert {each.reason.partition(";")[0] for each in rejected} == {"“O-1” already stands at OKRs!A2"}


def test_a_thousand_copies_of_one_row_are_numbered_as_they_stand() -> None:
    found, _ = read([("O-1", "Renewals")] * 1000)
    assert [goal.key for goal in found[:4]] == ["O-1", "O-1/renewals", "O-1/renewals-2", "O-1/renewals-3"]
    assert found[-1].key == "O-1/renewals-999"


def test_a_repeated_key_named_as_parent_is_the_first_and_a_title_is_its_own(
    state: SheetsState, connect: Connect
) -> None:
    rows = [
        ["O-1", "o", "Renewals"],
        ["O-1", "o", "Hiring"],
        ["K-1", "KR", "Rate", "O-1"],
        ["K-2", "KR", "Heads", "Hiring"],
    ]
    state.add_tab(BOOK, "OKRs", [HEADER, *rows])
    assert {goal.key: goal.parent for goal in goals(connect()) if goal.parent} == {"K-1": "O-1", "K-2": "O-1/hiring"}


def test_key_results_stand_below_the_objective_of_their_group(state: SheetsState, connect: Connect) -> None:
    """Two groups of one title, each headed by a row of its own."""
    rows: list[list[Any]] = [["Grow"], [None, "Leads"], ["Grow"], [None, "Visits"]]
    state.add_tab(BOOK, "Team", [["Objective", "Key Result"], *rows])
    found = {goal.title: goal.parent for goal in goals(connect(tabs=[{"title": "Team"}]))}
    assert found == {"Grow": None, "Leads": "team/grow", "Visits": "team/grow-2"}


def test_flags_go_beside_the_right_one_of_equal_keys(state: SheetsState, connect: Connect) -> None:
    titles = ["Renewals", "New business", "Hiring", "Hiring"]
    state.add_tab(BOOK, "OKRs", [HEADER, *(["O-1", "Objective", title] for title in titles)])
    said = {"O-1": "one", "O-1/new-business": "two", "O-1/hiring": "three", "O-1/hiring-2": "four"}
    connect().ensure_cells(findings_of(said))
    assert [row[4] for row in state.rows(BOOK, "OKRs")[1:]] == list(said.values())
    state.insert_row(BOOK, "OKRs", 2, ["O-2", "Objective", "Inserted"])
    connect().ensure_cells(findings_of({"O-1/new-business": "two, again"}))
    assert [row[4] for row in state.rows(BOOK, "OKRs")[3:]] == ["two, again", "three", "four"]
