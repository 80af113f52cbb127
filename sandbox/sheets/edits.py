"""Structural edits and developer metadata, all of one request or none.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from starlette.requests import Request

from sandbox.sheets.masks import parse
from sandbox.sheets.state import Book, Tab, invalid

Reply = dict[str, Any]


def batch_update(book: Book, request: Request, body: Any) -> dict[str, Any]:
    del request
    draft = deepcopy(book)
    replies = [_edit(draft, edit) for edit in body["requests"]]
    vars(book).update(vars(draft))
    return {"spreadsheetId": book.id, "replies": replies}


def search_metadata(book: Book, request: Request, body: Any) -> dict[str, Any]:
    """Only lookups by id, key, value and visibility; location filters are not needed by the hub."""
    del request
    lookups = [each["developerMetadataLookup"] for each in body["dataFilters"]]
    found = [
        {"developerMetadata": entry, "dataFilters": [{"developerMetadataLookup": lookup}]}
        for lookup in lookups
        for entry in book.metadata.values()
        if all(entry.get(name) == value for name, value in lookup.items())
    ]
    return {"matchedDeveloperMetadata": found} if found else {}


def properties(book: Book, tab: Tab) -> dict[str, Any]:
    return {
        "sheetId": tab.id,
        "title": tab.title,
        "index": book.tabs.index(tab),
        "sheetType": "GRID",
        "gridProperties": {"rowCount": tab.row_count, "columnCount": tab.column_count},
    }


def _edit(book: Book, edit: Mapping[str, Any]) -> Reply:
    name, content = next(iter(edit.items()))
    if name not in _EDITS:
        raise invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at 'requests[0]': Cannot find field.")
    return _EDITS[name](book, content) or {}


def _add_sheet(book: Book, content: Mapping[str, Any]) -> Reply:
    wanted = content.get("properties", {})
    grid = wanted.get("gridProperties", {})
    tab = book.add(wanted.get("title", f"Sheet{len(book.tabs) + 1}"), sheet_id=wanted.get("sheetId"))
    tab.row_count, tab.column_count = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    return {"addSheet": {"properties": properties(book, tab)}}


def _delete_sheet(book: Book, content: Mapping[str, Any]) -> None:
    book.tabs.remove(book.tab_by_id(content["sheetId"]))


def _update_spreadsheet(book: Book, content: Mapping[str, Any]) -> None:
    names = {"title": "title", "locale": "locale", "timeZone": "time_zone"}
    for name in parse(content["fields"]):
        setattr(book, names[name], content["properties"][name])


def _update_sheet(book: Book, content: Mapping[str, Any]) -> None:
    wanted, fields = content["properties"], parse(content["fields"])
    tab = book.tab_by_id(wanted.get("sheetId", 0))
    if "title" in fields:
        tab.title = wanted["title"]
    grid, chosen = wanted.get("gridProperties", {}), fields.get("gridProperties", {})
    tab.row_count = grid["rowCount"] if "rowCount" in chosen else tab.row_count
    tab.column_count = grid["columnCount"] if "columnCount" in chosen else tab.column_count


def _append_dimension(book: Book, content: Mapping[str, Any]) -> None:
    tab, rows = book.tab_by_id(content.get("sheetId", 0)), content["dimension"] == "ROWS"
    tab.grow(tab.row_count + content["length"] * rows, tab.column_count + content["length"] * (not rows))


def _insert_dimension(book: Book, content: Mapping[str, Any]) -> None:
    span = content["range"]
    tab, count = book.tab_by_id(span.get("sheetId", 0)), span["endIndex"] - span["startIndex"]
    if span["dimension"] == "ROWS":
        return book.insert_rows(tab, span["startIndex"], [[] for _ in range(count)])
    tab.column_count += count
    for row in tab.rows:
        row[span["startIndex"] : span["startIndex"]] = [None] * (count if len(row) > span["startIndex"] else 0)


def _update_cells(book: Book, content: Mapping[str, Any]) -> None:
    """Only `userEnteredValue`, begun at `start`."""
    start = content["start"]
    tab = book.tab_by_id(start.get("sheetId", 0))
    for row, data in enumerate(content["rows"], start.get("rowIndex", 0)):
        for column, cell in enumerate(data.get("values", []), start.get("columnIndex", 0)):
            tab.put(row, column, next(iter(cell.get("userEnteredValue", {}).values()), None))


def _create_metadata(book: Book, content: Mapping[str, Any]) -> Reply:
    """An id that is taken is refused, which makes a second try of the same request harmless."""
    entry = deepcopy(content["developerMetadata"])
    unique = entry.setdefault("metadataId", max(book.metadata, default=0) + 1)
    if unique in book.metadata:
        raise invalid(f"Developer metadata with id {unique} already exists.")
    kinds = {"dimensionRange": "COLUMN", "sheetId": "SHEET", "spreadsheet": "SPREADSHEET"}
    location = entry["location"]
    rows = location.get("dimensionRange", {}).get("dimension") == "ROWS"
    location["locationType"] = "ROW" if rows else kinds[next(iter(location))]
    book.metadata[unique] = entry
    return {"createDeveloperMetadata": {"developerMetadata": entry}}


_EDITS: Mapping[str, Callable[[Book, Any], Reply | None]] = {
    "addSheet": _add_sheet,
    "appendDimension": _append_dimension,
    "createDeveloperMetadata": _create_metadata,
    "deleteSheet": _delete_sheet,
    "insertDimension": _insert_dimension,
    "updateCells": _update_cells,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_spreadsheet,
}
