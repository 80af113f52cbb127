"""Tabs as people keep them become goals; what cannot be read is told by place, and the rest loads."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.contract import Refused, Stream, Unauthorized
from core.records import Checkpoint, Goal
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.values import Formula, Percent
from tests.sheets.conftest import BOOK, Connect, goals, pulled, rejected
from tests.sheets.texts import findings_of

OKRS: list[list[Any]] = [
    ["ID", "Level", "Title", "Parent", "Owner", "Start date", "Due", "Target share", "Start", "Target", "Current",
     "Confidence", "Status", "Superseded by"],
    ["S-1", "Strategy", "Be the easiest to buy from"],
    ["O-1", "Objective", "Renewals", "S-1", "ada@example.org; Bo", date(2026, 10, 1), date(2026, 12, 31), "35 %"],
    ["KR-1", "KR", "Renewal rate", "O-1", "bo@example.org", None, None, None, 0.8, "92 %", 0.85, 7, "on track"],
    [],
    ["KR-2", "Key Result", "Old rate", "O-1", None, None, None, None, "1,200", 1500, None, None, "Dropped", "KR-1"],
]  # fmt: skip

COLUMNS = dict(
    zip(
        ("key", "level", "title", "parent", "owners", "effective_from", "effective_to", "target_share", "start", "target",
         "current", "confidence", "declared", "superseded_by"),
        "ABCDEFGHIJKLMN",
        strict=True,
    )
)  # fmt: skip


def test_every_field_is_read(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    strategy, objective, rate, old = goals(connect())
    assert (strategy.key, strategy.level, strategy.parent) == ("S-1", "strategy", None)
    assert objective == Goal(
        source="sheets",
        key="O-1",
        level="objective",
        title="Renewals",
        place="OKRs!A3",
        url=f"https://docs.google.com/spreadsheets/d/{BOOK}/edit#gid=0&range=A3",
        parent="S-1",
        owners=("ada@example.org", "sheets:Bo"),
        effective_from=date(2026, 10, 1),
        effective_to=date(2026, 12, 31),
        target_share=0.35,
        cells={field: f"OKRs!{column}3" for field, column in COLUMNS.items()},
    )
    assert (rate.start, rate.target, rate.current, rate.confidence, rate.declared) == (0.8, 0.92, 0.85, 0.7, "on track")
    assert (old.place, old.start, old.closed, old.superseded_by) == ("OKRs!A6", 1200, True, "KR-1")
    assert not rate.closed


def test_what_is_shown_as_percent_checkbox_or_error_is_read_for_what_it_is(
    state: SheetsState, connect: Connect
) -> None:
    rows: list[list[Any]] = [
        ["ID", "Objective", "Confidence", "Share", "Target", "Status", "Owner"],
        [7, "Grow", Percent(0.8), Percent(1), Percent(0.25), False, "=x"],
        [True, "Keep", Percent(1.2), None, Formula("=1/0"), "#N/A", "#REF!"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    connector = connect()
    grow, keep = goals(connector)
    assert (grow.key, grow.confidence, grow.target_share, grow.target, grow.declared) == ("7", 0.8, 1, 0.25, "")
    assert (keep.key, keep.confidence, keep.target, keep.declared, keep.owners) == ("TRUE", None, None, "", ())
    assert {each.place for each in rejected(connector)} == {"OKRs!C3", "OKRs!E3", "OKRs!F3", "OKRs!G3"}


def test_two_requests_and_no_record_when_nothing_changed(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    connector = connect()
    first = pulled(connector)[-1]
    assert isinstance(first, Checkpoint)
    assert first.done == 4
    sandbox.history.clear()
    assert pulled(connector, first.cursor) == [first]
    one = f"/v4/spreadsheets/{BOOK}"
    assert [exchange.path for exchange in sandbox.history] == [one, f"{one}/values:batchGet"]


def test_a_changed_cell_gives_the_whole_snapshot_again(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    connector = connect()
    before = pulled(connector)[-1]
    assert isinstance(before, Checkpoint)
    sandbox.call(lambda: state.set(BOOK, "OKRs!K4", 0.9))
    after = pulled(connector, before.cursor)
    assert [record.current for record in after if isinstance(record, Goal)] == [None, None, 0.9, None]
    assert after[-1] != before


def test_a_changed_reading_of_the_same_cells_counts_as_change(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    before = pulled(connect())[-1]
    assert isinstance(before, Checkpoint)
    renamed = connect(tabs=[{"title": "OKRs", "columns": {"current": "Start"}}])
    assert len(pulled(renamed, before.cursor)) > 1


def test_cells_that_the_hub_does_not_read_never_count_as_change(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    state.add_tab(BOOK, "OKRs", [[*OKRS[0], "Notes"], *OKRS[1:]])
    connector = connect()
    before = pulled(connector)[-1]
    assert isinstance(before, Checkpoint)
    sandbox.call(lambda: state.set(BOOK, "OKRs!O3", "ask Bo"))
    connector.ensure_cells(findings_of({"O-1": "no work for 30 days"}))
    assert pulled(connector, before.cursor) == [before]


def test_headings_in_other_words_below_a_title_row(state: SheetsState, connect: Connect) -> None:
    rows = [
        ["Company goals 2026"],
        ["Draft!", "objective"],
        ["  key ", "TYPE", "Goal:", "Accountable", "quarter", "Baseline"],
    ]
    state.add_tab(BOOK, "OKRs", [*rows, ["K1", "kpi", "NPS", "ada@example.org", "2026 Q4", 31]])
    (goal,) = goals(connect())
    assert (goal.place, goal.level, goal.owners, goal.start) == ("OKRs!A4", "kpi", ("ada@example.org",), 31)
    assert (goal.effective_from, goal.effective_to) == (date(2026, 10, 1), date(2026, 12, 31))


def test_key_results_grouped_below_their_objective(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["Objective", "Key Result", "Owner", "Target"],
        ["Grow", "Leads", "ada@example.org", 40],
        ["", "Trials", "bo@example.org", 20],
        ["Keep", None, "cleo@example.org"],
        [None, "Churn", "bo@example.org", 0.02],
        ["Grow", "Visits", "bo@example.org", 900],
    ]
    state.add_tab(BOOK, "Team", rows)
    found = {goal.title: goal for goal in goals(connect(tabs=[{"title": "Team"}]))}
    assert {title: goal.parent for title, goal in found.items()} == {
        "Grow": None, "Leads": "team/grow", "Trials": "team/grow", "Keep": None, "Churn": "team/keep", "Visits": "team/grow",
    }  # fmt: skip
    assert [found["Grow"].level, found["Leads"].level] == ["objective", "key_result"]
    assert (found["Grow"].owners, found["Keep"].owners) == ((), ("cleo@example.org",))


def test_keys_are_derived_and_parents_found_by_title_across_tabs(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner"], ["Win the mid-market!", "ada@example.org"]])
    state.add_tab(BOOK, "Q4 work", [["Name", "Supports"], ["New price list", "win the Mid-Market"]])
    objective, initiative = goals(connect(tabs=[{"title": "OKRs"}, {"title": "Q4 work", "level": "initiative"}]))
    assert objective.key == initiative.parent == "okrs/win-the-mid-market"
    assert (initiative.key, initiative.place) == ("q4-work/new-price-list", "'Q4 work'!A2")


def test_bad_rows_and_cells_are_told_by_place(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [
        ["ID", "Level", "Title", "Due", "Target", "Owner"],
        ["O-1", "Objective", "Good", "2026-12-31", 5],
        ["O-2", "Objective", "", None, 7],
        ["O-3", "Epic", "Unknown level", "never"],
        ["O-4", "", "No level"],
        ["O-5", "Objective", "Bad values", "31/31/2026", "lots"],
        ["O-1", "Objective", "Key repeats", "bad too"],
        ["O-6", "Objective", "#REF!"],
        [False, "", "", "", "#DIV/0!"],
    ]
    state.add_tab(BOOK, "OKRs", rows)
    connector = connect()
    assert [goal.key for goal in goals(connector)] == ["O-1", "O-5", "O-1/key-repeats"]
    told = {(each.place, each.lost): each.reason for each in rejected(connector)}
    assert told == {
        ("OKRs!C3", True): "the row has no title",
        ("OKRs!B4", True): "“Epic” is no level; write strategy, objective, key result, KPI or initiative",
        ("OKRs!B5", True): "the row has no level: strategy, objective, key result, KPI or initiative",
        ("OKRs!D6", False): "“31/31/2026” is not a date of the calendar; write it as 2026-12-31",
        ("OKRs!E6", False): "“lots” is not a number",
        ("OKRs!D7", False): "“bad too” is not a date; write it as 2026-12-31",
        (
            "OKRs!A7",
            False,
        ): "“O-1” already stands at OKRs!A2; loaded as “O-1/key-repeats”; give each goal an ID of its own",
        ("OKRs!C8", True): "its formula shows #REF!",
    }


def test_an_end_before_the_beginning_is_left_out(state: SheetsState, connect: Connect) -> None:
    rows: list[list[Any]] = [["Objective", "From", "To"], ["Renewals", date(2026, 10, 1), date(2026, 1, 1)]]
    state.add_tab(BOOK, "OKRs", rows)
    connector = connect()
    assert [(goal.effective_from, goal.effective_to) for goal in goals(connector)] == [(date(2026, 10, 1), None)]
    assert [each.place for each in rejected(connector)] == ["OKRs!C2"]


def test_the_first_of_two_equal_headings_is_read_and_the_second_told(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", [["Objective", "Owner", "Owner"], ["Renewals", "ada@example.org", "bo@example.org"]])
    connector = connect()
    assert [goal.owners for goal in goals(connector)] == [("ada@example.org",)]
    assert [(each.place, each.lost) for each in rejected(connector)] == [("OKRs!C1", False)]


@pytest.mark.parametrize("rows", [[["Foo", "Bar"], ["a", "b"]], [], [["x", "Objective"], ["y", "Objective"]]])
def test_a_tab_without_header_row_names_tab_and_mend(
    state: SheetsState, connect: Connect, rows: list[list[Any]]
) -> None:
    state.add_tab(BOOK, "Plan", rows)
    with pytest.raises(Refused) as refusal:
        pulled(connect(tabs=[{"title": "Plan", "level": "objective"}]))
    message = str(refusal.value)
    assert 'tab "Plan" has no header row in rows 1 to 10' in message
    assert f"Found {', '.join(rows[0]) if rows else 'nothing'}; expected Title or Name" in message
    assert "columns = {" in message


def test_a_heading_that_the_settings_name_must_be_there(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    with pytest.raises(Refused, match=r'OKRs!A1 has no column headed current = "Score"; it has ID, Level'):
        pulled(connect(tabs=[{"title": "OKRs", "columns": {"current": "Score"}}]))


def test_a_tab_that_does_not_say_its_level(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "OKRs", [["ID", "Title"], ["1", "Grow"]])
    with pytest.raises(Refused, match=r'tab "OKRs" does not say what its rows are.*set level = "objective"'):
        pulled(connect())


def test_a_header_row_can_be_named(state: SheetsState, connect: Connect) -> None:
    state.add_tab(
        BOOK, "OKRs", [["ID", "Owner", "Objective"], ["Key", "Who", "Title"], ["O-1", "ada@example.org", "Grow"]]
    )
    (goal,) = goals(connect(tabs=[{"title": "OKRs", "header_row": 2, "level": "objective"}]))
    assert (goal.key, goal.owners) == ("O-1", ())


def test_a_missing_tab_is_told_with_the_tabs_that_are_there(state: SheetsState, connect: Connect) -> None:
    state.add_tab(BOOK, "Goals", OKRS)
    with pytest.raises(Refused, match=r'a tab is missing; there are "Goals" \(gid 0\), but not "OKRs". Mend'):
        pulled(connect())


def test_a_wrong_token_is_unauthorized(connect: Connect, tmp_path: Path) -> None:
    wrong = tmp_path / "token"
    wrong.write_text("expired-token")
    with pytest.raises(Unauthorized) as error:
        pulled(connect(token={"file": str(wrong)}))
    assert error.value.status == 401
    assert "expired-token" not in str(error.value)


def test_an_interface_that_is_switched_off_is_said_in_googles_words(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    """Sharing the sheet would not help. Google names the page on which to switch it on."""
    state.add_tab(BOOK, "OKRs", OKRS)
    words = "Google Sheets API has not been used in project 7 before or it is disabled. Enable it by visiting https://g.test"
    body = json.dumps({"error": {"code": 403, "message": words, "status": "PERMISSION_DENIED"}}).encode()
    sandbox.faults.append(Fault("sheets", "batchGet", status=403, body=body))
    with pytest.raises(Unauthorized, match="Enable it by visiting"):
        pulled(connect())


@pytest.mark.parametrize("spreadsheet", [BOOK, "1nobodyKnows"])
def test_a_sheet_that_is_not_shared_says_whom_to_share_it_with(
    state: SheetsState, connect: Connect, spreadsheet: str
) -> None:
    state.share(BOOK, None)
    with pytest.raises((Refused, Unauthorized), match="share the sheet with the account of the token as editor"):
        connect(spreadsheet=spreadsheet).check()


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"valueRanges": []}',
        b'{"valueRanges": [{"range": "A1", "values": 5}]}',
        b"[" * 100_000,
        b"\xff",
    ],
)
def test_an_answer_that_cannot_be_read_is_refused(
    state: SheetsState, sandbox: Sandbox, connect: Connect, body: bytes
) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    sandbox.faults.append(Fault("sheets", "batchGet", status=203, body=body))
    with pytest.raises(Refused, match="check base_url"):
        pulled(connect())


def test_cells_of_a_kind_that_google_never_sends_lose_only_themselves(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    cells = b'[["Objective", "Target", "Due"], ["Gr\\ud800w\\u0000", {"a": NaN}, [1]], ["Keep", NaN, 1e999]]'
    body = b'{"valueRanges": [{"range": "OKRs!A1:C3", "values": ' + cells + b"}]}"
    sandbox.faults += [Fault("sheets", "batchGet", status=203, body=body) for _ in range(2)]
    connector = connect()
    assert [(goal.title, goal.target) for goal in goals(connector)] == [("Gr?w", None), ("Keep", None)]
    assert [each.place for each in rejected(connector)] == ["OKRs!C2", "OKRs!B2", "OKRs!C3", "OKRs!B3"]


DEEP = b"[" * 5000 + b"]" * 5000


@pytest.mark.parametrize("cell", [DEEP, b'{"a": ' + DEEP + b"}", b'"\xff\xfe"', b"[" * 900 + b"]" * 900, b"{}"])
@pytest.mark.parametrize("whole_row", [True, False])
def test_an_odd_row_loses_only_itself(
    state: SheetsState, sandbox: Sandbox, connect: Connect, cell: bytes, whole_row: bool
) -> None:
    state.add_tab(BOOK, "OKRs", OKRS)
    row = cell if whole_row else b'["Odd", ' + cell + b"]"
    rows = b'[["Objective", "Target"], ["Grow", 1], ' + row + b', ["Keep", 3]]'
    body = b'{"valueRanges": [{"range": "OKRs!A1:C3", "values": ' + rows + b"}]}"
    sandbox.faults += [Fault("sheets", "batchGet", status=203, body=body) for _ in range(2)]
    connector = connect()
    found = goals(connector)
    assert [(goal.title, goal.target) for goal in found if goal.title in ("Grow", "Keep")] == [("Grow", 1), ("Keep", 3)]
    told = {each.place for each in rejected(connector)}
    assert told <= {"OKRs!A3", "OKRs!B3"}
    assert len(told) == 1 or (whole_row and cell.startswith(b"[" * 900) and not told)


def test_a_stream_that_does_not_exist_is_refused(connect: Connect) -> None:
    with pytest.raises(Refused, match="only goals"):
        list(connect().pull(Stream("rows", BOOK), None))
