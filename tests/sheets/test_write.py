"""The hub writes its own column and nothing else, beside the right rows, however people move them."""

from itertools import repeat
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract import Cells, Refused, Unauthorized, Unavailable
from sandbox.history import Exchange
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.values import Formula
from tests.sheets.conftest import BOOK, Connect
from tests.sheets.texts import findings_of

OKRS: list[list[Any]] = [
    ["ID", "Level", "Title", "Owner"],
    ["O-1", "Objective", "Renewals", "ada@example.org"],
    ["O-2", "Objective", "New business", "bo@example.org", None, "unlabelled remark"],
    ["O-3", "Objective", "Hiring"],
]


@pytest.fixture(autouse=True)
def okrs(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)


def writes(sandbox: Sandbox) -> list[Exchange]:
    return [exchange for exchange in sandbox.history if exchange.is_write]


def column(state: SheetsState, name: str = "Fairlead") -> list[Any]:
    """The cells below the heading, one for each row."""
    rows = state.rows(BOOK, "OKRs")
    at = rows[0].index(name)
    return [row[at] if at < len(row) else None for row in rows[1:]]


def others(state: SheetsState, name: str = "Fairlead") -> list[list[Any]]:
    """Everything but the hub's column, padded, so that nothing can hide."""
    rows = state.rows(BOOK, "OKRs")
    at = rows[0].index(name) if name in rows[0] else None
    padded = [row + [None] * (12 - len(row)) for row in rows]
    return [[cell for i, cell in enumerate(row) if i != at][:11] for row in padded]


