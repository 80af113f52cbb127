"""Reading and writing ranges of values: https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values"""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from starlette.requests import Request

from sandbox.sheets import a1
from sandbox.sheets.state import Book, Tab, invalid, without_empty_end
from sandbox.sheets.values import rendered, stored

Rows = list[list[Any]]


def get(book: Book, request: Request, body: Any) -> dict[str, Any]:
    del body
    return _read(book, request.path_params["range"], request.query_params)


def batch_get(book: Book, request: Request, body: Any) -> dict[str, Any]:
    del body
    wanted = request.query_params.getlist("ranges")
    return {"spreadsheetId": book.id, "valueRanges": [_read(book, each, request.query_params) for each in wanted]}


def update(book: Book, request: Request, body: Any) -> dict[str, Any]:
    tab, area = book.locate(request.path_params["range"])
    return _write(book, tab, area, _rows(body), _input_option(request.query_params))


def batch_update(book: Book, request: Request, body: Any) -> dict[str, Any]:
    """All or nothing: every range is read and checked before the first is written."""
    del request
    option = _input_option(body)
    planned = [(*book.locate(each["range"]), _rows(each)) for each in body.get("data", [])]
    for tab, area, rows in planned:
        _guard(tab, _target(tab, area, rows))
    done = [_write(book, tab, area, rows, option) for tab, area, rows in planned]
    boxes = [(tab.id, *_target(tab, area, rows)) for tab, area, rows in planned]
    return {
        "spreadsheetId": book.id,
        "totalUpdatedRows": len({(tab, row) for tab, top, _, bottom, _ in boxes for row in range(top, bottom)}),
        "totalUpdatedColumns": len({(tab, col) for tab, _, left, _, right in boxes for col in range(left, right)}),
        "totalUpdatedCells": sum(each["updatedCells"] for each in done),
        "totalUpdatedSheets": len({tab for tab, *_ in boxes}),
        "responses": done,
    }


def append(book: Book, request: Request, body: Any) -> dict[str, Any]:
    """Below the last filled row of the tab; a full grid grows."""
    tab, _ = book.locate(request.path_params["range"])
    rows, top = _rows(body), len(tab.filled())
    tab.grow(top + len(rows), max((len(row) for row in rows), default=0))
    done = _write(book, tab, a1.Area(top, 0, top + 1, 1), rows, _input_option(request.query_params))
    table = {"tableRange": a1.written(tab.title, 0, 0, top, _width(tab.filled()))} if top else {}
    return {"spreadsheetId": book.id, **table, "updates": done}


def clear(book: Book, request: Request, body: Any) -> dict[str, Any]:
    del body
    tab, area = book.locate(request.path_params["range"])
    top, left, bottom, right = tab.bounds(area)
    for row in tab.rows[top:bottom]:
        row[left:right] = [None] * len(row[left:right])
    return {"spreadsheetId": book.id, "clearedRange": a1.written(tab.title, top, left, bottom, right)}


def _read(book: Book, text: str, options: Mapping[str, str]) -> dict[str, Any]:
    tab, area = book.locate(text)
    top, left, bottom, right = tab.bounds(area)
    name = a1.written(tab.title, top, left, bottom, right)
    if name in book.recorded:
        return book.recorded[name]
    option = options.get("valueRenderOption", "FORMATTED_VALUE")
    dates = options.get("dateTimeRenderOption", "SERIAL_NUMBER")
    direction = options.get("majorDimension", "ROWS")
    rows = [[rendered(cell, option, dates) for cell in row[left:right]] for row in tab.rows[top:bottom]]
    if direction == "COLUMNS":
        rows = [list(column) for column in zip_longest(*rows, fillvalue="")]
    rows = without_empty_end([without_empty_end(row) for row in rows])
    return {"range": name, "majorDimension": direction, **({"values": rows} if rows else {})}


def _write(book: Book, tab: Tab, area: a1.Area, rows: Rows, option: str) -> dict[str, Any]:
    top, left, bottom, right = _target(tab, area, rows)
    _guard(tab, (top, left, bottom, right))
    for row, cells in enumerate(rows, top):
        for column, value in enumerate(cells, left):
            if value is not None:
                tab.put(row, column, stored(value, option))
    return {
        "spreadsheetId": book.id,
        "updatedRange": a1.written(tab.title, top, left, bottom, right),
        "updatedRows": bottom - top,
        "updatedColumns": right - left,
        "updatedCells": sum(len(row) for row in rows),
    }


def _target(tab: Tab, area: a1.Area, rows: Rows) -> tuple[int, int, int, int]:
    """The cells that the rows cover. A single cell is where they begin; any larger range bounds them."""
    limits = tab.bounds(a1.Area(area.top, area.left) if area.is_cell else area)
    bottom, right = area.top + len(rows), area.left + _width(rows)
    if bottom > limits[2] or right > limits[3]:
        name = a1.written(tab.title, *limits)
        over = f"row [{bottom}]" if bottom > limits[2] else f"column [{a1.letters(right - 1)}]"
        raise invalid(f"Requested writing within range [{name}], but tried writing to {over}")
    return area.top, area.left, bottom, right


def _guard(tab: Tab, box: tuple[int, int, int, int]) -> None:
    top, left, bottom, right = box
    for row in range(top, bottom):
        for column in range(left, right):
            tab.guard(row, column)


def _rows(body: Mapping[str, Any]) -> Rows:
    rows: Rows = body.get("values", [])
    if body.get("majorDimension") == "COLUMNS":
        return [list(row) for row in zip_longest(*rows)]
    return rows


def _input_option(options: Mapping[str, str]) -> str:
    option = options.get("valueInputOption")
    if option not in ("RAW", "USER_ENTERED"):
        raise invalid("'valueInputOption' is required but not specified")
    return option


def _width(rows: Rows) -> int:
    return max((len(row) for row in rows), default=0)
