"""Reads what people type into cells. Every reader gives None for an empty cell and raises ValueError with the reason.

Cells come as `UNFORMATTED_VALUE`: numbers, texts and booleans; dates as days since 1899-12-30.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/DateTimeRenderOption
"""

import math
import re
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

EPOCH = date(1899, 12, 30)
FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2199, 12, 31)

_NOTHING = frozenset(("", "-", "–", "—", "?", "n/a", "na", "none", "null", "tba", "tbc", "tbd"))
_ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)")
_MONEY = r"(?:[€$£¥₹]|EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CAD|AUD)?"
_DIGITS = r"\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*"
_NUMBER = re.compile(rf"([-+−]?)\s*{_MONEY}\s*({_DIGITS})\s*(%|(?<=\d)(?:k|K|m|M|bn|B))?\s*{_MONEY}")
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./])(\d{1,2})[./](\d{4})")
_DAY_WORD = re.compile(r"(\d{1,2})\.? ([A-Za-z]{3,9})\.?,? (\d{4})")
_WORD_DAY = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PART_YEAR = re.compile(r"([qh])([1-4])[\s\-/'’]*(\d{4}|\d{2})", re.IGNORECASE)
_YEAR_PART = re.compile(r"(\d{4}|\d{2})[\s\-/]*([qh])([1-4])", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s<>()]+@[^\s<>()]+\.[^\s<>()]+")


def text(cell: Any) -> str:
    """The cell as one line of text, with what no database can store made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    clean = str(cell).encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(clean.split())


def says_something(cell: Any) -> bool:
    """False for empty cells, and for what fills a whole column unasked: empty checkboxes and formula errors."""
    return cell is not False and bool(text(cell)) and not _ERROR.fullmatch(text(cell))


def title(cell: Any) -> str:
    """A text that must be there."""
    found = name(cell)
    if found is None:
        raise ValueError("the row has no title")
    return found


def name(cell: Any) -> str | None:
    """A key or reference."""
    if _ERROR.fullmatch(text(cell)):
        raise ValueError(f"its formula shows {text(cell)}")
    return None if text(cell).casefold() in _NOTHING else text(cell)


def number(cell: Any) -> float | None:
    """1200, "1,200", "1.200,50", "€ 4.5", "3.2M"; a percentage becomes a share."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    said = text(cell)
    if said.casefold() in _NOTHING:
        return None
    found = _NUMBER.fullmatch(said)
    if not found:
        raise ValueError(f"“{said}” is not a number")
    sign, digits, scale = found.groups()
    value = _decimal(digits, said)
    value = value / 100 if scale == "%" else value * _SCALE[scale.lower()] if scale else value
    return _finite(-value if sign in ("-", "−") else value)


def share(cell: Any) -> float | None:
    """A share 0-1, from 0.35, 35, "35" or "35 %"."""
    value = number(cell)
    if value is None:
        return None
    if value > 1 and not _has_percent(cell):
        value /= 100
    return _within_one(value, cell)


def confidence(cell: Any) -> float | None:
    """A share 0-1, from 0-1, 0-10, "7/10" or a percentage."""
    top, slash, bottom = text(cell).partition("/")
    if slash and bottom.strip() == "10":
        return _within_one((number(top) or 0.0) / 10, cell)
    value = number(cell)
    if value is None:
        return None
    if value > 1 and not _has_percent(cell):
        value /= 10 if value <= 10 else 100
    return _within_one(value, cell)


def day(cell: Any, *, end: bool = False) -> date | None:
    """A date, from a serial number or text; a period ("Q4 2026") gives its first day, or its last with `end`."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _plausible(_from_serial(cell), cell)
    said = text(cell)
    if said.casefold() in _NOTHING:
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
    if said.casefold() in _NOTHING:
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


def owners(cell: Any) -> tuple[str, ...]:
    """E-mails in lower case; other names become handles of this source (`sheets:Ada Lovelace`)."""
    raw = str(cell).replace("\n", ";") if isinstance(cell, str) else text(cell)
    found: dict[str, None] = {}
    for part in re.split(r"[,;]", raw):
        if address := _EMAIL.search(text(part)):
            found[address[0].lower()] = None
        elif handle := name(part):
            found[f"sheets:{handle}"] = None
    return tuple(found)


def _decimal(digits: str, said: str) -> float:
    """Whichever of comma and point comes last is the decimal sign, unless it parts groups of three."""
    plain = re.sub(r"[\s'’]", "", digits)
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and (point > comma or re.fullmatch(r"\d{1,3}(,\d{3})+", plain)):
        grouping, decimal = ",", "."
    elif point >= 0 and (comma > point or re.fullmatch(r"\d{1,3}(\.\d{3}){2,}", plain)):
        grouping, decimal = ".", ","
    else:
        grouping, decimal = "", "," if comma >= 0 else "."
    whole, _, fraction = plain.partition(decimal)
    if grouping and grouping in whole and not re.fullmatch(rf"\d{{1,3}}(\{grouping}\d{{3}})+", whole):
        raise ValueError(f"“{said}” is not a number")
    try:
        return float(f"{whole.replace(grouping, '') if grouping else whole}.{fraction or 0}")
    except ValueError:
        raise ValueError(f"“{said}” is not a number") from None


def _finite(value: float) -> float:
    try:
        exact = float(value)
    except OverflowError:
        exact = math.inf
    if not math.isfinite(exact):
        raise ValueError("the number is not finite")
    return exact


def _has_percent(cell: Any) -> bool:
    return isinstance(cell, str) and "%" in cell


def _within_one(value: float, cell: Any) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"“{text(cell)}” is not between 0 and 100 %")
    return value


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
