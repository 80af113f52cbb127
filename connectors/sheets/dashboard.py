"""The hub's own page in a spreadsheet: a tab of three columns (what, text, address), and nothing else in it.

The tab is known by its id, which is made from the mark: nobody gives a tab its id by hand, and it stays when the tab is
renamed or moved. What the tab should say goes out as whole rows, RAW as typed: a text that begins with `=` stays a text.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from connectors.pieces import pieces
from connectors.sheets.cells import text
from connectors.sheets.client import LONGEST, Client, Tab, split
from connectors.sheets.places import quoted
from core.contract import Note
from core.parts import Part

Edit = Mapping[str, Any]
Line = tuple[str, str, str]
COLUMNS, WIDTHS = 3, (320, 620, 420)
LONGEST_TITLE = 100  # characters of the title of a tab
SPARE = 20  # rows below the last one
HEADING = {"textFormat": {"bold": True}}


def write_page(client: Client, note: Note) -> str | None:
    """Its address, None when the tab is away."""
    layout = client.layout()
    gid = _gid(client, note)
    tab = next((each for each in layout.sheets if each.gid == gid), None)
    if note.body is None:
        if tab:
            client.edit([{"deleteSheet": {"sheetId": gid}}])
        return None
    lines, titles = _lines(note), {each.title for each in layout.sheets}
    before = [] if tab is None else _standing(client, tab)
    edits = [*(_made(gid, _free_title(note, titles), len(lines)) if tab is None else _grown(tab, len(lines)))]
    edits += _rows(gid, lines, before)
    for batch in split(edits):
        client.edit(batch)
    return f"https://docs.google.com/spreadsheets/d/{client.spreadsheet}/edit#gid={gid}"


def _gid(client: Client, note: Note) -> int:
    return int.from_bytes(blake2b(f"{client.spreadsheet}/{note.mark}".encode(), digest_size=4).digest()) >> 1 or 1


def _free_title(note: Note, taken: set[str]) -> str:
    title = (note.parts[0].title if note.parts else "")[:LONGEST_TITLE] or "Fairlead"
    numbered = (f"{title[: LONGEST_TITLE - 5]} ({number})" for number in range(2, 100))
    return title if title not in taken else next(each for each in numbered if each not in taken)


def _lines(note: Note) -> list[Line]:
    """A row for each part; a long text goes on in the rows below."""
    parts = note.parts or (Part(note.body or ""),)
    whole = (part for piece in pieces(parts, lambda part: len(part.text), LONGEST) for part in piece)
    return [(part.title, part.text, part.url[:LONGEST]) for part in whole]


def _standing(client: Client, tab: Tab) -> list[Line]:
    (rows,) = client.values([quoted(tab.title)])
    cells = ([*(cell if isinstance(cell, str) else text(cell) for cell in row), *[""] * COLUMNS] for row in rows)
    return [(row[0], row[1], row[2]) for row in cells]


def _made(gid: int, title: str, rows: int) -> Iterator[Edit]:
    grid = {"rowCount": rows + SPARE, "columnCount": COLUMNS, "frozenRowCount": 1}
    yield {"addSheet": {"properties": {"sheetId": gid, "title": title, "gridProperties": grid}}}
    for column, pixels in enumerate(WIDTHS):
        span = {"sheetId": gid, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        width = {"range": span, "properties": {"pixelSize": pixels}, "fields": "pixelSize"}
        yield {"updateDimensionProperties": width}


def _grown(tab: Tab, rows: int) -> Iterator[Edit]:
    """People may have taken rows and columns away."""
    grid = tab.properties.grid_properties
    for dimension, lacking in (("ROWS", rows - grid.row_count), ("COLUMNS", COLUMNS - grid.column_count)):
        if lacking > 0:
            yield {"appendDimension": {"sheetId": tab.gid, "dimension": dimension, "length": lacking}}


def _rows(gid: int, lines: Sequence[Line], before: Sequence[Line]) -> Iterator[Edit]:
    """Those that differ, each run of them by one edit; what stands below the last one is emptied."""
    padded = [*lines, *[("", "", "")] * (len(before) - len(lines))]
    at = 0
    while at < len(padded):
        end = at
        while end < len(padded) and (end >= len(before) or padded[end] != before[end]) and end - at < 500:
            end += 1
        if end > at:
            yield _cells(gid, at, padded[at:end])
        at = end if end > at else at + 1


def _cells(gid: int, row: int, lines: Sequence[Line]) -> Edit:
    start = {"sheetId": gid, "rowIndex": row, "columnIndex": 0}
    rows = [{"values": [_cell(each, bold=bool(line[0]) and not line[2]) for each in line]} for line in lines]
    return {"updateCells": {"start": start, "rows": rows, "fields": "userEnteredValue,userEnteredFormat"}}


def _cell(said: str, *, bold: bool) -> dict[str, Any]:
    looks = {"wrapStrategy": "WRAP", "verticalAlignment": "TOP", **(HEADING if bold else {})}
    return {**({"userEnteredValue": {"stringValue": said}} if said else {}), "userEnteredFormat": looks}
