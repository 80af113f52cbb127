"""Reads what people type into cells. Every reader gives None for an empty cell and raises ValueError with the reason.

Cells come as `UNFORMATTED_VALUE`: numbers, texts and booleans.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption
"""

import math
import re
from typing import Any

_NOTHING = frozenset(("", "-", "–", "—", "?", "n/a", "na", "none", "null", "tba", "tbc", "tbd"))
_ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!)")
_MONEY = r"(?:[€$£¥₹]|EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CAD|AUD)?"
_DIGITS = r"\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*"
_NUMBER = re.compile(rf"([-+−]?)\s*{_MONEY}\s*({_DIGITS})\s*(%|(?<=\d)(?:k|K|m|M|bn|B))?\s*{_MONEY}")
_SCALE = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9}
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


def is_nothing(said: str) -> bool:
    """What people write into a cell to leave it empty."""
    return said.casefold() in _NOTHING


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
    return None if is_nothing(text(cell)) else text(cell)


def number(cell: Any) -> float | None:
    """1200, "1,200", "1.200,50", "€ 4.5", "3.2M"; a percentage becomes a share."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    said = text(cell)
    if is_nothing(said):
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
