"""Turns the rows of the tabs into goals, and what cannot be read into `Rejected` with its place and reason."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from connectors.sheets import cells, dates, measures, periods
from connectors.sheets.keys import Keys
from connectors.sheets.levels import is_over, level
from connectors.sheets.locale import Locale
from connectors.sheets.periods import Period
from connectors.sheets.rows import Row, Sheet, not_read, rows_of
from connectors.sheets.slugs import derived_key, slug
from core.records import Goal, Level, Measure, Rejected

OUR_DAYS = (42_005, 51_501)  # 2015 to 2040, as Google counts days
Rows = Sequence[tuple[Row, Goal | None]]
Find = Callable[[str], str | None]


class Found(Struct, frozen=True):
    """A goal and its row, None for an objective that is only named in the row of a key result."""

    goal: Goal
    sheet: Sheet
    row: int | None


def read_goals(sheets: Sequence[Sheet], spreadsheet: str) -> tuple[list[Found], list[Rejected]]:
    """Every goal of the spreadsheet in order, each under a key of its own, and what was not understood."""
    rejected = [each for sheet in sheets for each in not_read(sheet)]
    read = [(sheet, [(row, _goal(row, spreadsheet)) for row in rows_of(sheet)]) for sheet in sheets]
    marked = {key: sheet.place(row, 0) for sheet in sheets for row, key in sheet.marks.items()}
    keys = Keys((goal.key for _, rows in read for _, goal in rows if goal), marked)
    found = [each for sheet, rows in read for each in _found(sheet, rows, keys)]
    rejected += [each for _, rows in read for row, _ in rows for each in row.rejected]
    find = finder([each.goal for each in found])
    return [_with_references(each, find) for each in found], rejected


def finder(goals: Sequence[Goal]) -> Find:
    """Gives the key of the goal that somebody names by key or, where that is no key, by a title that only one goal has."""
    keys = {goal.key for goal in goals}
    titles: dict[str, str | None] = {}
    for goal in goals:
        same = slug(goal.title)
        titles[same] = None if same in titles else goal.key
    return lambda named: named if named in keys else titles.get(slug(named))


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
    title = _title(row)
    at_level = _level(row) if title else None
    if title is None or at_level is None:
        return None
    begin, end = _dates(row)
    declared = row.read("declared", cells.remark) or ""
    measured: Measure | None = row.read("measure", measures.measure)
    is_milestone = measured == "milestone"
    low, high = measures.bounds(row)
    query = row.read("query", measures.query) or ""
    mark = None if row.shared else row.sheet.marks.get(row.index)
    return Goal(
        source="sheets",
        key=row.read("key", cells.name) or mark or derived_key(row.sheet.known_by, title),
        level=at_level,
        title=title,
        place=row.sheet.place(row.index, 0),
        url=row.url(spreadsheet),
        parent=row.read("parent", cells.name),
        owners=row.read("owners", cells.owners) or (),
        effective_from=begin,
        effective_to=end,
        closed=is_over(declared),
        superseded_by=row.read("superseded_by", cells.name),
        target_share=row.measure("target_share", partial(cells.share, column=row.column("target_share"))),
        start=None if is_milestone else row.measure("start", partial(_start, row=row)),
        target=None if is_milestone else row.measure("target", cells.number),
        current=measures.value(row, measured, query),
        confidence=row.measure("confidence", partial(cells.confidence, column=row.column("confidence"))),
        declared=declared,
        cells=row.places(),
        measure=measured,
        low=low,
        high=high,
        weight=row.measure("weight", measures.weight),
        query=query,
    )


def _title(row: Row) -> str | None:
    """None of a row that a merged title covers: it goes on with the goal above, which was read from its first row."""
    if (first := row.continues("title")) is None:
        return row.read("title", cells.title, lost=True)
    above = row.sheet.place(first, 0)
    row.reject("title", f"the title of {above} is merged over this row, and only its first row is read", lost=False)
    return None


def _level(row: Row) -> Level | None:
    said = row.read("level", cells.name)
    if said is not None:
        return row.read("level", lambda _: level(said), lost=True)
    if row.level is None:
        row.reject("level", "the row has no level: strategy, objective, key result, KPI or initiative", lost=True)
    return row.level


def _dates(row: Row) -> tuple[date | None, date | None]:
    """Dates of their own before those of the period."""
    period = row.measure("period", partial(_period, heading=row.heading("period"))) or (None, None)
    begin = row.measure("effective_from", periods.first_day) or period[0]
    end = row.measure("effective_to", periods.last_day) or period[1]
    if begin and end and end < begin:
        field = "effective_to" if row.has("effective_to") else "effective_from"
        row.reject(field, f"it would end on {end}, before it begins on {begin}", lost=False)
        end = None
    return begin, end


def _period(cell: Any, locale: Locale, heading: str) -> Period | None:
    """A single day is none."""
    if not dates.is_number(cell) or cell <= dates.LAST_DAY.year:
        return periods.period(cell, locale)
    found = periods.period_or_day(cell, locale, heading)
    if found and found[0] == found[1]:
        raise ValueError(f"“{found[0]}” is a day; write a period as 2026 Q4, 2026 H2 or 2026")
    return found


def _start(cell: Any, locale: Locale, row: Row) -> float | None:
    """Google gives days as numbers, too, and below *Start* may stand either."""
    unnamed = "start" not in row.sheet.tab.columns and row.heading("start").casefold() == "start"
    others = (each for each in row.column("start") if dates.is_number(each))
    if unnamed and not row.has("effective_from") and _may_be_day(cell) and all(map(_may_be_day, others)):
        day = dates.day(cell)
        raise ValueError(f"“{cells.text(cell)}” may be {day}; head the column Start date, or Start value if it is none")
    return cells.number(cell, locale)


def _may_be_day(cell: Any) -> bool:
    return dates.is_number(cell) and cell % 1 == 0 and OUR_DAYS[0] <= cell <= OUR_DAYS[1]


def _with_references(found: Found, find: Find) -> Found:
    """Parents and successors may be named by title; what is not found may be a goal of another tool."""
    parent, successor = found.goal.parent, found.goal.superseded_by
    known = replace(
        found.goal,
        parent=parent and (find(parent) or parent),
        superseded_by=successor and (find(successor) or successor),
    )
    return replace(found, goal=known)
