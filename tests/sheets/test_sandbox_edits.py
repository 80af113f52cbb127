"""Merged cells, metadata, looks, protection and quotas of the sandbox, through Google's own client."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from connectors.transport import Http, sheets_service
from core.contract import Refused, Unavailable, Wire
from fairlead.testing.fixtures import Hurry
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState
from tests.sheets.conftest import BOOK

ROWS: list[list[Any]] = [["ID", "Title"], ["O-1", "Grow"], ["O-2", "Keep"], ["O-3", "Hire"]]
MERGES = "sheets(merges,data.rowMetadata.developerMetadata(metadataId,metadataValue))"


@pytest.fixture
def api(state: SheetsState, sandbox: Sandbox) -> Iterator[Any]:
    state.add_tab(BOOK, "OKRs", ROWS)
    headers = {"Authorization": f"Bearer {state.token}"}
    wire = Wire(read_only=False, clock=Hurry())
    with closing(Http(sandbox.urls["sheets"], tool="sheets", wire=wire, headers=headers)) as http:
        yield sheets_service(http).spreadsheets()


def send(api: Any, *requests: dict[str, Any]) -> Any:
    return api.batchUpdate(spreadsheetId=BOOK, body={"requests": list(requests)}).execute()


def mark(unique: int, row: int, value: str = "O-1") -> dict[str, Any]:
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}
    entry = {"metadataId": unique, "metadataKey": "fairlead", "metadataValue": value, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": {**entry, "location": {"dimensionRange": span}}}}


def marked(api: Any) -> dict[int, str]:
    """Values by row."""
    (sheet,) = api.get(spreadsheetId=BOOK, fields=MERGES).execute()["sheets"]
    rows = sheet["data"][0]["rowMetadata"]
    return {index: row["developerMetadata"][0]["metadataValue"] for index, row in enumerate(rows) if row}


def test_merged_cells_keep_the_first_value_and_move_with_their_rows(api: Any, state: SheetsState) -> None:
    state.merge(BOOK, "OKRs!B2:B4")
    assert [row[1:] for row in state.rows(BOOK, "OKRs")] == [["Title"], ["Grow"], [], []]
    state.insert_row(BOOK, "OKRs", 1, ["O-0"])
    book = state.books[BOOK]
    book.delete_rows(book.tab("OKRs"), 4)
    (sheet,) = api.get(spreadsheetId=BOOK, fields="sheets.merges").execute()["sheets"]
    cell = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 4, "startColumnIndex": 1, "endColumnIndex": 2}
    assert sheet["merges"] == [cell]
    body = {"values": [["lost"]]}
    api.values().update(spreadsheetId=BOOK, range="OKRs!B4", valueInputOption="RAW", body=body).execute()
    assert state.cell(BOOK, "OKRs!B4") is None


def test_metadata_goes_where_its_row_goes(api: Any, state: SheetsState) -> None:
    send(api, mark(1, 1), mark(2, 2, "O-2"), mark(3, 3, "O-3"))
    book = state.books[BOOK]
    book.move_row(book.tab("OKRs"), 3, 1)
    assert marked(api) == {1: "O-3", 2: "O-1", 3: "O-2"}
    book.delete_rows(book.tab("OKRs"), 2)
    assert marked(api) == {1: "O-3", 2: "O-2"}
    book.sort_rows(book.tab("OKRs"), 1, [1, 0])
    assert marked(api) == {1: "O-3", 2: "O-2"}
    assert [row[0] for row in state.rows(BOOK, "OKRs")] == ["ID", "O-2", "O-3"]
    book.sort_rows(book.tab("OKRs"), 1, [1, 0], with_metadata=True)
    assert marked(api) == {1: "O-2", 2: "O-3"}


def test_metadata_can_be_changed_and_moved(api: Any) -> None:
    send(api, mark(1, 1))
    there = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}}
    change = {
        "dataFilters": [{"developerMetadataLookup": {"metadataId": 1}}],
        "developerMetadata": {"metadataValue": "new", "location": there},
        "fields": "metadataValue,location",
    }
    done = send(api, {"updateDeveloperMetadata": change})
    assert done["replies"][0]["updateDeveloperMetadata"]["developerMetadata"][0]["metadataValue"] == "new"
    assert marked(api) == {3: "new"}


@pytest.mark.parametrize("wrong", [mark(0, 1), mark(1, 5000)])
def test_metadata_of_no_row_or_id_is_refused(api: Any, state: SheetsState, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"positive|single row"):
        send(api, wrong)
    assert state.books[BOOK].metadata == {}


def test_a_batch_with_one_wrong_edit_changes_nothing(api: Any, state: SheetsState) -> None:
    good = {"addSheet": {"properties": {"sheetId": 7, "title": "New"}}}
    for bad in (
        good,
        {"updateCells": {"start": {"sheetId": 0}, "rows": [], "fields": ""}},
        {"deleteSheet": {"sheetId": 9}},
    ):
        with pytest.raises(Refused):
            send(api, good, bad)
    assert [tab.title for tab in state.books[BOOK].tabs] == ["OKRs"]


def test_a_string_of_update_cells_is_no_formula(api: Any, state: SheetsState) -> None:
    cells = [{"userEnteredValue": {"stringValue": "=1+1"}, "note": "why"}]
    start = {"sheetId": 0, "rowIndex": 1, "columnIndex": 1}
    send(api, {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": "userEnteredValue,note"}})
    assert type(state.cell(BOOK, "OKRs!B2")) is str
    assert state.books[BOOK].tab("OKRs").looks == [("1:1", {"note": "why"})]


def test_protected_cells_are_refused_in_googles_words(api: Any, state: SheetsState) -> None:
    state.protect(BOOK, "OKRs!B2:B3")
    data = [{"range": "OKRs!A2", "values": [["x"]]}, {"range": "OKRs!B3", "values": [["y"]]}]
    with pytest.raises(Refused, match="You are trying to edit a protected cell or object"):
        api.values().batchUpdate(spreadsheetId=BOOK, body={"valueInputOption": "RAW", "data": data}).execute()
    assert state.rows(BOOK, "OKRs") == ROWS


def test_a_minute_has_room_for_so_many_requests(api: Any, state: SheetsState, sandbox: Sandbox) -> None:
    state.quota = 2
    for _ in range(2):
        api.get(spreadsheetId=BOOK).execute()
    with pytest.raises(Unavailable, match="429"):
        api.get(spreadsheetId=BOOK).execute()
    sandbox.call(lambda: state.clock.advance(timedelta(minutes=1)))
    api.get(spreadsheetId=BOOK).execute()


def test_grid_data_is_sent_only_when_asked_for(api: Any) -> None:
    (sheet,) = api.get(spreadsheetId=BOOK).execute()["sheets"]
    assert set(sheet) == {"properties"}
