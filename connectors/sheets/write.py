"""Writes the hub's own status column, and no other cell: the last station, where a finding meets the people of a goal."""

from collections.abc import Iterator, Mapping, Sequence

from connectors.sheets.cells import text
from connectors.sheets.client import Client
from connectors.sheets.goals import Found
from connectors.sheets.places import letters, quoted
from connectors.sheets.rows import Sheet
from core.contract import Refused


def write_texts(client: Client, sheets: Sequence[Sheet], found: Sequence[Found], goals: Mapping[str, str]) -> None:
    """Beside each goal (by key) its text; only cells that differ, all in one request. Refused, after the others were
    written, when a text has no row to stand beside."""
    changes: dict[str, str] = {}
    for sheet in sheets:
        rows = {each.row: goals[each.goal.key] for each in found if each.sheet is sheet and each.goal.key in goals}
        differing = {row: said for row, said in rows.items() if row is not None and said != _current(sheet, row)}
        if differing:
            changes.update(_cells(client, sheet, differing))
    if changes:
        client.write(changes)
    placed = {each.goal.key for each in found if each.row is not None}
    if homeless := sorted(key for key, said in goals.items() if said and key not in placed):
        raise Refused(f"sheets: no row of its own for {', '.join(homeless[:20])}; the others were written")


def _current(sheet: Sheet, row: int) -> str:
    cell = sheet.cell(row, sheet.columns.status)
    return cell if isinstance(cell, str) else text(cell)


def _cells(client: Client, sheet: Sheet, texts: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """The texts by range, and the heading where the column is new."""
    tab, column = sheet.tab, sheet.columns.status
    if column is None:
        column = max(len(row) for row in sheet.rows)  # beyond every cell in use, not only beyond the headings
        if column >= sheet.width:
            client.widen(tab.title)
        yield _cell(tab.title, sheet.columns.row, column), tab.status_column
    for row, said in texts.items():
        yield _cell(tab.title, row, column), said


def _cell(tab: str, row: int, column: int) -> str:
    return f"{quoted(tab)}!{letters(column)}{row + 1}"
