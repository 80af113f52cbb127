"""Reads single dates as people type them. None for an empty cell; ValueError with the reason.

Date cells come as days since 1899-12-30: https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption
"""

import math
import re
from datetime import date, timedelta
from typing import Any

from connectors.sheets.cells import is_nothing, text
from connectors.sheets.locale import ANYWHERE, Locale

EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?:,? \d{1,2}:.*)?")
_DAY_WORD = re.compile(r"(\d{1,2})\.? ([^\W\d_]{3,10})\.?,? (\d{4})")
_WORD_DAY = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2}),? (\d{4})")
_MONTHS = [  # English, German, French and Spanish
    names.split()
    for names in (
        "january januar janvier enero", "february februar février febrero", "march märz mrz mars marzo",
        "april avril abril", "may mai mayo", "june juni juin junio", "july juli juillet julio",
        "august août agosto", "september septembre septiembre", "october oktober octobre octubre",
        "november novembre noviembre", "december dezember décembre diciembre",
    )
]  # fmt: skip


def day(cell: Any, locale: Locale = ANYWHERE) -> date | None:
    """From a serial number or text."""
    if is_number(cell):
        return _plausible(_from_serial(cell), cell)
    said = text(cell)
    if is_nothing(said):
        return None
    parts = _parts(said, locale)
    if parts is None:
        raise ValueError(f"“{said}” is not a date; write it as 2026-12-31")
    try:
        return _plausible(date(*parts), said)
    except ValueError:
        raise ValueError(f"“{said}” is not a date of the calendar; write it as 2026-12-31") from None


def is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def month(word: str) -> int | None:
    """1-12 from the name of a month or its beginning."""
    begun = [
        number for number, names in enumerate(_MONTHS, 1) if any(name.startswith(word.casefold()) for name in names)
    ]
    return begun[0] if len(begun) == 1 and len(word) > 2 else None


def full_year(said: str) -> int:
    """26 is 2026."""
    return int(said) + (2000 if len(said) == 2 else 0)


def _from_serial(days: float) -> date:
    try:
        return EPOCH + timedelta(days=math.floor(days))
    except (OverflowError, ValueError):
        raise ValueError(f"“{text(days)}” is not a date; write it as 2026-12-31") from None


def _plausible(found: date, cell: Any) -> date:
    if not FIRST_DAY <= found <= LAST_DAY:
        raise ValueError(f"“{text(cell)}” would be {found.isoformat()}; write the date as 2026-12-31")
    return found


def _parts(said: str, locale: Locale) -> tuple[int, int, int] | None:
    """Year, month and day."""
    if found := _YEAR_FIRST.fullmatch(said):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _YEAR_LAST.fullmatch(said):
        return _day_or_month_first(int(found[1]), int(found[3]), full_year(found[4]), said, _first(found[2], locale))
    if found := _DAY_WORD.fullmatch(said):
        return int(found[3]), _month(found[2], said), int(found[1])
    if found := _WORD_DAY.fullmatch(said):
        return int(found[3]), _month(found[1], said), int(found[2])
    return None


def _first(sign: str, locale: Locale) -> str | None:
    """Points mean day first everywhere."""
    return "day" if sign == "." else locale.first


def _day_or_month_first(one: int, two: int, year: int, said: str, first: str | None) -> tuple[int, int, int]:
    """A number above 12 can only be the day, whatever the locale."""
    if one > 12 or (first == "day" and two <= 12):
        return year, two, one
    if two > 12 or first == "month" or one == two:
        return year, one, two
    raise ValueError(f"“{said}” can be read two ways; write it as 2026-12-31")


def _month(word: str, said: str) -> int:
    if found := month(word):
        return found
    raise ValueError(f"“{said}” is not a date; write it as 2026-12-31")
