"""A goal stays the same goal while people insert, move, sort, delete and rename rows: by its ID, or by the hub's mark."""

from collections.abc import Callable
from typing import Any

import pytest

from core.contract import Refused, Unavailable
from sandbox.faults import Fault
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from sandbox.sheets.state import Book, Tab
from tests.sheets.conftest import BOOK, Connect, goals, rejected
from tests.sheets.texts import findings_of

TITLES = ["Renewals", "New business", "Hiring", "Security"]
Edit = Callable[[Book, Tab], None]

EDITS: dict[str, Edit] = {
    "insert": lambda book, tab: book.insert_rows(tab, 1, [["", "Inserted"], ["", "And another"]]),
    "delete": lambda book, tab: book.delete_rows(tab, 1),
    "move": lambda book, tab: book.move_row(tab, 4, 1),
    "sort, and the marks stay": lambda book, tab: book.sort_rows(tab, 1, [3, 1, 0, 2]),
    "sort, and the marks move": lambda book, tab: book.sort_rows(tab, 1, [3, 1, 0, 2], with_metadata=True),
    "rename": lambda book, tab: tab.put(2, 1, "New business in the north"),
    "title row": lambda book, tab: book.insert_rows(tab, 0, [["Our goals"]]),
}


def add(state: SheetsState, ids: list[str]) -> None:
    state.add_tab(BOOK, "OKRs", [["ID", "Objective"], *([key, title] for key, title in zip(ids, TITLES, strict=True))])


def people(state: SheetsState, sandbox: Sandbox, edit: Edit) -> None:
    """The tab is looked up anew, because Google's side puts another in its place with each batch."""
    before = state.rows(BOOK, "OKRs")
    sandbox.call(lambda: edit(state.books[BOOK], state.books[BOOK].tab("OKRs")))
    assert state.rows(BOOK, "OKRs") != before


def known(found: dict[str, str]) -> dict[str, str]:
    """Key by the first word of the title, which no edit changes, of the goals that were there before."""
    return {title.split()[0]: key for title, key in found.items() if title.split()[0] in {t.split()[0] for t in TITLES}}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_goals_with_an_id(state: SheetsState, sandbox: Sandbox, connect: Connect, edit: Edit) -> None:
    add(state, ["O-1", "O-2", "O-3", "O-4"])
    connector = connect()
    before = known({goal.title: goal.key for goal in goals(connector)})
    people(state, sandbox, edit)
    after = known({goal.title: goal.key for goal in goals(connector)})
    assert after.items() <= before.items()
    assert len(after) >= len(before) - 1


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_goals_without_id_once_the_hub_wrote_beside_them(
    state: SheetsState, sandbox: Sandbox, connect: Connect, edit: Edit
) -> None:
    add(state, ["", "", "", ""])
    connector = connect(row_ids="metadata")
    before = known({goal.title: goal.key for goal in goals(connector)})
    connector.ensure_cells(findings_of(dict.fromkeys(before.values(), "late")))
    assert sorted(entry["metadataValue"].split(" ", 1)[1] for entry in state.books[BOOK].metadata.values()) == sorted(
        before.values()
    )
    people(state, sandbox, edit)
    after = known({goal.title: goal.key for goal in goals(connector)})
    assert after.items() <= before.items()
    assert len(after) >= len(before) - 1
    connector.ensure_cells(findings_of({key: f"about {word}" for word, key in after.items()}))
    rows = [row for row in state.rows(BOOK, "OKRs") if len(row) > 2 and str(row[2]).startswith("about")]
    assert {str(row[1]).split()[0]: row[2] for row in rows} == {word: f"about {word}" for word in after}
    assert known({goal.title: goal.key for goal in goals(connector)}) == after


def test_a_renamed_goal_that_is_sorted_later(state: SheetsState, sandbox: Sandbox, connect: Connect) -> None:
    """The mark learns the new title with the next text."""
    add(state, ["", "", "", ""])
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"okrs/hiring": "late"}))
    people(state, sandbox, lambda _, tab: tab.put(3, 1, "Hire well"))
    connector.ensure_cells(findings_of({"okrs/hiring": "later"}))
    people(state, sandbox, lambda book, tab: book.sort_rows(tab, 1, [2, 0, 1, 3]))
    assert {goal.title: goal.key for goal in goals(connector)}["Hire well"] == "okrs/hiring"


