"""What an owner answered stands in the tab of check-ins once, among rows of people that stay as they are."""

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.contract import CheckInRow, CheckIns, Note, Refused
from core.records import Reading
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from tests.seeds import examples
from tests.sheets.conftest import BOOK, Connect, stated

GOALS: list[list[Any]] = [
    ["ID", "Level", "Title", "Measure"],
    ["KR-1", "Key Result", "Renewal rate"],
    ["KR-2", "Key Result", "The bank has signed", "milestone"],
]
HEADINGS = ["Goal", "Date", "Value", "Confidence", "Status", "Note", "Author"]
BY_ANA: list[Any] = ["KR-1", date(2026, 11, 12), 40, 0.6, "at risk", "Waiting", "ana@example.org"]
TABS = [{"title": "OKRs"}, {"title": "Check-ins", "kind": "check-ins"}]
MARK = Note("m" * 32, None)
ROW = CheckInRow(goal="KR-1", day=date(2026, 11, 19), by="ana@example.org", value=42, confidence=7, note="=1+1")


@pytest.fixture(autouse=True)
def goals(state: SheetsState) -> None:
    state.add_tab(BOOK, "OKRs", GOALS)


def tab(state: SheetsState, *rows: list[Any], headings: list[str] = HEADINGS) -> None:
    state.add_tab(BOOK, "Check-ins", [headings, *rows])


