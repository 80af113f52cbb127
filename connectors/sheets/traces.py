"""Takes away what the hub made for its own texts and does not need any more: headings of empty columns, and marks on rows."""

from collections.abc import Mapping, Sequence

from connectors.sheets import marks
from connectors.sheets.client import Client
from connectors.sheets.goals import Found
from connectors.sheets.marks import Mark
from connectors.sheets.rows import Sheet
from connectors.sheets.slugs import derived_key
from connectors.sheets.write import Goals, Read, cell_name, current
from core.columns import Column


def clear_traces(client: Client, read: Read, goals: Goals) -> None:
    """After the texts are gone. A mark without which a goal would be taken for another one (it was renamed since) stays."""
    sheets, found = read()
    empty = {cell_name(sheet, sheet.columns.row, at): "" for sheet in sheets for at in _empty(sheet).values()}
    if empty:
        client.write(empty)
    edits = [each for sheet in sheets for each in marks.removals(_needless(sheet, found, goals))]
    if edits:
        client.edit(edits)


def _empty(sheet: Sheet) -> Mapping[Column, int]:
    below = range(sheet.columns.row + 1, len(sheet.rows))
    return {
        column: at
        for column, at in sheet.columns.own.items()
        if all(sheet.cell(row, at) in (None, "") for row in below)
    }


def _needless(sheet: Sheet, found: Sequence[Found], goals: Goals) -> list[Mark]:
    """Of goals beside which nothing of ours stands, and whose title alone gives their key."""
    rows = {each.goal.key: each for each in found if each.sheet is sheet and each.row is not None}
    asked = ((mark, rows.get(mark.key)) for mark in sheet.stored if mark.key in goals)
    return [mark for mark, each in asked if each and _derived(each) and not _says(each)]


def _derived(found: Found) -> bool:
    return found.goal.key == derived_key(found.sheet.known_by, found.goal.title)


def _says(found: Found) -> bool:
    return found.row is not None and any(current(found.sheet, found.row, each) for each in found.sheet.columns.own)
