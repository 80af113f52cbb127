"""The register of metrics and their series: one reading a row, or one column for each period."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from connectors.sheets import cells, periods
from connectors.sheets.locale import Locale
from connectors.sheets.measures import direction
from connectors.sheets.rows import Row, Sheet
from connectors.sheets.slugs import derived_key
from connectors.sheets.statements import Context, Ids, read_each
from core.records import Metric, Reading, Rejected, Statement

_OWN = ("unit", "direction", "low", "high", "owners", "supports", "conflicts")


def read_metrics(sheets: Sequence[Sheet], context: Context) -> tuple[list[Statement], list[Rejected]]:
    """Each metric once, as its first row and whatever later rows add to it say, then the readings."""
    metrics: dict[str, Metric] = {}
    ids = Ids()

    def read(row: Row) -> Iterator[Reading]:
        if (metric := _metric(row, context)) is None:
            return
        metrics[metric.key] = _joined(metrics.get(metric.key, metric), metric)
        for column, at, value in _wide(row) if row.sheet.columns.spans else _long(row):
            author = row.read("author", cells.owners) or ()
            yield Reading(
                source="sheets",
                id=ids.unique(f"{metric.key}/{at}"),
                subject=metric.key,
                at=at,
                place=row.sheet.place(row.index, column),
                value=value,
                note=row.read("note", cells.remark) or "",
                author=author[0] if author else None,
            )

    readings, rejected = read_each(sheets, read)
    return [*metrics.values(), *readings], rejected


def _metric(row: Row, context: Context) -> Metric | None:
    """None when the row is lost. A metric that is named like a goal is what that goal measures, and has its key."""
    title = row.read("title", cells.title, lost=True)
    if title is None:
        return None
    key = row.read("key", cells.name) or context.find(title) or derived_key(row.sheet.known_by, title)
    low, high = row.measure("low", cells.number), row.measure("high", cells.number)
    bounded = low is not None or high is not None
    return Metric(
        source="sheets",
        id=key,
        key=key,
        title=title,
        place=row.sheet.place(row.index, 0),
        unit=row.read("unit", cells.remark) or "",
        direction=row.read("direction", direction) or ("keep" if bounded else "increase"),
        low=low,
        high=high,
        owners=row.read("owners", cells.owners) or (),
        supports=row.read("supports", context.goals) or (),
        conflicts=row.read("conflicts", context.goals) or (),
    )


def _joined(first: Metric, later: Metric) -> Metric:
    added = {name: getattr(later, name) for name in _OWN if getattr(first, name) in (None, "", (), "increase")}
    return replace(first, **added)


def _wide(row: Row) -> Iterator[tuple[int, date, float]]:
    """The value of a period is known at its end."""
    for span in row.sheet.columns.spans:
        if (value := row.value(span.column)) is not None:
            yield span.column, span.end, value


def _long(row: Row) -> Iterator[tuple[int, date, float]]:
    """A register may have neither dates nor values."""
    if not row.has("at"):
        return
    value = row.measure("value", cells.number, lost=True)
    at = row.measure("at", _measured, lost=True) if _is_monthly(row) else row.measure("at", periods.last_day, lost=True)
    if value is not None and at is None and not row.rejected:
        row.reject("at", "the row has no date", lost=True)
    if value is not None and at is not None:
        yield row.sheet.columns.at["value"], at, value


def _is_monthly(row: Row) -> bool:
    return row.heading("at").casefold() in ("month", "period")


def _measured(cell: Any, locale: Locale) -> date | None:
    """What a month came to is known at its end."""
    found = periods.period_or_day(cell, locale)
    return found[1] if found else None
