"""Several header rows, merged cells, groups of columns, headings that repeat: where the fields of a tab are found."""

from datetime import date
from typing import Any

import pytest

from core.contract import Refused, Unavailable
from core.records import Reading
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK, Connect, goals, refusals, stated

OBJECTIVES = [{"title": "OKRs", "level": "objective"}]


def test_group_headers_over_sub_headers_below_a_title(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Company OKRs 2026"],
        ["Goal", "Owner", "Time", None, "Progress"],
        [None, None, "Start date", "End date", "Start", "Target", "Current"],
        ["Grow", "ada@example.org", "2026-01-01", "2026-12-31", 1, 9, 4],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    for cells in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:G2"):
        state.merge(BOOK, f"OKRs!{cells}")
    connector = connect(tabs=OBJECTIVES)
    (goal,) = goals(connector)
    assert (goal.title, goal.owners, goal.place) == ("Grow", ("ada@example.org",), "OKRs!A4")
    assert (goal.effective_to, goal.start, goal.target, goal.current) == (date(2026, 12, 31), 1, 9, 4)
    assert refusals(connector, "goals") == {}


def test_sub_headers_without_merged_cells(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [["Goal", "Owner", "Value"], ["", "", "Start", "Target"], ["Grow", "ada@example.org", 1, 9]]
    state.add_tab(BOOK, "OKRs", rows)
    (goal,) = goals(connect(tabs=OBJECTIVES))
    assert (goal.owners, goal.start, goal.target) == (("ada@example.org",), 1, 9)


def test_a_row_of_data_is_no_header(state: SheetsState, connect: Connect) -> None:
    """Its words may be headings; together with the row above they name no more columns than that row alone."""
    state.add_tab(BOOK, "OKRs", [["ID", "Type", "Name"], ["Owner", "Objective", "Target"], ["O-1", "Objective", "x"]])
    assert [goal.key for goal in goals(connect())] == ["Owner", "O-1"]


def test_a_row_of_data_does_not_help_out_a_header_without_title(state: SheetsState, connect: Connect) -> None:
    rows = [
        ["Nr", "What", "Wording", "Owner", "Due"],
        ["O-1", "Objective", "Grow", "", ""],
        ["O-2", "Objective", "Keep"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    with pytest.raises(Refused, match=r"no header row in rows 1 to 10\. Found Nr, What, Wording, Owner, Due"):
        goals(connect(tabs=OBJECTIVES))


def test_the_lowest_of_several_header_rows_can_be_named(state: SheetsState, connect: Connect) -> None:
    state.add_tab(
        BOOK, "OKRs", [["Goal", "Owner"], ["Goal", "Owner", "Due"], ["Grow", "ada@example.org", "2026-12-31"]]
    )
    (goal,) = goals(connect(tabs=[{"title": "OKRs", "level": "objective", "header_row": 2}]))
    assert goal.effective_to == date(2026, 12, 31)


def test_what_is_merged_over_rows_belongs_to_each_but_numbers_to_the_first(
    state: SheetsState, connect: Connect
) -> None:
    rows: list[list[Any]] = [
        ["Objective", "Key Result", "Owner", "Quarter", "Target"],
        ["Grow", "Leads", "ada@example.org", "Q1 2026", 10],
        [None, "Trials"],
        [None, "Visits"],
        ["Keep", "Churn", "bo@example.org"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    for column in "ACDE":
        state.merge(BOOK, f"OKRs!{column}2:{column}4")
    found = {goal.title: goal for goal in goals(connect())}
    assert [found[title].owners for title in ("Leads", "Trials", "Visits")] == [("ada@example.org",)] * 3
    assert [found[title].effective_to for title in ("Leads", "Visits", "Churn")] == [date(2026, 3, 31)] * 2 + [None]
    assert [found[title].target for title in ("Leads", "Trials", "Visits")] == [10, None, None]
    assert [found[title].parent for title in ("Trials", "Churn")] == ["okrs/grow", "okrs/keep"]


def test_a_goal_over_several_rows_is_one(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Objective", "Owner", "Target", "Notes"],
        ["Grow", "ada@example.org", 1, "first"],
        [None, None, None, "second"],
        [None, "bo@example.org"],
        ["Keep", "cleo@example.org"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    state.merge(BOOK, "OKRs!A2:A4")
    connector = connect()
    assert [goal.title for goal in goals(connector)] == ["Grow", "Keep"]
    assert refusals(connector, "goals") == {
        "OKRs!A4": "kept: the title of OKRs!A2 is merged over this row, and only its first row is read"
    }


def test_a_goal_merged_over_its_check_ins(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [["KR", "Date", "Value"], ["KR-1", "2026-11-02", 1], [None, "2026-11-09", 2]]
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Grow", "ada@example.org"]])
    state.add_tab(BOOK, "Weekly", rows)
    state.merge(BOOK, "Weekly!A2:A3")
    connector = connect(tabs=[{"title": "OKRs"}, {"title": "Weekly", "kind": "check-ins"}])
    assert [(each.subject, each.value) for each in stated(connector, "check-ins")] == [("KR-1", 1), ("KR-1", 2)]


@pytest.mark.parametrize("merged", [True, False])
def test_periods_over_target_and_actual(state: SheetsState, connect: Connect, merged: bool) -> None:
    rows: list[list[Any]] = [
        ["", "", "Q1 2026", "", "Q2 2026", ""],
        ["Goal", "Owner", "Target", "Actual", "Target", "Actual"],
        ["KR-1", "ada@example.org", 10, 8, 20, 15],
    ]
    state.add_tab(BOOK, "Plan", rows)
    for cells in ("C1:D1", "E1:F1") if merged else ():
        state.merge(BOOK, f"Plan!{cells}")
    targets = connect(tabs=[{"title": "Plan", "kind": "targets"}])
    assert [(each.end, each.value) for each in stated(targets, "targets")] == [
        (date(2026, 3, 31), 10),
        (date(2026, 6, 30), 20),
    ]
    metrics = connect(tabs=[{"title": "Plan", "kind": "metrics", "columns": {"title": "Goal"}}])
    readings = [each for each in stated(metrics, "metrics") if isinstance(each, Reading)]
    assert [(each.at, each.value) for each in readings] == [(date(2026, 3, 31), 8), (date(2026, 6, 30), 15)]


def test_parts_of_a_year_that_stands_above_or_in_the_title(state: SheetsState, connect: Connect) -> None:
    above: list[list[Any]] = [["", 2026, "", 2027], ["Goal", "Q4", "H2", "Q1"], ["KR-1", 1, 2, 3]]
    state.add_tab(BOOK, "Plan", above)
    state.add_tab(BOOK, "Plan 2025", [["Goal", "Jan", "Dec"], ["KR-1", 4, 5]])
    tabs = [{"title": title, "kind": "targets"} for title in ("Plan", "Plan 2025")]
    assert [each.end.isoformat() for each in stated(connect(tabs=tabs), "targets")] == [
        "2026-12-31", "2026-12-31", "2027-03-31", "2025-01-31", "2025-12-31",
    ]  # fmt: skip


def test_periods_of_no_year_and_periods_that_repeat_are_told_once(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Goal", "Q1", "Q2 2026", "2026 Q2", "Target Q3 2026"],
        ["KR-1", 1, 2, 3, 4],
        ["KR-2", 5, 6],
    ]
    state.add_tab(BOOK, "Plan", rows)
    connector = connect(tabs=[{"title": "Plan", "kind": "targets"}])
    assert [each.value for each in stated(connector, "targets")] == [2, 4, 6]
    assert refusals(connector, "targets") == {
        "Plan!B1": "kept: “Q1” does not say of which year; write it as Q1 2026",
        "Plan!D1": "kept: a column to the left is about the same time, and only that one is read",
    }


def test_the_country_of_the_spreadsheet_reads_its_texts(state: SheetsState, connect: Connect) -> None:
    state.books[BOOK].locale = "de_DE"
    rows: list[list[Any]] = [["Objective", "Due", "Target"], ["Wachsen", "05/06/2026", "1.500"]]
    state.add_tab(BOOK, "OKRs", rows)
    (goal,) = goals(connect())
    assert (goal.effective_to, goal.target) == (date(2026, 6, 5), 1500)


@pytest.mark.parametrize(
    ("heading", "others", "start"),
    [("Start", [], None), ("Start", [0.4], 46143), ("Start value", [], 46143), ("Start", ["soon"], None)],
)
def test_days_below_start_are_no_values(
    state: SheetsState, connect: Connect, heading: str, others: list[Any], start: float | None
) -> None:
    more: list[list[Any]] = [["Keep", each] for each in others]
    state.add_tab(BOOK, "OKRs", [["Objective", heading, "Due"], ["Grow", date(2026, 5, 1), date(2026, 5, 18)], *more])
    found, *_ = goals(connect())
    assert (found.start, found.effective_to) == (start, date(2026, 5, 18))
    said = refusals(connect(), "goals").get("OKRs!B2", "")
    assert said == (
        "" if start else "kept: “46143” may be 2026-05-01; head the column Start date, or Start value if it is none"
    )


def test_a_confidence_of_1_in_10_is_low(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [["Objective", "Confidence", "Share"], ["Grow", 1, 1], ["Keep", 8, 60]]
    state.add_tab(BOOK, "OKRs", rows)
    assert [(goal.confidence, goal.target_share) for goal in goals(connect())] == [(0.1, 0.01), (0.8, 0.6)]


def test_the_fiscal_year_of_the_settings(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", [["Objective", "Period"], ["Grow", "Q3 FY26"]])
    (goal,) = goals(connect(fiscal_month=4))
    assert (goal.effective_from, goal.effective_to) == (date(2025, 10, 1), date(2025, 12, 31))


def test_examples_are_not_read(state: SheetsState, connect: Connect) -> None:
    rows = [
        ["ID", "Level", "Title"],
        ["Example 1", "Objective", "Say"],
        ["", "", "Example: so"],
        ["O-1", "o", "Examples"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    assert [goal.title for goal in goals(connect())] == ["Examples"]


def test_rows_that_people_move_while_they_are_read(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    """Where rows are known by number, the numbers are compared before and after."""
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Grow", "ada@example.org"], ["Keep", None]])
    state.merge(BOOK, "OKRs!B2:B3")
    book, connector = state.books[BOOK], connect()

    moves = iter([1, 0, 0])
    read_values = connector._client.values

    def values(ranges: Any) -> Any:
        if next(moves, 0):
            sandbox.call(lambda: book.insert_rows(book.tab("OKRs"), 1, [["New"]]))
        return read_values(ranges)

    connector._client.values = values  # type: ignore[method-assign]
    assert {goal.title: len(goal.owners) for goal in goals(connector)} == {"New": 0, "Grow": 1, "Keep": 1}
    moves = iter([1, 1, 1])
    with pytest.raises(Unavailable, match="moving rows just now"):
        goals(connector)


@pytest.mark.parametrize(
    ("tab", "message"),
    [
        ({"title": "OKR"}, r'there are "OKRs 2026" \(gid 0\), "Ideas" \(gid \d+\), but not "OKR"'),
        ({"title": "OKRs 2025"}, r"Did you mean OKRs 2026\? Mend the setting tabs"),
        ({"gid": 99}, r"but not gid 99\. Mend"),
    ],
)
def test_a_tab_that_is_not_there(state: SheetsState, connect: Connect, tab: dict[str, Any], message: str) -> None:
    state.add_tab(BOOK, "OKRs 2026", [])
    state.add_tab(BOOK, "Ideas", [])
    with pytest.raises(Refused, match=message):
        goals(connect(tabs=[tab]))


def test_a_tab_named_by_number_may_be_renamed(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "Ideas", [])
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Grow", "ada@example.org"]])
    gid = state.books[BOOK].tab("OKRs").id
    connector = connect(tabs=[{"gid": gid}])
    (before,) = goals(connector)
    state.books[BOOK].tab("OKRs").title = "OKRs 2027"
    (after,) = goals(connector)
    assert before.key == after.key == f"tab-{gid}/grow"
    assert (after.place, after.url) == (
        "'OKRs 2027'!A2",
        f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid={gid}&range=A2",
    )
