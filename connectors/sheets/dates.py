"""Reads dates and periods as people type them. None for an empty cell; ValueError with the reason.

Date cells come as days since 1899-12-30: https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption
"""

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from connectors.sheets.cells import is_nothing, text

EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})")
_DAY_WORD = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})")
_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PART_YEAR = re.compile(r"([qh])([1-4])[\s\-/'’]*(\d{4}|\d{2})", re.IGNORECASE)
_YEAR_PART = re.compile(r"(\d{4}|\d{2})[\s\-/]*([qh])([1-4])", re.IGNORECASE)


def day(cell: Any, *, end: bool = False) -> date | None:
    """A date, from a serial number or text; a period ("Q4 2026") gives its first day, or its last with `end`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _plausible(_from_serial(cell), cell)
    said = text(cell)
    if is_nothing(said):
        return None
    parts = _date_parts(said)
    if parts is None:
        return _of_period(said, end=end)
    try:
        return _plausible(date(*parts), said)
    except ValueError:
        raise ValueError(f"“{said}” is not a date of the calendar; write it as 2026-12-31") from None


def period(cell: Any) -> tuple[date, date] | None:
    """First and last day of "2026 Q4", "Q4 2026", "H2 2026", "2025h1" or 2026; quarters are those of the calendar year."""
    said = text(cell)
    if is_nothing(said):
        return None
    if re.fullmatch(r"(19|20|21)\d\d", said):
        return date(int(said), 1, 1), date(int(said), 12, 31)
    if found := _PART_YEAR.fullmatch(said):
        kind, part, year = found.groups()
    elif found := _YEAR_PART.fullmatch(said):
        year, kind, part = found.groups()
    else:
        raise ValueError(f"“{said}” is not a period; write it as 2026 Q4, 2026 H2 or 2026")
    months = 3 if kind.lower() == "q" else 6
    last = int(part) * months
    if last > 12:
        raise ValueError(f"“{said}” is not a period: a year has two halves")
    full = int(year) + (2000 if len(year) == 2 else 0)
    return date(full, last - months + 1, 1), date(full, last, monthrange(full, last)[1])


def _from_serial(days: float) -> date:
    try:
        return EPOCH + timedelta(days=math.floor(days))
    except (OverflowError, ValueError):
        raise ValueError(f"“{text(days)}” is not a date; write it as 2026-12-31") from None


def _plausible(found: date, cell: Any) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"“{text(cell)}” would be {found.isoformat()}; write the date as 2026-12-31")
    return found


def _date_parts(said: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.fullmatch(said):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_LAST.fullmatch(said):
        return _day_or_month_first(int(found[1]), int(found[3]), int(found[4]), said, dotted=found[2] == ".")
    if found := _DAY_WORD.fullmatch(said):
        return int(found[3]), _month(found[2], said), int(found[1])
    if found := _WORD_DAY.fullmatch(said):
        return int(found[3]), _month(found[1], said), int(found[2])
    return None


def _day_or_month_first(first: int, second: int, year: int, said: str, *, dotted: bool) -> tuple[int, int, int]:
    """Points mean day first everywhere; with strokes only a number above 12 tells the day."""
    if dotted or first > 12:
        return year, second, first
    if second > 12 or first == second:
        return year, first, second
    raise ValueError(f"“{said}” can be read two ways; write it as 2026-12-31")


def _month(word: str, said: str) -> int:
    short = word[:3].lower()
    if short not in _MONTHS:
        raise ValueError(f"“{said}” is not a date; write it as 2026-12-31")
    return _MONTHS.index(short) + 1


def _of_period(said: str, *, end: bool) -> date:
    try:
        found = period(said)
    except ValueError:
        raise ValueError(f"“{said}” is not a date; write it as 2026-12-31") from None
    assert found
    return found[1 if end else 0]
