"""The workbook that `fairlead init` can lay out: a tab for each kind, and one that says how to fill them.

Everything is one request of edits, all or none, and only of tabs that are missing. Tab ids are our own, so that a second try
of the same request fails instead of adding.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from connectors.sheets.client import Layout
from connectors.sheets.frame import GUIDE, GUIDE_TITLE, TABS, Heading
from connectors.sheets.settings import TabSettings
from core.columns import COLUMNS

Edit = dict[str, Any]
ROWS = 200
_BOLD = {"textFormat": {"bold": True}, "wrapStrategy": "WRAP", "verticalAlignment": "MIDDLE"}
_SHADE = {"backgroundColorStyle": {"rgbColor": {"red": 0.91, "green": 0.94, "blue": 0.98}}}
_FORMATS: Mapping[str, Edit] = {
    "date": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "percent": {"type": "PERCENT", "pattern": "0%"},
    "number": {"type": "NUMBER", "pattern": "#,##0.##"},
    "text": {"type": "TEXT"},
}


def missing_tabs(layout: Layout, tabs: Sequence[TabSettings]) -> tuple[list[str], list[Edit]]:
    """Titles and edits. A kind for which the settings name tabs has these, any other one of its own name."""
    there = {each.title for each in layout.sheets}
    taken = {each.gid for each in layout.sheets}
    titles: list[str] = []
    edits: list[Edit] = []
    for kind, (usual, headings, examples) in TABS.items():
        set_up = [tab for tab in tabs if tab.kind == kind]
        for title in [tab.title for tab in set_up if tab.title] if set_up else [usual]:
            if title not in there:
                titles.append(title)
                edits += _table(_free_id(title, taken), title, headings, examples)
    if GUIDE_TITLE not in there:
        titles.append(GUIDE_TITLE)
        edits += _guide(_free_id(GUIDE_TITLE, taken))
    return titles, edits


def _free_id(title: str, taken: set[int]) -> int:
    found = int.from_bytes(blake2b(f"fairlead/{title}".encode(), digest_size=4).digest()) >> 1
    while found in taken:
        found += 1
    taken.add(found)
    return found


def _table(gid: int, title: str, headings: Sequence[Heading], examples: Sequence[Sequence[Any]]) -> Iterator[Edit]:
    grid = {"rowCount": ROWS, "columnCount": len(headings) + len(COLUMNS), "frozenRowCount": 1}  # with the hub's own
    yield {"addSheet": {"properties": {"sheetId": gid, "title": title, "gridProperties": grid}}}
    header = [{**_text(each.name), "note": each.note, "userEnteredFormat": {**_BOLD, **_SHADE}} for each in headings]
    yield _cells(gid, 0, [header], "userEnteredValue,note,userEnteredFormat")
    for column, heading in enumerate(headings):
        below = {"sheetId": gid, "startRowIndex": 1, "startColumnIndex": column, "endColumnIndex": column + 1}
        yield _width(gid, column, heading.width)
        cell = {"userEnteredFormat": {"numberFormat": _FORMATS[heading.form]}}
        yield {"repeatCell": {"range": below, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}
        if rule := _rule(heading):
            yield {"setDataValidation": {"range": below, "rule": rule}}
    yield _cells(gid, 1, [[_value(each) for each in row] for row in examples], "userEnteredValue")


def _guide(gid: int) -> Iterator[Edit]:
    grid = {"rowCount": len(GUIDE) + 5, "columnCount": 2, "hideGridlines": True}
    yield {"addSheet": {"properties": {"sheetId": gid, "title": GUIDE_TITLE, "gridProperties": grid}}}
    first, *rest = [[_text(line)] for line in GUIDE]
    first[0]["userEnteredFormat"] = {"textFormat": {"bold": True}}
    yield _cells(gid, 0, [first, *rest], "userEnteredValue,userEnteredFormat.textFormat")
    yield _width(gid, 0, 760)


def _rule(heading: Heading) -> Edit | None:
    """A warning, not a ban: nobody should be kept from writing what is true."""
    if heading.choices:
        condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": each} for each in heading.choices]}
        return {"condition": condition, "showCustomUi": True, "strict": False}
    if heading.form == "percent":
        bounds = [{"userEnteredValue": "0"}, {"userEnteredValue": "1"}]
        message = "A share from 0 % to 100 %"
        return {"condition": {"type": "NUMBER_BETWEEN", "values": bounds}, "inputMessage": message, "strict": False}
    if heading.form == "date":
        return {"condition": {"type": "DATE_IS_VALID"}, "inputMessage": "A date such as 2026-12-31", "strict": False}
    return None


def _cells(gid: int, row: int, rows: Sequence[Sequence[Edit]], fields: str) -> Edit:
    start = {"sheetId": gid, "rowIndex": row, "columnIndex": 0}
    return {"updateCells": {"start": start, "rows": [{"values": list(each)} for each in rows], "fields": fields}}


def _width(gid: int, column: int, pixels: int) -> Edit:
    span = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {"updateDimensionProperties": {"range": span, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}}


def _text(said: str) -> Edit:
    return {"userEnteredValue": {"stringValue": said}}


def _value(cell: Any) -> Edit:
    if cell is None:
        return {}
    return _text(cell) if isinstance(cell, str) else {"userEnteredValue": {"numberValue": cell}}
