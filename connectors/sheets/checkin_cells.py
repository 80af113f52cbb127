"""What a check-in says cell by cell, so that it is read back as it was meant."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from connectors.sheets import cells
from connectors.sheets.client import LONGEST
from connectors.sheets.dates import EPOCH
from connectors.sheets.headings import HEADINGS
from connectors.sheets.rows import Sheet
from core.contract import CheckInRow, Refused

Edit = Mapping[str, Any]
Said = Mapping[str, Any]  # cells by field
FIELDS = ("goal", "at", "value", "confidence", "note", "author")


def said(sheet: Sheet, row: CheckInRow) -> dict[str, Any]:
    """What its cells should say. Refused names the headings that are missing."""
    wanted = {
        "goal": row.goal,
        "at": (row.day - EPOCH).days,
        "value": row.value,
        "confidence": None if row.confidence is None else _confidence(sheet, row.confidence / 10),
        "note": row.note[:LONGEST] or None,
        "author": row.by or None,
    }
    there = fields_of(sheet)
    if lacking := [each for each in ("value", "confidence", "note") if wanted[each] is not None and each not in there]:
        names = " and ".join(f'"{HEADINGS["check-ins"][field][0]}"' for field in lacking)
        raise Refused(
            f"sheets: the tab {sheet.title} has no column {names}; add it, or let `fairlead init --sheet` lay out a new tab"
        )
    return {field: wanted[field] for field in there if wanted[field] is not None}


def _confidence(sheet: Sheet, share: float) -> str | float:
    """As the others of its column are written, so that it is read as it is meant."""
    column = [
        sheet.cell(row, sheet.columns.at.get("confidence")) for row in range(sheet.columns.row + 1, len(sheet.rows))
    ]
    top = max([each for each in column if isinstance(each, int | float) and not isinstance(each, bool)], default=1)
    scales = (1, 10, 100) if top <= 1 else (10, 100, 1) if top <= 10 else (100, 10, 1)
    for said in (round(share * scale, 4) for scale in scales):
        if _reads(said, column) == round(share, 4):
            return said
    return f"{share * 10:g}/10"


def _reads(said: float, column: Sequence[Any]) -> float | None:
    try:
        found = cells.confidence(said, column=[*column, said])
    except ValueError:
        return None
    return None if found is None else round(found, 4)


def standing(sheet: Sheet, row: int) -> Said:
    said = {field: sheet.cell(row, sheet.columns.at[field]) for field in fields_of(sheet)}
    return {field: cell for field, cell in said.items() if cells.text(cell)}


def fields_of(sheet: Sheet) -> Sequence[str]:
    """The fields that the hub writes and the tab has."""
    return [field for field in FIELDS if field in sheet.columns.at]


def edits(sheet: Sheet, row: int, said: Said, *, emptying: bool = False) -> Iterator[Edit]:
    """Writes these cells; `emptying` those of the other fields as well. A text stays a text, also one that begins with `=`."""
    for field in fields_of(sheet) if emptying else said:
        value = said.get(field)
        kind = "stringValue" if isinstance(value, str) else "numberValue"
        cell: dict[str, Any] = {} if value is None else {"userEnteredValue": {kind: value}}
        fields = "userEnteredValue"
        if field == "at":
            cell["userEnteredFormat"] = {"numberFormat": {"type": "DATE", "pattern": "yyyy-mm-dd"}}
            fields += ",userEnteredFormat.numberFormat"
        start = {"sheetId": sheet.gid, "rowIndex": row, "columnIndex": sheet.columns.at[field]}
        yield {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def digest(said: Said) -> str:
    words = "\n".join(f"{field} {cells.text(cell)}" for field, cell in sorted(said.items()))
    return blake2b(words.encode(), digest_size=6).hexdigest()