def test_a_renamed_goal_and_a_new_one_with_its_title_at_once_look_like_sorted_rows(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    add(state, ["", "", "", ""])
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"okrs/hiring": "late"}))

    def rename_and_add(book: Book, tab: Tab) -> None:
        tab.put(3, 1, "Hire well")
        book.insert_rows(tab, 1, [["", "Hiring"]])

    people(state, sandbox, rename_and_add)
    found = {goal.title: goal.key for goal in goals(connector)}
    assert found["Hiring"] == "okrs/hiring"
    assert len(set(found.values())) == len(found)


def test_a_mark_learns_a_new_title_whenever_the_hub_writes_into_its_tab(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    add(state, ["", "", "", ""])
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"okrs/hiring": "late"}))
    people(state, sandbox, lambda _, tab: tab.put(3, 1, "Hire well"))
    connector.ensure_cells(findings_of({"okrs/security": "late"}))
    people(state, sandbox, lambda book, tab: book.insert_rows(tab, 1, [["", "Hiring"]]))
    assert {goal.title: goal.key for goal in goals(connector)}["Hire well"] == "okrs/hiring"


def test_the_marked_row_keeps_its_key_when_its_title_repeats_above(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    add(state, ["", "", "", ""])
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"okrs/hiring": "late"}))
    people(state, sandbox, lambda book, tab: book.insert_rows(tab, 1, [["", "Hiring"]]))
    assert {goal.place: goal.key for goal in goals(connector) if goal.title == "Hiring"} == {
        "OKRs!A2": "okrs/hiring-2",
        "OKRs!A5": "okrs/hiring",
    }
    assert [(each.place, each.reason.partition(";")[0]) for each in rejected(connector)] == [
        ("OKRs!B2", "“okrs/hiring” already stands at OKRs!A5")
    ]


def test_only_rows_without_id_that_get_a_text_are_marked_and_once(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    add(state, ["O-1", "", "", ""])
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"O-1": "late", "okrs/hiring": "late", "okrs/security": ""}))
    (entry,) = state.books[BOOK].metadata.values()
    assert (entry["metadataKey"], entry["visibility"]) == ("fairlead", "DOCUMENT")
    assert entry["location"]["dimensionRange"]["startIndex"] == 3
    sandbox.history.clear()
    connector.ensure_cells(findings_of({"okrs/hiring": "later"}))
    assert [each.path.rpartition(":")[2] for each in sandbox.history if each.is_write] == ["batchUpdate"]
    assert len(state.books[BOOK].metadata) == 1


def test_without_the_setting_no_row_is_marked(state: SheetsState, connect: Connect) -> None:
    add(state, ["", "", "", ""])
    connect().ensure_cells(findings_of({"okrs/hiring": "late"}))
    assert state.books[BOOK].metadata == {}


def test_a_mark_that_stands_after_a_lost_answer_is_not_set_again(
    state: SheetsState, sandbox: Sandbox, connect: Connect
) -> None:
    add(state, ["", "", "", ""])
    sandbox.faults.append(Fault("sheets", "POST .*:batchUpdate", drop=True, after=True))
    with pytest.raises(Unavailable):
        connect(row_ids="metadata").ensure_cells(findings_of({"okrs/hiring": "late"}))
    assert len(state.books[BOOK].metadata) == 1
    connect(row_ids="metadata").ensure_cells(findings_of({"okrs/hiring": "late"}))
    assert len(state.books[BOOK].metadata) == 1
    assert state.cell(BOOK, "OKRs!C4") == "late"


def test_a_mark_of_somebody_else_is_left_alone(state: SheetsState, connect: Connect) -> None:
    add(state, ["", "", "", ""])
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    foreign: dict[str, Any] = {"metadataId": 5, "metadataKey": "crm", "metadataValue": "x y", "visibility": "DOCUMENT"}
    state.books[BOOK].metadata[5] = {**foreign, "location": {"dimensionRange": span, "locationType": "ROW"}}
    connector = connect(row_ids="metadata")
    connector.ensure_cells(findings_of({"okrs/renewals": "late"}))
    assert state.books[BOOK].metadata[5]["metadataValue"] == "x y"
    assert next(goal.key for goal in goals(connector)) == "okrs/renewals"


def test_two_hubs_that_mark_one_row_at_once_do_not_mark_it_twice(state: SheetsState, connect: Connect) -> None:
    add(state, ["", "", "", ""])
    first, second = connect(row_ids="metadata"), connect(row_ids="metadata")
    edit = second._client.edit

    def late(requests: Any) -> None:
        first.ensure_cells(findings_of({"okrs/hiring": "late"}))
        edit(requests)

    second._client.edit = late  # type: ignore[method-assign]
    with pytest.raises(Refused, match="already exists"):
        second.ensure_cells(findings_of({"okrs/hiring": "late"}))
    assert len(state.books[BOOK].metadata) == 1
