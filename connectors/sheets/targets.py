"""Targets by period: one a row, or one column for each period."""

from collections.abc import Iterator, Sequence
from functools import partial

from connectors.sheets import cells, periods
from connectors.sheets.periods import Period
from connectors.sheets.rows import Row, Sheet
from connectors.sheets.statements import Context, Places, needed, read_each
from core.records import Rejected, Statement, Target


def read_targets(sheets: Sequence[Sheet], context: Context) -> tuple[list[Statement], list[Rejected]]:
    """A goal has one target for a period: of two the first holds, and the second is told."""
    places = Places("a target of this goal for the same time")

    def read(row: Row) -> Iterator[Target]:
        if (goal := row.read("goal", lambda cell: needed(cells.name(cell), "goal"), lost=True)) is None:
            return
        for column, period, value in _wide(row) if row.sheet.columns.spans else _long(row):
            key, place = context.goal(goal), row.sheet.place(row.index, column)
            try:
                places.first((key, period), place)
            except ValueError as error:
                row.reject_at(column, str(error), lost=True, raw=row.at(column))
                continue
            id_ = f"{key}/{period[0]}/{period[1]}"
            yield Target(source="sheets", id=id_, goal=key, begin=period[0], end=period[1], value=value, place=place)

    return read_each(sheets, read)


def _wide(row: Row) -> Iterator[tuple[int, Period, float]]:
    for span in row.sheet.columns.spans:
        if (value := row.value(span.column)) is not None:
            yield span.column, (span.begin, span.end), value


def _long(row: Row) -> Iterator[tuple[int, Period, float]]:
    value = row.measure("value", cells.number, lost=True)
    if value is None:
        return
    if period := _period(row):
        yield row.sheet.columns.at["value"], period, value


def _period(row: Row) -> Period | None:
    """None when the row is lost. Days of its own go before the period."""
    begin, end = row.measure("begin", periods.first_day), row.measure("end", periods.last_day)
    period = row.measure("period", partial(periods.period_or_day, heading=row.heading("period")), lost=True)
    if end is None and period is None:
        if not any(each.lost for each in row.rejected):
            row.reject("period" if row.has("period") else "end", "the row does not say for when", lost=True)
        return None
    first, last = period or (end, end)
    first, last = begin or first, end or last
    assert first is not None
    assert last is not None
    if last < first:
        row.reject(
            "end" if row.has("end") else "begin", f"it would end on {last}, before it begins on {first}", lost=True
        )
        return None
    return first, last