def test_the_column_is_made_to_the_right_of_everything(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    before = others(state)
    connector = connect()
    assert isinstance(connector, Cells)
    connector.ensure_cells(findings_of({"O-2": "stale: no work for 30 days"}))
    assert state.cell(BOOK, "OKRs!G1") == "Fairlead"
    assert column(state) == [None, "stale: no work for 30 days", None]
    assert others(state) == before
    (write,) = writes(sandbox)
    assert write.path.endswith("/values:batchUpdate")


def test_only_cells_that_differ_are_written(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    connector = connect()
    connector.ensure_cells(findings_of({"O-1": "one", "O-2": "two"}))
    sandbox.history.clear()
    connector.ensure_cells(findings_of({"O-1": "one", "O-2": "two"}))
    assert writes(sandbox) == []
    connector.ensure_cells(findings_of({"O-1": "one", "O-2": "", "O-3": "three"}))
    (write,) = writes(sandbox)
    assert write.request_body.count(b'"range"') == 2
    assert column(state) == ["one", None, "three"]


def test_nothing_to_say_makes_no_column(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    connect().ensure_cells(findings_of({"O-1": "", "gone": ""}))
    assert writes(sandbox) == []
    assert state.rows(BOOK, "OKRs") == OKRS


def test_nothing_is_written_while_people_keep_moving_rows(
    state: SheetsState, sandbox: Sandbox, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    book, connector = state.books[BOOK], connect()
    moves, read_values = repeat(1), connector._client.values

    def values(ranges: Any) -> Any:
        if next(moves, 0):
            sandbox.call(lambda: book.insert_rows(book.tab("OKRs"), 1, [["", "Objective", "New"]]))
        return read_values(ranges)

    monkeypatch.setattr(connector._client, "values", values)
    with pytest.raises(Unavailable, match="people are changing the tabs"):
        connector.ensure_cells(findings_of({"O-3": "late"}))
    assert writes(sandbox) == []
    moves = repeat(1, 3)
    connector.ensure_cells(findings_of({"O-3": "late"}))
    assert column(state)[-1] == "late"


def test_rows_are_found_by_key_after_people_moved_them(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    connector = connect()
    connector.ensure_cells(findings_of({"O-2": "two"}))
    sandbox.call(lambda: state.insert_row(BOOK, "OKRs", 1, ["O-9", "Objective", "Inserted above"]))
    sandbox.call(lambda: state.insert_row(BOOK, "OKRs", 0, ["A title row"]))
    connector.ensure_cells(findings_of({"O-2": "two, again", "O-9": "nine"}))
    rows = {str(row[0]): row for row in state.rows(BOOK, "OKRs")[2:]}
    assert {key: row[6] for key, row in rows.items() if len(row) > 6} == {"O-2": "two, again", "O-9": "nine"}


def test_any_texts_end_up_beside_their_goals_and_nowhere_else(state: SheetsState, connect: Connect) -> None:
    before, connector, keys = others(state), connect(), ["O-1", "O-2", "O-3"]

    @settings(max_examples=25, deadline=None)
    @given(st.dictionaries(st.sampled_from(keys), st.text(st.characters(codec="utf-8"), max_size=8)))
    def check(texts: dict[str, str]) -> None:
        connector.ensure_cells(findings_of(texts))
        assert others(state) == before
        shown = dict(zip(keys, column(state), strict=True)) if "Fairlead" in state.rows(BOOK, "OKRs")[0] else {}
        assert {key: shown.get(key) or "" for key in texts} == texts

    check()


def test_texts_that_look_like_something_else_stay_texts(state: SheetsState, connect: Connect) -> None:
    connector = connect()
    for text in ("=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@now", "35 %", "2026-01-01", "'quoted"):
        connector.ensure_cells(findings_of({"O-1": text}))
        assert column(state)[0] == text
        assert not isinstance(column(state)[0], Formula)


def test_a_column_that_people_moved_is_used_where_it_stands(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    state.add_tab(
        BOOK, "KPIs", [["Fairlead", "KPI", "Name", "Target"], [None, "K-1", "NPS", 40], ["old", "K-2", "Churn", 2]]
    )
    tab = {"title": "KPIs", "level": "kpi", "columns": {"key": "KPI"}}
    connect(tabs=[tab]).ensure_cells(findings_of({"K-1": "late", "K-2": ""}))
    assert state.rows(BOOK, "KPIs") == [
        ["Fairlead", "KPI", "Name", "Target"],
        ["late", "K-1", "NPS", 40],
        [None, "K-2", "Churn", 2],
    ]
    assert state.rows(BOOK, "OKRs") == OKRS


def test_a_full_grid_grows_by_one_column(state: SheetsState, connect: Connect) -> None:
    state.set(BOOK, "OKRs!Z2", "the last column is in use")
    connect().ensure_cells(findings_of({"O-1": "late"}))
    assert (state.cell(BOOK, "OKRs!AA1"), state.cell(BOOK, "OKRs!AA2")) == ("Fairlead", "late")
    assert state.cell(BOOK, "OKRs!Z2") == "the last column is in use"


def test_all_tabs_are_written_by_one_request(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    state.add_tab(BOOK, "KPIs", [["Name", "Target"], ["NPS", 40]])
    connect(tabs=[{"title": "OKRs"}, {"title": "KPIs", "level": "kpi"}]).ensure_cells(
        findings_of({"O-1": "a", "kpis/nps": "b"})
    )
    assert len(writes(sandbox)) == 1
    assert (state.cell(BOOK, "OKRs!G2"), state.cell(BOOK, "KPIs!C2")) == ("a", "b")


def test_a_text_without_a_row_is_told_after_the_others_were_written(state: SheetsState, connect: Connect) -> None:
    with pytest.raises(Refused, match="no row of its own for O-8; the others were written"):
        connect().ensure_cells(findings_of({"O-1": "late", "O-8": "late"}))
    assert column(state) == ["late", None, None]


def test_somebody_elses_column_is_never_taken(state: SheetsState, connect: Connect) -> None:
    with pytest.raises(Refused, match=r"OKRs!D1, which is somebody's own column"):
        connect(tabs=[{"title": "OKRs", "status_column": "Owner"}]).ensure_cells(findings_of({"O-1": "late"}))
    assert state.rows(BOOK, "OKRs") == OKRS


def test_dry_run_writes_nothing(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    with pytest.raises(Refused, match="dry-run"):
        connect(read_only=True).ensure_cells(findings_of({"O-1": "late"}))
    assert writes(sandbox) == []
    assert state.rows(BOOK, "OKRs") == OKRS


def test_a_sheet_that_may_only_be_read_says_so(state: SheetsState, connect: Connect) -> None:
    state.share(BOOK, "reader")
    with pytest.raises(Unauthorized, match="as editor"):
        connect().ensure_cells(findings_of({"O-1": "late"}))
    assert state.rows(BOOK, "OKRs") == OKRS
