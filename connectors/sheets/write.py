"""Writes the hub's own status column, and no other cell: the last station, where a finding meets the people of a goal."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from connectors.sheets import marks
from connectors.sheets.cells import text
from connectors.sheets.client import LONGEST, Client
from connectors.sheets.goals import Found
from connectors.sheets.places import letters, quoted
from connectors.sheets.rows import Sheet
from core.contract import Refused, Unavailable

Read = Callable[[], tuple[Sequence[Sheet], Sequence[Found]]]
Texts = Mapping[int, str]
TRIES = 5


def write_texts(client: Client, read: Read, goals: Mapping[str, str], *, mark: bool) -> None:
    """Beside each goal (by key) its text; only cells that differ. Refused, after the others were written, when a text has no
    row to stand beside.

    People insert and sort rows at any time. So the cells are looked up twice, and written only when the second reading, after
    which there is nothing but the write, finds the same ones; whatever else must be changed first (a wider grid, marks on
    rows) goes before both.
    """
    before: Mapping[str, str] = {}
    for _ in range(TRIES):
        sheets, found = read()
        if first := [each for sheet in sheets for each in _prepared(client, sheet, found, goals, mark=mark)]:
            client.edit(first)
            continue
        changes = {where: said for sheet in sheets for where, said in _cells(sheet, _differing(sheet, found, goals))}
        if changes == before:
            break
        before = changes
    else:
        raise Unavailable("sheets: people are changing the tabs just now; the next run writes")
    if changes:
        client.write(changes)
    placed = {each.goal.key for each in found if each.row is not None}
    if homeless := sorted(key for key, said in goals.items() if said and key not in placed):
        raise Refused(f"sheets: no row of its own for {', '.join(homeless[:20])}; the others were written")


def _prepared(
    client: Client, sheet: Sheet, found: Sequence[Found], goals: Mapping[str, str], *, mark: bool
) -> Iterator[Mapping[str, Any]]:
    """A column more where the grid is full, a mark on each row without ID that gets a text, and the new title of each that
    was renamed.

    https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets/request#AppendDimensionRequest
    """
    differing = _differing(sheet, found, goals)
    if differing and sheet.columns.status is None and sheet.used >= sheet.width:
        yield {"appendDimension": {"sheetId": sheet.gid, "dimension": "COLUMNS", "length": 1}}
    if mark and differing:
        goal_at = {each.row: each.goal for each in found if each.sheet is sheet and each.row is not None}
        known = [row for row in goal_at if row in differing or row in sheet.marks]
        nameless = [row for row in known if not text(sheet.cell(row, sheet.columns.at.get("key")))]
        wanted = {row: (goal_at[row].key, goal_at[row].title) for row in nameless}
        yield from marks.edits(client.spreadsheet, sheet.gid, sheet.stored, wanted)


def _differing(sheet: Sheet, found: Sequence[Found], goals: Mapping[str, str]) -> Texts:
    """What its cells should say and do not, by row."""
    wanted = {
        each.row: goals[each.goal.key][:LONGEST]
        for each in found
        if each.sheet is sheet and each.row is not None and each.goal.key in goals
    }
    return {row: said for row, said in wanted.items() if said != _current(sheet, row)}


def _current(sheet: Sheet, row: int) -> str:
    cell = sheet.cell(row, sheet.columns.status)
    return cell if isinstance(cell, str) else text(cell)


def _cells(sheet: Sheet, texts: Texts) -> Iterator[tuple[str, str]]:
    """The texts by range, and the heading where the column is new: beyond every cell in use, not only beyond the headings."""
    if not texts:
        return
    column = sheet.columns.status
    if column is None:
        column = sheet.used
        yield _cell(sheet, sheet.columns.row, column), sheet.tab.status_column
    for row, said in texts.items():
        yield _cell(sheet, row, column), said


def _cell(sheet: Sheet, row: int, column: int) -> str:
    return f"{quoted(sheet.title)}!{letters(column)}{row + 1}"
