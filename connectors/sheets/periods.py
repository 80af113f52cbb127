"""Reads spans of time as people name them: years, halves, quarters, months, of the calendar or of a fiscal year.

None for an empty cell; ValueError with the reason. First and last day both belong to a period.
"""

import re
from calendar import monthrange
from datetime import date
from functools import partial
from typing import Any

from connectors.sheets import dates
from connectors.sheets.cells import is_nothing, text
from connectors.sheets.locale import ANYWHERE, Locale

Period = tuple[date, date]

_BETWEEN = r"[\s\-/'’,.]*"
_YEAR = r"(?P<fiscal>fy)?\s*['’]?(?P<year>\d{4}|\d{2})"
_PART = r"(?:(?P<kind>[qhs])(?P<part>[1-4])|(?P<part2>[1-4])(?P<kind2>[qh]))"
_MONTH = r"(?P<month>[^\W\d_]{3,10})\.?"
_FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_PART}{_BETWEEN}{_YEAR}",
        rf"{_YEAR}{_BETWEEN}{_PART}",
        rf"{_MONTH}(?:{_BETWEEN}(?P<year>\d{{4}})|\s?['’/-](?P<short>\d{{2}}))",
        rf"(?P<year>\d{{4}}){_BETWEEN}{_MONTH}",
        r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})",
        r"(?P<number>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<fiscal>fy)\s*['’]?(?P<year>\d{4}|\d{2})",
        r"(?P<year>(?:19|20|21)\d\d)",
    )
]
_WITHOUT_YEAR = re.compile(rf"{_PART}|{_MONTH}", re.IGNORECASE)


def period(cell: Any, locale: Locale = ANYWHERE) -> Period | None:
    """ "2026 Q4", "Q3 FY26", "H2 2026", "2025h1", "Jan 2026", "2026-01", "FY26" or 2026; quarters without FY are those of
    the calendar year."""
    said = text(cell)
    if is_nothing(said):
        return None
    for form in _FORMS:
        if found := form.fullmatch(said):
            return _span(found.groupdict(), said, locale)
    raise _no_period(said)


def day_or_period(cell: Any, locale: Locale = ANYWHERE) -> Period | None:
    """A single date is a period of one day. An error of a date is told where the cell looks like one."""
    if dates.is_number(cell) and not 1900 <= cell <= 2199:
        found = dates.day(cell, locale)
        return (found, found) if found else None
    try:
        return period(cell, locale)
    except ValueError:
        found = dates.day(cell, locale)
        return (found, found) if found else None


def period_or_day(cell: Any, locale: Locale = ANYWHERE, heading: str = "") -> Period | None:
    """As a column of periods means it: a date on the first of a month is that month, for Google makes one of `Jan 2026`."""
    found = day_or_period(cell, locale)
    if not found or not dates.is_number(cell) or found[0] != found[1]:
        return found
    if heading.casefold() in ("quarter", "half", "year"):
        raise ValueError(
            f"“{found[0]}” is a day, not a {heading.casefold()}; write a period as 2026 Q4, 2026 H2 or 2026"
        )
    return whole_month(found[0]) if found[0].day == 1 else found


def first_day(cell: Any, locale: Locale = ANYWHERE) -> date | None:
    """A date, or the first day of a period ("Q4 2026")."""
    return _edge(cell, locale, 0)


def last_day(cell: Any, locale: Locale = ANYWHERE) -> date | None:
    """A date, or the last day of a period ("Q4 2026")."""
    return _edge(cell, locale, 1)


def lacks_year(said: str) -> bool:
    """It names a part of a year, but not of which."""
    found = _WITHOUT_YEAR.fullmatch(said)
    return found is not None and (found["month"] is None or dates.month(found["month"]) is not None)


def whole_month(first: date) -> Period:
    return _months(first.year, first.month, 1)


def _edge(cell: Any, locale: Locale, edge: int) -> date | None:
    if dates.is_number(cell):
        return dates.day(cell, locale)
    try:
        found = period(cell, locale)
    except ValueError:
        return dates.day(cell, locale)
    return found[edge] if found else None


def _span(found: dict[str, str | None], said: str, locale: Locale) -> Period:
    year = dates.full_year(found["year"] or found["short"] or "")
    begins = partial(_months, year, locale.fiscal_month if found.get("fiscal") else 1, fiscal=bool(found.get("fiscal")))
    if kind := found.get("kind") or found.get("kind2"):
        months = 3 if kind.lower() == "q" else 6
        part = int(found.get("part") or found.get("part2") or 0)
        if part * months > 12:
            raise ValueError(f"“{said}” is not a period: a year has two halves")
        return begins(months, skip=(part - 1) * months)
    named, number = found.get("month"), found.get("number")
    if named is None and number is None:
        return begins(12)
    month = dates.month(named) if named else int(number or 0)
    if not month or month > 12:
        raise _no_period(said)
    return _months(year, month, 1)


def _months(year: int, first: int, length: int, *, skip: int = 0, fiscal: bool = False) -> Period:
    """So many months from `skip` months after the first one. A fiscal year is named after the year that it ends in."""
    begin = year * 12 + first - 1 + skip - (12 if fiscal and first > 1 else 0)
    end = begin + length - 1
    if not dates.FIRST_DAY.year <= begin // 12 <= end // 12 <= dates.LAST_DAY.year:
        raise ValueError(f"the year {year} is not plausible; write a period as 2026 Q4, 2026 H2 or 2026")
    return (
        date(begin // 12, begin % 12 + 1, 1),
        date(end // 12, end % 12 + 1, monthrange(end // 12, end % 12 + 1)[1]),
    )


def _no_period(said: str) -> ValueError:
    return ValueError(f"“{said}” is not a period; write it as 2026 Q4, 2026 H2 or 2026")
