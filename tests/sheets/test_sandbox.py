"""Google's own client cannot tell the sandbox from the real thing, for the calls that the hub and its demo make."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from typing import Any

import httpx
import pytest

from connectors.transport import Http, sheets_service
from core.contract import Refused, Wire
from sandbox.server import Sandbox
from sandbox.sheets import SheetsState, a1
from tests.sheets.conftest import BOOK


@pytest.fixture
def api(state: SheetsState, sandbox: Sandbox) -> Iterator[Any]:
    state.add_tab(BOOK, "OKRs", [["ID", "Share", "Due"], ["O-1", 0.35, date(2026, 12, 31)], [], [None, True, "x"]])
    headers = {"Authorization": f"Bearer {state.token}"}
    with closing(Http(sandbox.urls["sheets"], tool="sheets", wire=Wire(read_only=False), headers=headers)) as http:
        yield sheets_service(http).spreadsheets()


def test_reading(api: Any) -> None:
    def read(range_: str, **options: str) -> dict[str, Any]:
        answer: dict[str, Any] = api.values().get(spreadsheetId=BOOK, range=range_, **options).execute()
        return answer

    plain = read("OKRs", valueRenderOption="UNFORMATTED_VALUE")
    assert plain["range"] == "OKRs!A1:Z1000"
    assert plain["values"] == [["ID", "Share", "Due"], ["O-1", 0.35, 46387], [], ["", True, "x"]]
    assert read("'OKRs'!A2:C4")["values"] == [["O-1", "0.35", "12/31/2026"], [], ["", "TRUE", "x"]]
    assert read("B:B", majorDimension="COLUMNS", valueRenderOption="UNFORMATTED_VALUE")["values"] == [
        ["Share", 0.35, "", True]
    ]
    assert "values" not in read("OKRs!X1:Z9")
    for bad in ("Nope!A1", "OKRs!A0", "'OKRs"):
        with pytest.raises(Refused, match="Unable to parse range"):
            read(bad)
    with pytest.raises(Refused, match=r"exceeds grid limits. Max rows: 1000, max columns: 26"):
        read("OKRs!AA1")


def test_a_batch_is_written_whole_or_not_at_all(api: Any, state: SheetsState) -> None:
    def write(option: str, *data: tuple[str, list[list[Any]]]) -> Any:
        body = {"valueInputOption": option, "data": [{"range": where, "values": rows} for where, rows in data]}
        return api.values().batchUpdate(spreadsheetId=BOOK, body=body).execute()

    before = state.snapshot()
    for bad in ("Nope!A1", "OKRs!A1:A1048576", "OKRs!A5000"):
        with pytest.raises(Refused):
            write("RAW", ("OKRs!A2", [["lost"]]), (bad, [["lost", "lost"]]))
    assert state.snapshot() == before
    done = write("RAW", ("OKRs!A2:B2", [["", "1,200"]]), ("OKRs!E5", [["x"]]))
    assert (done["totalUpdatedCells"], done["totalUpdatedRows"], done["totalUpdatedColumns"]) == (3, 2, 3)
    assert (state.cell(BOOK, "OKRs!A2"), state.cell(BOOK, "OKRs!B2"), state.cell(BOOK, "OKRs!E5")) == (
        None,
        "1,200",
        "x",
    )
    write("USER_ENTERED", ("OKRs!A2:C2", [["1,200", "35%", "2026-10-01"]]))
    assert state.rows(BOOK, "OKRs")[1] == [1200, 0.35, date(2026, 10, 1)]


def test_rows_are_appended_below_the_last(api: Any, state: SheetsState) -> None:
    body = {"values": [["O-2", 1]]}
    done = api.values().append(spreadsheetId=BOOK, range="OKRs", valueInputOption="RAW", body=body).execute()
    assert (done["tableRange"], done["updates"]["updatedRange"]) == ("OKRs!A1:C4", "OKRs!A5:B5")
    assert state.rows(BOOK, "OKRs")[4] == ["O-2", 1]


def test_metadata_stays_with_its_row_and_its_id_is_taken_once(api: Any, state: SheetsState) -> None:
    row = {"dimensionRange": {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}}
    mark = {
        "metadataId": 7,
        "metadataKey": "fairlead",
        "metadataValue": "O-1",
        "visibility": "DOCUMENT",
        "location": row,
    }
    create = {"createDeveloperMetadata": {"developerMetadata": mark}}
    insert = {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 2}}}
    api.batchUpdate(spreadsheetId=BOOK, body={"requests": [create, insert]}).execute()
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "fairlead"}}]}
    found = api.developerMetadata().search(spreadsheetId=BOOK, body=lookup).execute()
    location = found["matchedDeveloperMetadata"][0]["developerMetadata"]["location"]
    assert (location["locationType"], location["dimensionRange"]["startIndex"]) == ("ROW", 3)
    before = state.snapshot()
    with pytest.raises(Refused, match="id 7 already exists"):
        api.batchUpdate(spreadsheetId=BOOK, body={"requests": [insert, create]}).execute()
    assert state.snapshot() == before


def test_structure(api: Any, state: SheetsState) -> None:
    start = {"sheetId": 9, "rowIndex": 1, "columnIndex": 0}
    rows = [{"values": [{"userEnteredValue": {"stringValue": "a"}}, {"userEnteredValue": {"numberValue": 2}}]}]
    requests = [
        {
            "addSheet": {
                "properties": {"sheetId": 9, "title": "KPIs", "gridProperties": {"rowCount": 5, "columnCount": 2}}
            }
        },
        {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue"}},
        {"insertDimension": {"range": {"sheetId": 9, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}},
        {"appendDimension": {"sheetId": 9, "dimension": "ROWS", "length": 3}},
        {"updateSheetProperties": {"properties": {"sheetId": 9, "title": "Key figures"}, "fields": "title"}},
    ]
    api.batchUpdate(spreadsheetId=BOOK, body={"requests": requests}).execute()
    assert state.rows(BOOK, "Key figures") == [[], ["a", None, 2]]
    about = api.get(
        spreadsheetId=BOOK, fields="properties.title,sheets.properties(title,gridProperties/rowCount)"
    ).execute()
    assert about == {
        "properties": {"title": "Company OKRs"},
        "sheets": [
            {"properties": {"title": "OKRs", "gridProperties": {"rowCount": 1000}}},
            {"properties": {"title": "Key figures", "gridProperties": {"rowCount": 8}}},
        ],
    }


@pytest.mark.parametrize(
    ("path", "token", "status", "word"),
    [
        (f"/v4/spreadsheets/{BOOK}", "wrong", 401, "UNAUTHENTICATED"),
        ("/v4/spreadsheets/none", None, 404, "NOT_FOUND"),
        ("/v4/spreadsheets/closed", None, 403, "PERMISSION_DENIED"),
    ],
)
def test_errors_have_the_form_of_google(
    sandbox: Sandbox, state: SheetsState, path: str, token: str | None, status: int, word: str
) -> None:
    state.add_spreadsheet("closed", "Board")
    state.share("closed", None)
    headers = {"authorization": f"Bearer {token or state.token}"}
    answer = httpx.get(sandbox.urls["sheets"] + path, headers=headers, trust_env=False)
    assert answer.status_code == status
    assert (answer.json()["error"]["code"], answer.json()["error"]["status"]) == (status, word)


def test_the_company_edits_its_own_sheets(state: SheetsState) -> None:
    state.add_tab(BOOK, "Q4 goals", [["ID"], ["O-1", None]])
    state.set(BOOK, "'Q4 goals'!C2", 5)
    state.insert_row(BOOK, "Q4 goals", 1, ["O-0"])
    snapshot = state.snapshot()
    assert snapshot == {BOOK: {"Q4 goals": [["ID"], ["O-0"], ["O-1", None, 5]]}}
    state.set(BOOK, "'Q4 goals'!C3", 6)
    assert (state.cell(BOOK, "'Q4 goals'!C3"), snapshot[BOOK]["Q4 goals"][2][2]) == (6, 5)


@pytest.mark.parametrize("title", ["OKRs", "Q4 goals", "it's", "A1", "🌵", "a!b", "x:y"])
def test_a_written_range_is_read_as_itself(title: str) -> None:
    named, cells = a1.split(a1.written(title, 1, 26, 3, 28))
    assert (named, a1.area(cells or "")) == (title, (1, 26, 3, 28))
