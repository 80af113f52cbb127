"""Writes what an owner answered as a row of the tab of check-ins, once: the hub's own row, and nobody else's.

The row is found by a mark on it (developer metadata), which also keeps a digest of what the hub wrote there: a row that says
something else now is somebody's own words, and stays. Row and mark come by one request, and the id of the mark is made from
its text; so a second try of the same request fails instead of adding a second row.
https://developers.google.com/workspace/sheets/api/guides/metadata
"""

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct

from connectors.sheets import cells, checkin_cells, marks
from connectors.sheets.checkin_cells import Edit, Said, digest
from connectors.sheets.client import Client
from connectors.sheets.marks import METADATA_KEY, Mark
from connectors.sheets.readings import readings
from connectors.sheets.rows import Sheet
from core.contract import CheckInRow, Refused


class Ours(Struct, frozen=True):
    """Our mark, and the row that says what we wrote; None where no row does any more."""

    sheet: Sheet
    mark: Mark
    row: int | None


def write_row(client: Client, read: Callable[[], Sequence[Sheet]], row: CheckInRow | None, mark: str) -> str | None:
    """The ref of the row, None when it is away. Refused when a heading is missing, or somebody has rewritten our row.

    People insert and sort rows at any time: what is to be done is made out twice, and done when the second reading says the
    same.
    """
    before: list[Edit] = []
    for _ in readings():
        edits = list(_edits(client.spreadsheet, read(), row, mark))
        if edits == before:
            break
        before = edits
    if edits:
        client.edit(edits)
    return None if row is None else str(_id(client.spreadsheet, mark))


def _edits(spreadsheet: str, sheets: Sequence[Sheet], row: CheckInRow | None, mark: str) -> Iterator[Edit]:
    ours = _find(sheets, mark)
    if ours is None:
        if row is not None:
            yield from _added(spreadsheet, sheets[0], row, mark)
    elif ours.row is None:
        place = ours.sheet.place(ours.mark.row, 0)
        raise Refused(f"sheets: somebody has rewritten the check-in at {place}; their words stay")
    elif row is None:
        yield {"deleteDeveloperMetadata": {"dataFilter": _lookup(ours.mark)}}
        yield {"deleteDimension": {"range": _rows(ours.sheet, ours.row)}}
    else:
        yield from _changed(ours.sheet, ours.mark, ours.row, checkin_cells.said(ours.sheet, row))


def _added(spreadsheet: str, sheet: Sheet, row: CheckInRow, mark: str) -> Iterator[Edit]:
    """A row of its own after the last one that says anything: what somebody types there meanwhile moves down."""
    said, at = checkin_cells.said(sheet, row), _last(sheet) + 1
    looks_above = at > sheet.columns.row + 1 or at >= sheet.height  # below the headings as the empty row there
    yield {"insertDimension": {"range": _rows(sheet, at), "inheritFromBefore": looks_above}}
    yield from checkin_cells.edits(sheet, at, said)
    entry = {
        "metadataId": _id(spreadsheet, mark),
        "metadataKey": METADATA_KEY,
        "metadataValue": f"{digest(said)} {mark}",
        "visibility": "DOCUMENT",
        "location": {"dimensionRange": _rows(sheet, at)},
    }
    yield {"createDeveloperMetadata": {"developerMetadata": entry}}


def _changed(sheet: Sheet, mark: Mark, at: int, said: Said) -> Iterator[Edit]:
    if digest(said) == mark.title:
        return
    yield from checkin_cells.edits(sheet, at, said, emptying=True)
    entry = {"metadataValue": f"{digest(said)} {mark.key}", "location": {"dimensionRange": _rows(sheet, at)}}
    change = {"dataFilters": [_lookup(mark)], "developerMetadata": entry, "fields": "metadataValue,location"}
    yield {"updateDeveloperMetadata": change}


def _find(sheets: Sequence[Sheet], mark: str) -> Ours | None:
    """Sorting moves the contents of rows and not what is attached to them: then ours is the only other row that says so."""
    for sheet in sheets:
        for each in sheet.stored:
            if each.key == mark:
                alike = [row for row in _below(sheet) if digest(checkin_cells.standing(sheet, row)) == each.title]
                here = each.row if each.row in alike else alike[0] if len(alike) == 1 else None
                return Ours(sheet, each, here)
    return None


def _rows(sheet: Sheet, row: int) -> Edit:
    return {"sheetId": sheet.gid, "dimension": "ROWS", "startIndex": row, "endIndex": row + 1}


def _lookup(mark: Mark) -> Edit:
    return {"developerMetadataLookup": {"metadataId": mark.id}}


def _below(sheet: Sheet) -> range:
    return range(sheet.columns.row + 1, len(sheet.rows))


def _last(sheet: Sheet) -> int:
    """The last row that says anything; checkboxes and formulas may fill a column to its end."""
    filled = (row for row in reversed(_below(sheet)) if any(map(cells.says_something, sheet.rows[row])))
    return next(filled, sheet.columns.row)


def _id(spreadsheet: str, mark: str) -> int:
    return marks.id_of(f"{spreadsheet}/{mark}")
