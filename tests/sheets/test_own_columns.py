"""The hub's columns of figures: beside those of the sheet's owner and never over them, and gone without a trace."""

from copy import deepcopy
from typing import Any

import pytest

from core.columns import COLUMNS, headings
from core.contract import Refused
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.tab import without_empty_end
from sandbox.sheets.values import Cell
from tests.sheets.conftest import BOOK, Connect, goals
from tests.sheets.test_write import OKRS, writes
from tests.sheets.texts import findings_of

ALL = {
    "findings": "Warning: late",
    "health": "on track",
    "pace": "0.85",
    "share": "32% (target 40%)",
    "moved": "2 March 2026",
    "link": "https://tracker.example/7",
}


@pytest.fixture(autouse=True)
def okrs(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)


def whole(state: SheetsState) -> Any:
    book = state.books[BOOK]
    return deepcopy(([(tab.title, tab.filled(), tab.looks) for tab in book.tabs], book.metadata))


def row(state: SheetsState, number: int, tab: str = "OKRs") -> list[Any]:
    cells = state.rows(BOOK, tab)[number]
    return cells[6:] if len(cells) > 6 else []


def test_all_columns_are_made_by_one_request(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    connect().ensure_cells({"O-2": ALL, "O-1": {"pace": "1.00"}})
    assert len(writes(sandbox)) == 1
    assert row(state, 0) == list(headings("Fairlead").values())
    assert row(state, 2) == [ALL[column] for column in COLUMNS]
    assert row(state, 1) == [None, None, "1.00"]
    connect().ensure_cells({"O-2": ALL, "O-1": {"pace": "1.00"}})
    assert len(writes(sandbox)) == 1


def test_what_is_not_named_stays(state: SheetsState, connect: Connect) -> None:
    connect().ensure_cells({"O-2": ALL})
    connect().ensure_cells({"O-2": {"pace": "0.90"}})
    assert row(state, 2) == [({**ALL, "pace": "0.90"})[column] for column in COLUMNS]


def test_the_settings_choose_columns(state: SheetsState, connect: Connect) -> None:
    tab = {"title": "OKRs", "status_column": "Hub", "status_columns": ["health", "findings"]}
    connect(tabs=[tab]).ensure_cells({"O-2": ALL})
    assert row(state, 0) == ["Hub", "Hub health"]
    assert row(state, 2) == ["Warning: late", "on track"]


def test_columns_are_found_by_their_heading_wherever_they_stand(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "KPIs", [["Fairlead pace", "ID", "Name", "fairlead"], [None, "K-1", "NPS", "old"]])
    connect(tabs=[{"title": "KPIs", "level": "kpi"}]).ensure_cells({"K-1": {"pace": "0.85", "findings": ""}})
    assert state.rows(BOOK, "KPIs")[1] == ["0.85", "K-1", "NPS"]


@pytest.mark.parametrize("theirs", [0.85, True])
def test_a_column_of_somebodys_own_under_our_heading_is_never_written(
    state: SheetsState, connect: Connect, theirs: Cell
) -> None:
    state.set(BOOK, "OKRs!G1", "Fairlead pace")
    state.set(BOOK, "OKRs!G4", theirs)
    before = state.rows(BOOK, "OKRs")
    with pytest.raises(Refused, match=r"OKRs!G4 is no text of ours.*status_columns; the others were written"):
        connect().ensure_cells({"O-2": {"pace": "0.90", "health": "behind"}, "O-3": {"pace": "0.10"}})
    after = state.rows(BOOK, "OKRs")
    assert [without_empty_end(cells[:7]) for cells in after] == [without_empty_end(cells[:7]) for cells in before]
    assert after[2][7] == "behind"


def test_a_column_that_is_read_is_never_written(state: SheetsState, connect: Connect) -> None:
    tab = {"title": "OKRs", "status_column": "Team", "columns": {"declared": "Team health"}}
    with pytest.raises(ValueError, match='"Team health" is written by the hub'):
        connect(tabs=[tab])


def test_a_full_grid_grows_by_as_many_columns_as_are_missing(state: SheetsState, connect: Connect) -> None:
    state.set(BOOK, "OKRs!Y2", "nearly the last column is in use")
    connect().ensure_cells({"O-1": {"pace": "1.00", "health": "on track", "findings": "late"}})
    assert [state.cell(BOOK, f"OKRs!{at}1") for at in ("Z", "AA", "AB")] == list(headings("Fairlead").values())[:3]


def test_figures_of_a_goal_without_a_row_stand_nowhere(state: SheetsState, connect: Connect) -> None:
    connect().ensure_cells({"gone": {"pace": "1.00"}, "O-1": {"pace": "0.50"}})
    assert row(state, 1) == ["0.50"]
    with pytest.raises(Refused, match="no row of its own for gone"):
        connect().ensure_cells({"gone": {"pace": "1.00", "findings": "late"}})


def test_erased_the_book_is_as_it_was(state: SheetsState, connect: Connect) -> None:
    before = whole(state)
    connect().ensure_cells({"O-2": ALL, "O-1": ALL})
    connect().ensure_cells({"O-1": dict.fromkeys(ALL, "")}, erase=True)
    assert row(state, 0) == list(headings("Fairlead").values())
    connect().ensure_cells({"O-2": dict.fromkeys(ALL, "")}, erase=True)
    assert whole(state) == before


def test_without_erase_the_headings_stay(state: SheetsState, connect: Connect) -> None:
    connect().ensure_cells({"O-2": ALL})
    connect().ensure_cells({"O-2": dict.fromkeys(ALL, "")})
    assert row(state, 0) == list(headings("Fairlead").values())


def test_marks_that_only_we_needed_go_too(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "KPIs", [["Name", "Target"], ["NPS", 40], ["Churn", 2]])
    before = whole(state)
    connector = connect(tabs=[{"title": "KPIs", "level": "kpi"}], row_ids="metadata")
    connector.ensure_cells(findings_of({"kpis/nps": "late", "kpis/churn": "late"}))
    assert len(state.books[BOOK].metadata) == 2
    connector.ensure_cells(findings_of({"kpis/nps": "", "kpis/churn": ""}), erase=True)
    assert whole(state) == before


def test_a_mark_that_holds_a_renamed_goal_stays(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "KPIs", [["Name", "Target"], ["NPS", 40], ["Churn", 2]])
    connector = connect(tabs=[{"title": "KPIs", "level": "kpi"}], row_ids="metadata")
    connector.ensure_cells(findings_of({"kpis/nps": "late"}))
    state.set(BOOK, "KPIs!A2", "Net promoters")
    connector.ensure_cells(findings_of({"kpis/nps": ""}), erase=True)
    assert [each.key for each in goals(connector)] == ["kpis/nps", "kpis/churn"]


def test_nothing_of_others_moves(state: SheetsState, connect: Connect) -> None:
    before = [without_empty_end(cells) for cells in OKRS]
    connect().ensure_cells({"O-1": ALL, "O-2": ALL, "O-3": ALL})
    assert [without_empty_end(cells[:6]) for cells in state.rows(BOOK, "OKRs")] == before
