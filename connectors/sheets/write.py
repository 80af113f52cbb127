"""Writes the hub's own columns, and no other cell: the last station, where a finding meets the people of a goal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.sheets import marks
from connectors.sheets.cells import text
from connectors.sheets.client import LONGEST, Client
from connectors.sheets.goals import Found
from connectors.sheets.places import letters, quoted
from connectors.sheets.readings import readings
from connectors.sheets.rows import Sheet
from core.columns import COLUMNS, FIGURES, Column
from core.contract import Refused

Read = Callable[[], tuple[Sequence[Sheet], Sequence[Found]]]
Goals = Mapping[str, Mapping[str, str]]
Texts = Mapping[tuple[int, Column], str]


def write_texts(client: Client, read: Read, goals: Goals, *, mark: bool) -> None:
    """Beside each goal (by key) its text in each column; only cells that differ. Refused, after the others were written, when a
    finding has no row to stand beside, or a column has our heading and somebody else's values.

    People insert and sort rows at any time. So the cells are looked up twice, and written only when the second reading, after
    which there is nothing but the write, finds the same ones; whatever else must be changed first (a wider grid, marks on
    rows) goes before both.
    """
    before: Mapping[str, str] = {}
    for _ in readings():
        sheets, found = read()
        if first := [each for sheet in sheets for each in _prepared(client, sheet, found, goals, mark=mark)]:
            client.edit(first)
            continue
        changes = {where: said for sheet in sheets for where, said in _cells(sheet, _differing(sheet, found, goals))}
        if changes == before:
            break
        before = changes
    if changes:
        client.write(changes)
    _tell(sheets, found, goals)


def _tell(sheets: Sequence[Sheet], found: Sequence[Found], goals: Goals) -> None:
    """What could not be written. Figures of an objective that only shares a row stand nowhere, which is nobody's fault."""
    placed = {each.goal.key for each in found if each.row is not None}
    homeless = sorted(key for key, said in goals.items() if said.get("findings") and key not in placed)
    troubles = [f"no row of its own for {', '.join(homeless[:20])}"] if homeless else []
    for sheet in sheets:
        for column, place in _taken(sheet).items():
            if any(said.get(column) for said in goals.values()):
                heading = sheet.tab.own[column]
                troubles.append(
                    f"{place} is no text of ours, though its column is headed “{heading}”: head it otherwise, or leave "
                    f"{column} out of the setting status_columns"
                )
    if troubles:
        raise Refused(f"sheets: {'; '.join(troubles)}; the others were written")


def _taken(sheet: Sheet) -> dict[Column, str]:
    """Columns under a heading of ours that hold what the hub never writes there (a number, a checkbox), by where."""
    found = {}
    for column in FIGURES & sheet.columns.own.keys():
        at = sheet.columns.own[column]
        for row in range(sheet.columns.row + 1, len(sheet.rows)):
            if not isinstance(sheet.cell(row, at), str | None):
                found[column] = sheet.place(row, at)
                break
    return found


def _prepared(
    client: Client, sheet: Sheet, found: Sequence[Found], goals: Goals, *, mark: bool
) -> Iterator[Mapping[str, Any]]:
    """More columns where the grid is full, a mark on each row without ID that gets a text, and the new title of each that
    was renamed.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request#AppendDimensionRequest
    """
    differing = _differing(sheet, found, goals)
    lacking = sheet.used + len(_new(sheet, differing)) - sheet.width
    if _new(sheet, differing) and lacking > 0:
        yield {"appendDimension": {"sheetId": sheet.gid, "dimension": "COLUMNS", "length": lacking}}
    if mark and differing:
        goal_at = {each.row: each.goal for each in found if each.sheet is sheet and each.row is not None}
        rows = {row for row, _ in differing}
        known = [row for row in goal_at if row in rows or row in sheet.marks]
        nameless = [row for row in known if not text(sheet.cell(row, sheet.columns.at.get("key")))]
        wanted = {row: (goal_at[row].key, goal_at[row].title) for row in nameless}
        yield from marks.edits(client.spreadsheet, sheet.gid, sheet.stored, wanted)


def _differing(sheet: Sheet, found: Sequence[Found], goals: Goals) -> Texts:
    """What its cells should say and do not."""
    free = sheet.tab.own.keys() - _taken(sheet).keys()
    wanted = {
        (each.row, column): said[:LONGEST]
        for each in found
        if each.sheet is sheet and each.row is not None
        for column, said in goals.get(each.goal.key, {}).items()
        if column in free
    }
    return {at: said for at, said in wanted.items() if said != current(sheet, *at)}


def current(sheet: Sheet, row: int, column: Column) -> str:
    cell = sheet.cell(row, sheet.columns.own.get(column))
    return cell if isinstance(cell, str) else text(cell)


def _new(sheet: Sheet, texts: Texts) -> dict[Column, int]:
    """Columns that are to be made, and where: beyond every cell in use, not only beyond the headings."""
    asked = {column for _, column in texts} - sheet.columns.own.keys()
    return {column: sheet.used + n for n, column in enumerate(each for each in COLUMNS if each in asked)}


def _cells(sheet: Sheet, texts: Texts) -> Iterator[tuple[str, str]]:
    """The texts by range, and the headings of columns that are new."""
    new = _new(sheet, texts)
    for column, at in new.items():
        yield cell_name(sheet, sheet.columns.row, at), sheet.tab.own[column]
    for (row, column), said in texts.items():
        yield cell_name(sheet, row, {**sheet.columns.own, **new}[column]), said


def cell_name(sheet: Sheet, row: int, column: int) -> str:
    return f"{quoted(sheet.title)}!{letters(column)}{row + 1}"
