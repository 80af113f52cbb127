"""Edits of tabs, their looks and their metadata, all of one request or none.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/batchUpdate
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

from starlette.requests import Request

from sandbox.sheets import metadata
from sandbox.sheets.masks import parse
from sandbox.sheets.state import Book, Tab, invalid
from sandbox.sheets.values import Cell, Formula

Reply = dict[str, Any]


def batch_update(book: Book, request: Request, body: Any) -> dict[str, Any]:
    del request
    draft = deepcopy(book)
    replies = [_edit(draft, edit) for edit in body["requests"]]
    vars(book).update(vars(draft))
    return {"spreadsheetId": book.id, "replies": replies}


def properties(book: Book, tab: Tab) -> dict[str, Any]:
    return {
        "sheetId": tab.id,
        "title": tab.title,
        "index": book.tabs.index(tab),
        "sheetType": "GRID",
        "gridProperties": {
            "rowCount": tab.row_count,
            "columnCount": tab.column_count,
            **({"frozenRowCount": tab.frozen} if tab.frozen else {}),
        },
    }


def sheet(book: Book, tab: Tab, *, grid: bool) -> Reply:
    """A tab with its merged cells; `grid` adds what is kept of each row."""
    about: Reply = {"properties": properties(book, tab)}
    if tab.merges:
        names = ("startRowIndex", "startColumnIndex", "endRowIndex", "endColumnIndex")
        about["merges"] = [{"sheetId": tab.id, **dict(zip(names, box, strict=True))} for box in tab.merges]
    if grid:
        about["data"] = [{"rowMetadata": metadata.of_rows(book, tab)}]
    return about


def _edit(book: Book, edit: Mapping[str, Any]) -> Reply:
    name, content = next(iter(edit.items()))
    if name not in _EDITS:
        raise invalid(f"Invalid JSON payload received. Unknown name \"{name}\" at 'requests[0]': Cannot find field.")
    return _EDITS[name](book, content) or {}


def _add_sheet(book: Book, content: Mapping[str, Any]) -> Reply:
    wanted = content.get("properties", {})
    grid = wanted.get("gridProperties", {})
    if wanted.get("sheetId") in {tab.id for tab in book.tabs}:
        raise invalid(f"Invalid requests[0].addSheet: A sheet with the ID {wanted['sheetId']} already exists.")
    tab = book.add(wanted.get("title", f"Sheet{len(book.tabs) + 1}"), sheet_id=wanted.get("sheetId"))
    tab.row_count, tab.column_count = grid.get("rowCount", 1000), grid.get("columnCount", 26)
    tab.frozen = grid.get("frozenRowCount", 0)
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
    size = tab.row_count if span["dimension"] == "ROWS" else tab.column_count
    if span["startIndex"] >= size + bool(content.get("inheritFromBefore")):
        raise invalid(
            f"Invalid requests[0].insertDimension: range.startIndex[{span['startIndex']}] must be less than the grid size "
            f"({size}) if inheritFromBefore is false."
        )
    if span["dimension"] == "ROWS":
        return book.insert_rows(tab, span["startIndex"], [[] for _ in range(count)])
    tab.column_count += count
    for row in tab.rows:
        row[span["startIndex"] : span["startIndex"]] = [None] * (count if len(row) > span["startIndex"] else 0)


def _delete_rows(book: Book, content: Mapping[str, Any]) -> None:
    span = content["range"]
    if span["dimension"] != "ROWS":
        raise invalid("This sandbox deletes rows only.")
    book.delete_rows(book.tab_by_id(span.get("sheetId", 0)), span["startIndex"], span["endIndex"] - span["startIndex"])


def _update_cells(book: Book, content: Mapping[str, Any]) -> None:
    """Begun at `start`; of a cell only the fields that are named, and those that it leaves out are emptied."""
    start, fields = content["start"], parse(content["fields"])
    tab = book.tab_by_id(start.get("sheetId", 0))
    if not fields:
        raise invalid("Invalid requests[0].updateCells: At least one field must be listed in 'fields'.")
    for row, data in enumerate(content["rows"], start.get("rowIndex", 0)):
        for column, cell in enumerate(data.get("values", []), start.get("columnIndex", 0)):
            if row >= tab.row_count or column >= tab.column_count:
                raise invalid("Invalid requests[0].updateCells: Attempting to write beyond the grid.")
            tab.guard(row, column)
            if "userEnteredValue" in fields:
                tab.put(row, column, _entered(cell.get("userEnteredValue", {})))
            looks = {name: cell[name] for name in fields if name != "userEnteredValue" and name in cell}
            tab.looks += [(f"{row}:{column}", looks)] if looks else []


def _entered(value: Mapping[str, Any]) -> Cell:
    """Only a formula is one; a string that begins with `=` stays a string."""
    kind, entered = next(iter(value.items()), ("", None))
    return Formula(entered) if kind == "formulaValue" else entered


def _look(name: str) -> Callable[[Book, Mapping[str, Any]], None]:
    """An edit that changes how cells look and what may be entered, which is kept as it was asked for."""

    def edit(book: Book, content: Mapping[str, Any]) -> None:
        tab = book.tab_by_id(content["range"].get("sheetId", 0))
        first, end = content["range"].get("startColumnIndex", 0), content["range"].get("endColumnIndex", 0)
        if max(first, end - 1) >= tab.column_count:
            raise invalid(f"Invalid requests[0].{name}: range is beyond the grid.")
        tab.looks.append((name, content))

    return edit


_EDITS: Mapping[str, Callable[[Book, Any], Reply | None]] = {
    "addSheet": _add_sheet,
    "appendDimension": _append_dimension,
    "createDeveloperMetadata": metadata.create,
    "deleteDeveloperMetadata": metadata.delete,
    "deleteDimension": _delete_rows,
    "deleteSheet": _delete_sheet,
    "insertDimension": _insert_dimension,
    "repeatCell": _look("repeatCell"),
    "setDataValidation": _look("setDataValidation"),
    "updateCells": _update_cells,
    "updateDeveloperMetadata": metadata.update,
    "updateDimensionProperties": _look("updateDimensionProperties"),
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_spreadsheet,
}
