"""The contract can fail: each planted violation of the Sheets API is caught."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from sandbox.history import Exchange
from tests.contract.sheets_contract import check

BOOK = "/v4/spreadsheets/1a2B3c"
WRITE: dict[str, Any] = {"valueInputOption": "RAW", "data": [{"range": "OKRs!A1", "values": [["x"]]}]}
GOOD = Exchange(
    tool="sheets",
    at=datetime(2026, 11, 20, tzinfo=UTC),
    method="POST",
    path=f"{BOOK}/values:batchUpdate",
    query="alt=json",
    request_headers={},
    request_body=json.dumps(WRITE).encode(),
    status=200,
    response_headers={},
    response_body=b'{"spreadsheetId": "1a2B3c", "totalUpdatedCells": 1}',
)
ERROR = b'{"error": {"code": 400, "message": "Unable to parse range: x", "status": "INVALID_ARGUMENT"}}'


def test_good_exchanges_pass() -> None:
    check(GOOD)
    check(msgspec.structs.replace(GOOD, status=400, response_body=ERROR))
    check(msgspec.structs.replace(GOOD, status=503, response_body=b"<html>"))
    reading = {
        "method": "GET",
        "path": f"{BOOK}/values/Q1: a/b!A1:B2",
        "query": "majorDimension=ROWS",
        "request_body": b"",
    }
    check(msgspec.structs.replace(GOOD, **reading, response_body=b'{"range": "x", "values": [["a", 1, true]]}'))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"path": f"{BOOK}/values:batchWrite"}, "no such method"),
        ({"method": "DELETE"}, "no such method"),
        ({"query": "ranges=A1"}, "unknown query name ranges"),
        ({"query": "prettyPrint=perhaps"}, "prettyPrint=perhaps is not one of"),
        ({"request_body": json.dumps(WRITE | {"option": 1}).encode()}, "'option' was unexpected"),
        ({"request_body": json.dumps(WRITE | {"valueInputOption": "COOKED"}).encode()}, "'COOKED' is not one of"),
        ({"request_body": json.dumps(WRITE | {"data": {}}).encode()}, "is not of type 'array'"),
        ({"response_body": b'{"spreadsheetId": 1}'}, "1 is not of type 'string'"),
        ({"response_body": b"<html>"}, "response: no JSON"),
        ({"response_body": b'{"sheet": "x"}'}, "'sheet' was unexpected"),
        ({"status": 400, "response_body": b'{"error": "bad"}'}, "'bad' is not of type 'object'"),
        ({"method": "GET", "path": BOOK}, "takes no body"),
        ({"method": "GET", "path": BOOK, "request_body": b"", "query": "includeGridData=maybe"}, "is not one of"),
    ],
)
def test_violations_are_caught(change: dict[str, Any], message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        check(msgspec.structs.replace(GOOD, **change))
