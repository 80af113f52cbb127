"""Turns the rows of the tabs into goals, and what cannot be read into `Rejected` with its place and reason."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from connectors.sheets import cells, dates
from connectors.sheets.keys import Keys, derived_key, slug
from connectors.sheets.levels import is_over, level
from connectors.sheets.rows import Row, Sheet, rows_of
from connectors.sheets.settings import Column
from core.records import Goal, Level, Rejected

Rows = Sequence[tuple[Row, Goal | None]]


class Found(Struct, frozen=True):
    """A goal and its row, None for an objective that is only named in the row of a key result."""

    goal: Goal
    sheet: Sheet
    row: int | None


def read_goals(sheets: Sequence[Sheet], spreadsheet: str) -> tuple[list[Found], list[Rejected]]:
    """Every goal of the spreadsheet in order, each under a key of its own, and what was not understood."""
    rejected = [each for sheet in sheets for each in _repeated_headings(sheet)]
    read = [(sheet, [(row, _goal(row, spreadsheet)) for row in rows_of(sheet)]) for sheet in sheets]
    keys = Keys(goal.key for _, rows in read for _, goal in rows if goal)
    found = [each for sheet, rows in read for each in _found(sheet, rows, keys)]
    rejected += [each for _, rows in read for row, _ in rows for each in row.rejected]
    return _with_references(found), rejected


def _found(sheet: Sheet, rows: Rows, keys: Keys) -> Iterator[Found]:
    """In sheets grouped by objective, a key result supports the last objective above it."""
    group: str | None = None
    for row, goal in rows:
        if goal is None:
            continue
        if not (row.shared and keys.holds(goal.key)):
            parent = group if goal.level != "objective" and goal.parent is None else goal.parent
            goal = replace(goal, key=keys.claim(row, goal), parent=parent)
            yield Found(goal, sheet, None if row.shared else row.index)
        if sheet.columns.objective is not None and goal.level == "objective":
            group = goal.key


def _goal(row: Row, spreadsheet: str) -> Goal | None:
    """None when the row is lost; the reason then stands in `row.rejected`."""
    title = row.read("title", cells.title, lost=True)
    at_level = _level(row) if title else None
    if title is None or at_level is None:
        return None
    begin, end = _dates(row)
    declared = cells.text(row.cell("declared"))
    return Goal(
        source="sheets",
        key=row.read("key", cells.name) or derived_key(row.sheet.tab.title, title),
        level=at_level,
        title=title,
        place=row.sheet.place(row.index, 0),
        url=f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#range=A{row.index + 1}",
        parent=row.read("parent", cells.name),
        owners=row.read("owners", cells.owners) or (),
        effective_from=begin,
        effective_to=end,
        closed=is_over(declared),
        superseded_by=row.read("superseded_by", cells.name),
        target_share=row.read("target_share", cells.share),
        start=row.read("start", cells.number),
        target=row.read("target", cells.number),
        current=row.read("current", cells.number),
        confidence=row.read("confidence", cells.confidence),
        declared=declared,
    )


def _level(row: Row) -> Level | None:
    said = row.read("level", cells.name)
    if said is not None:
        return row.read("level", lambda _: level(said), lost=True)
    if row.level is None:
        row.reject("level", "the row has no level: strategy, objective, key result, KPI or initiative", lost=True)
    return row.level


def _dates(row: Row) -> tuple[date | None, date | None]:
    """Dates of their own before those of the period."""
    period = row.read("period", dates.period) or (None, None)
    begin = row.read("effective_from", dates.day) or period[0]
    end = row.read("effective_to", partial(dates.day, end=True)) or period[1]
    if begin and end and end < begin:
        field: Column = "effective_to" if row.has("effective_to") else "effective_from"
        row.reject(field, f"it would end on {end}, before it begins on {begin}", lost=False)
        end = None
    return begin, end


def _with_references(found: list[Found]) -> list[Found]:
    """Parents and successors may be named by title where that is no key."""
    keys = {each.goal.key for each in found}
    titles: dict[str, str | None] = {}
    for each in found:
        same = slug(each.goal.title)
        titles[same] = None if same in titles else each.goal.key

    def key(named: str | None) -> str | None:
        return named if named is None or named in keys else titles.get(slug(named)) or named

    return [
        replace(each, goal=replace(each.goal, parent=key(each.goal.parent), superseded_by=key(each.goal.superseded_by)))
        for each in found
    ]


def _repeated_headings(sheet: Sheet) -> Iterator[Rejected]:
    row = sheet.columns.row
    for column in sheet.columns.repeated:
        heading = cells.text(sheet.cell(row, column))
        reason = f"a column to the left is headed “{heading}” too, and only that one is read; rename one of them"
        yield Rejected(source="sheets", place=sheet.place(row, column), reason=reason, raw=heading, lost=False)