def test_a_row_is_added_once_and_read_back_as_one_reading(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    assert isinstance(connector, CheckIns)
    ref = connector.ensure_check_in(ROW, MARK)
    assert connector.ensure_check_in(ROW, Note(MARK.mark, None, ref)) == ref
    first, second = stated(connector, "check-ins")
    assert first.note == "Waiting"
    assert second == Reading(
        source="sheets",
        id="KR-1/2026-11-19",
        subject="KR-1",
        at=date(2026, 11, 19),
        place="'Check-ins'!A3",
        value=42,
        confidence=0.7,
        note="=1+1",
        author="ana@example.org",
    )
    assert state.rows(BOOK, "Check-ins")[2][5] == "=1+1"


def test_another_answer_changes_it_in_place_and_empties_what_is_not_said(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    state.insert_row(BOOK, "Check-ins", 1, ["KR-1", date(2026, 11, 5), 38])
    connector.ensure_check_in(CheckInRow(goal="KR-1", day=date(2026, 11, 20), by="ana@example.org", value=43), MARK)
    found = stated(connector, "check-ins")
    assert [(each.at.day, each.value, each.confidence, each.note) for each in found] == [
        (5, 38, None, ""),
        (12, 40, 0.6, "Waiting"),
        (20, 43, None, ""),
    ]


def test_taken_away_it_leaves_the_tab_as_it_was(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    before, marks = state.snapshot(), dict(state.books[BOOK].metadata)
    size = state.books[BOOK].tab("Check-ins").row_count
    connector = connect(tabs=TABS)
    assert connector.ensure_check_in(None, MARK) is None
    connector.ensure_check_in(ROW, MARK)
    assert connector.ensure_check_in(None, MARK) is None
    assert (state.snapshot(), state.books[BOOK].metadata) == (before, marks)
    assert (state.books[BOOK].tab("Check-ins").row_count, state.books[BOOK].tab("Check-ins").looks) == (size, [])


def test_a_row_that_somebody_has_rewritten_is_theirs(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    state.set(BOOK, "'Check-ins'!C3", 41)
    before = state.snapshot()
    for row in (None, CheckInRow(goal="KR-1", day=date(2026, 11, 20), by="ana@example.org", value=43)):
        with pytest.raises(Refused, match="somebody has rewritten the check-in at 'Check-ins'!A3; their words stay"):
            connector.ensure_check_in(row, MARK)
    assert state.snapshot() == before


def test_a_row_that_somebody_removed_comes_again_only_when_asked(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    book = state.books[BOOK]
    book.delete_rows(book.tab("Check-ins"), 2)
    assert connector.ensure_check_in(None, MARK) is None
    assert len(stated(connector, "check-ins")) == 1
    connector.ensure_check_in(ROW, MARK)
    assert len(stated(connector, "check-ins")) == 2


def test_sorted_rows_are_found_by_what_they_say(state: SheetsState, connect: Connect) -> None:
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    rows = state.books[BOOK].tab("Check-ins").rows
    rows[1], rows[2] = rows[2], rows[1]  # contents move, and metadata stays
    changed = CheckInRow(goal="KR-1", day=date(2026, 11, 20), by="ana@example.org", value=43)
    connector.ensure_check_in(changed, MARK)
    connector.ensure_check_in(changed, MARK)
    assert [each.value for each in stated(connector, "check-ins")] == [43, 40]
    connector.ensure_check_in(None, MARK)
    assert [each.value for each in stated(connector, "check-ins")] == [40]


@pytest.mark.parametrize(
    ("column", "written"),
    [((), 0.7), ((0.6,), 0.7), ((1,), 0.7), ((6, 8), 7), ((60, 80), 70), (("6/10",), 0.7), (("60 %",), 0.7)],
)
def test_confidence_is_written_as_its_column_is(
    state: SheetsState, connect: Connect, column: tuple[Any, ...], written: float
) -> None:
    tab(state, *(["KR-1", date(2026, 10, 1 + day), None, said] for day, said in enumerate(column)))
    connector = connect(tabs=TABS)
    before = [each.confidence for each in stated(connector, "check-ins")]
    connector.ensure_check_in(ROW, MARK)
    assert state.rows(BOOK, "Check-ins")[-1][3] == written
    assert [each.confidence for each in stated(connector, "check-ins")] == [*before, 0.7]


@pytest.mark.parametrize("said", range(11))
@pytest.mark.parametrize("others", [(1,), (1, 2), (10,), (0.5,), (1, 100)])
def test_every_confidence_is_read_as_it_was_said(
    state: SheetsState, connect: Connect, said: int, others: tuple[float, ...]
) -> None:
    tab(state, *(["KR-1", date(2026, 10, 1 + day), None, each] for day, each in enumerate(others)))
    connector = connect(tabs=TABS)
    connector.ensure_check_in(CheckInRow(goal="KR-1", day=date(2026, 11, 19), by="", confidence=said), MARK)
    assert stated(connector, "check-ins")[-1].confidence == said / 10


def test_other_layouts_and_an_empty_tab_whose_grid_is_full(state: SheetsState, connect: Connect) -> None:
    tab(state, headings=["Who", "KR", "Week", "Actual", "Confidence level", "Comments"])
    state.books[BOOK].tab("Check-ins").row_count = 1
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    (found,) = stated(connector, "check-ins")
    assert (found.subject, found.value, found.confidence, found.author) == ("KR-1", 42, 0.7, "ana@example.org")


def test_the_template_takes_it_below_its_examples(state: SheetsState, connect: Connect) -> None:
    connector = connect(tabs=TABS)
    connector.ensure_template()
    connector.ensure_check_in(ROW, MARK)
    connector.ensure_check_in(CheckInRow(goal="KR-2", day=date(2026, 11, 20), by="", value=1), Note("n" * 32, None))
    assert [(each.subject, each.value) for each in stated(connector, "check-ins")] == [("KR-1", 42), ("KR-2", 1)]
    assert [row[0] for row in state.rows(BOOK, "Check-ins")][-2:] == ["KR-1", "KR-2"]


def test_missing_headings_and_tabs_are_told_with_the_mend(state: SheetsState, connect: Connect) -> None:
    tab(state, headings=["Goal", "Date", "Value"])
    told = 'the tab Check-ins has no column "Confidence" and "Note"; add it, or let `fairlead init --sheet`'
    with pytest.raises(Refused, match=told):
        connect(tabs=TABS).ensure_check_in(ROW, MARK)
    with pytest.raises(Refused, match='no tab is of kind "check-ins"; name one under'):
        connect(tabs=TABS[:1]).ensure_check_in(ROW, MARK)
    with pytest.raises(Refused, match="a tab is missing"):
        connect(tabs=[TABS[0], {"title": "Chats", "kind": "check-ins"}]).ensure_check_in(ROW, MARK)


def test_a_second_try_of_the_same_request_adds_nothing(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    """As when the answer was lost, and the row not yet to be seen by the next reading."""
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    connector.ensure_check_in(ROW, MARK)
    book = state.books[BOOK]
    hidden = dict(book.metadata)
    before = state.snapshot()
    unique = next(iter(hidden))
    row = hidden[unique]["location"]["dimensionRange"]
    hidden[unique]["location"] = {"sheetId": row["sheetId"], "locationType": "SHEET"}  # no row shows it
    with pytest.raises(Refused, match="already exists"):
        connector.ensure_check_in(ROW, MARK)
    assert state.snapshot() == before


@settings(max_examples=examples(16), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(st.tuples(st.sampled_from("iwdr"), st.integers(0, 3), st.integers(0, 10)), min_size=1, max_size=8)
)
def test_rows_of_people_stay_whatever_happens(
    state: SheetsState, connect: Connect, moves: list[tuple[str, int, int]]
) -> None:
    """People insert and drag rows while the hub writes and takes back: theirs are all there, and ours at most once each."""
    book = state.books[BOOK]
    book.tabs = book.tabs[:1]
    book.metadata.clear()
    tab(state, BY_ANA)
    connector = connect(tabs=TABS)
    theirs, ours = {"Waiting"}, dict[int, float]()
    for number, (move, which, value) in enumerate(moves):
        if move == "i":
            theirs.add(f"note {number}")
            row: list[Any] = ["KR-2", date(2026, 10, 1), "no", None, None, f"note {number}"]
            state.insert_row(BOOK, "Check-ins", min(1 + which, len(book.tab("Check-ins").rows)), row)
        elif move == "r":
            rows = len(book.tab("Check-ins").rows)
            book.move_row(book.tab("Check-ins"), 1 + which % (rows - 1), 1 + value % (rows - 1))
        elif move == "w":
            row_ = CheckInRow(goal="KR-1", day=date(2026, 11, 19), by="", value=value, note=f"ours {which}")
            connector.ensure_check_in(row_, Note(f"mark {which}", None))
            ours[which] = value
        else:
            connector.ensure_check_in(None, Note(f"mark {which}", None))
            ours.pop(which, None)
    found = stated(connector, "check-ins")
    assert {each.note for each in found} == theirs | {f"ours {which}" for which in ours}
    assert len(found) == len(theirs) + len(ours)
    assert {each.note: each.value for each in found if "ours" in each.note} == {
        f"ours {which}": value for which, value in ours.items()
    }


def test_milestones_take_yes_and_no(state: SheetsState, connect: Connect) -> None:
    days = [date(2026, 10, 1 + each) for each in range(6)]
    said = ["yes", "no", 1, True, "not yet", "half"]
    tab(state, *(["KR-2", day, each] for day, each in zip(days, said, strict=True)), ["KR-1", days[0], "yes"])
    found = stated(connect(tabs=TABS), "check-ins")
    assert [(each.subject, each.value) for each in found] == [
        ("KR-2", 1), ("KR-2", 0), ("KR-2", 1), ("KR-2", 1), ("KR-2", 0), ("KR-2", None), ("KR-1", None),
    ]  # fmt: skip
