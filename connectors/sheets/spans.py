"""Finds the columns that stand for a period each, in tabs that are as wide as a year is long."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from connectors.sheets import dates, periods
from connectors.sheets.cells import text
from connectors.sheets.locale import Locale
from connectors.sheets.periods import Period

_YEAR = re.compile(r"(?:FY\s*)?(?:20\d\d|\d\d(?!\d))", re.IGNORECASE)
_YEAR_IN_TITLE = re.compile(r"(?<!\d)20\d\d(?!\d)")


class Span(Struct, frozen=True):
    """A column and the period that it is about."""

    column: int
    begin: date
    end: date


class Header(Struct, frozen=True):
    """What stands above a column, from its own heading upwards; `values` are the words for what the cells below hold."""

    column: int
    path: Sequence[Any]
    values: frozenset[str]
    title: str  # of the tab, for its year
    locale: Locale

    def period(self) -> Period | None:
        """ValueError when it is one of no known year."""
        own, *above = self.path
        if text(own).casefold() in self.values:
            return self._of(above[0], above[1:]) if above and text(above[0]) else None
        return self._of(own if dates.is_number(own) else self._bare(text(own)), above)

    def _of(self, cell: Any, above: Sequence[Any]) -> Period | None:
        said = text(cell)
        try:
            return periods.day_or_period(cell, self.locale)
        except ValueError:
            if not periods.lacks_year(said):
                return None
        years = [text(each) for each in above if _YEAR.fullmatch(text(each))] + _YEAR_IN_TITLE.findall(self.title)[:1]
        if not years:
            raise ValueError(f"“{said}” does not say of which year; write it as {said} 2026")
        return periods.period(f"{said} {years[0]}", self.locale)

    def _bare(self, said: str) -> str:
        """`Target Q1 2026` without the word for its values."""
        for word in self.values:
            if said.casefold().startswith(f"{word} "):
                return said[len(word) + 1 :]
            if said.casefold().endswith(f" {word}"):
                return said[: -len(word) - 1]
        return said


def find_spans(headers: Sequence[Header]) -> tuple[list[Span], list[tuple[int, str]]]:
    """Each period once, by its first column, and the columns whose heading was not understood, with the reason."""
    found: dict[Period, int] = {}
    told: list[tuple[int, str]] = []
    for header in headers:
        try:
            period = header.period()
        except ValueError as error:
            told.append((header.column, str(error)))
            continue
        if period and found.setdefault(period, header.column) != header.column:
            told.append((header.column, "a column to the left is about the same time, and only that one is read"))
    return [Span(column, *period) for period, column in _as_months(found)], told


def _as_months(found: dict[Period, int]) -> Iterator[tuple[Period, int]]:
    """Google makes a date of `Jan 2026`; where all dates are first days of months, the months are meant."""
    days = [period[0] for period in found if period[0] == period[1]]
    monthly = len(days) > 1 and all(each.day == 1 for each in days)
    for period, column in found.items():
        yield (periods.whole_month(period[0]) if monthly and period[0] == period[1] else period), column
