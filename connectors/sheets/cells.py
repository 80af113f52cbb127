"""Reads what people type into cells. Every reader gives None for an empty cell and raises ValueError with the reason.

Cells come as `UNFORMATTED_VALUE`: numbers, texts and booleans.
https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption
"""

import math
import re
from collections.abc import Iterable
from typing import Any

from connectors.sheets.locale import ANYWHERE, Locale

_NOTHING = frozenset(("", "-", "–", "—", "?", "n/a", "na", "none", "null", "tba", "tbc", "tbd"))
_ERROR = re.compile(r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|ERROR!|SPILL!|CALC!)")
_MONEY = r"(?:[€$£¥₹]|EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|CAD|AUD)?"
_DIGITS = r"\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?|\d[\d.,]*"
_NUMBER = re.compile(
    rf"[~≈≥≤<>=]{{0,2}}\s*([-+−]?)\s*{_MONEY}\s*([-+−]?)\s*({_DIGITS})\s*(%|(?<=\d)[kmb]|mn|mio\.?|bn|mrd\.?)?\s*{_MONEY}",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")  # as bookkeepers write what is below zero
_SCALE = {"k": 1e3, "m": 1e6, "mn": 1e6, "mio": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9}
_EMAIL = re.compile(r"[^\s<>()]+@[^\s<>()]+\.[^\s<>()]+")


def text(cell: Any) -> str:
    """The cell as one line of text, with what no database can store made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, list | dict):  # which no cell of Google's is
        return "a nested value"
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


def remark(cell: Any) -> str:
    """Any words; an empty checkbox is none."""
    if _ERROR.fullmatch(text(cell)):
        raise ValueError(f"its formula shows {text(cell)}")
    return "" if cell is False else text(cell)


def number(cell: Any, locale: Locale = ANYWHERE) -> float | None:
    """1200, "1,200", "1.200,50", "€ 4.5", "≥ 3.2M", "(40)"; a percentage becomes a share."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _finite(cell)
    said = text(cell)
    if is_nothing(said):
        return None
    if bracketed := _IN_BRACKETS.fullmatch(said):
        below = number(bracketed[1], locale)
        return None if below is None else -below
    found = _NUMBER.fullmatch(said)
    if not found:
        raise ValueError(f"“{said}” is not a number")
    before, after, digits, scale = found.groups()
    value = _decimal(digits, said, locale)
    value = value / 100 if scale == "%" else value * _SCALE[scale.lower().rstrip(".")] if scale else value
    return _finite(-value if (before or after) in ("-", "−") else value)


def share(cell: Any, locale: Locale = ANYWHERE, column: Iterable[Any] = ()) -> float | None:
    """A share 0-1, from 0.35, 35, "35" or "35 %". The other cells of the `column` say whether 1 is all or one percent."""
    value = number(cell, locale)
    if value is None:
        return None
    if not _has_percent(cell) and (value > 1 or (value == 1 and _top(column) > 1)):
        value = _unsigned(value, cell) / 100
    return _within_one(value, cell)


def confidence(cell: Any, locale: Locale = ANYWHERE, column: Iterable[Any] = ()) -> float | None:
    """A share 0-1, from 0-1, 0-10, "7/10" or a percentage. The other cells of the `column` say what 1 is."""
    top, slash, bottom = text(cell).partition("/")
    if slash and bottom.strip() == "10":
        return _within_one((number(top, locale) or 0.0) / 10, cell)
    value = number(cell, locale)
    if value is None:
        return None
    largest = _top(column) if value == 1 else value
    if not _has_percent(cell) and largest > 1:
        value = _unsigned(value, cell) / (10 if largest <= 10 else 100)
    return _within_one(value, cell)


def names(cell: Any) -> tuple[str, ...]:
    """Keys or titles, one a line or parted by semicolons. Commas stay: titles have them."""
    raw = str(cell) if isinstance(cell, str) else text(cell)
    return tuple(dict.fromkeys(found for part in re.split(r"[;\n]", raw) if (found := name(part))))


def email(cell: Any) -> str:
    """An address that must be there, in lower case; `Ada <ada@example.org>` is one too."""
    said = text(cell)
    if not (found := _EMAIL.search(said)):
        raise ValueError(f"“{said}” is no e-mail address" if said else "the row has no e-mail address")
    return found[0].lower()


def link(cell: Any) -> str:
    """An address of the web; anything else is no link."""
    said = text(cell)
    return said if re.fullmatch(r"https?://[^\s<>\"]+", said) else ""


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


def _decimal(digits: str, said: str, locale: Locale) -> float:
    plain = re.sub(r"[\s'’]", "", digits)
    grouping, decimal = _signs(plain, locale)
    whole, _, fraction = plain.partition(decimal)
    if grouping and grouping in whole and not _in_groups(whole, grouping):
        raise ValueError(f"“{said}” is not a number")
    try:
        return float(f"{whole.replace(grouping, '') if grouping else whole}.{fraction or 0}")
    except ValueError:
        raise ValueError(f"“{said}” is not a number") from None


def _signs(plain: str, locale: Locale) -> tuple[str, str]:
    """Which sign parts groups of three, and which the fraction: of two the last one, of one that could be either the
    locale's, and without a locale a comma parts groups and a point the fraction."""
    comma, point = plain.rfind(","), plain.rfind(".")
    if comma >= 0 and point >= 0:
        return (",", ".") if point > comma else (".", ",")
    sign = "," if comma >= 0 else "."
    other = "." if sign == "," else ","
    if _in_groups(plain, sign) and (plain.count(sign) > 1 or sign != (locale.decimal or ".")):
        return sign, other
    return "", sign


def _in_groups(digits: str, sign: str) -> bool:
    """No group begins a number with zero: `0,123` is a fraction in every country."""
    return bool(re.fullmatch(rf"(?!0)\d{{1,3}}(\{sign}\d{{3}})+", digits))


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


def _top(column: Iterable[Any]) -> float:
    """The largest number of a column, 1 where they are shares of one."""
    numbers = [each for each in column if isinstance(each, int | float) and not isinstance(each, bool)]
    return 1 if any(0 < each < 1 for each in numbers) else max(numbers, default=1)


def _unsigned(value: float, cell: Any) -> float:
    """A cell that shows 150 % holds 1.5, and so does one in which somebody means 1.5 %."""
    if 1 < value < 2:
        raise ValueError(f"“{text(cell)}” can be read two ways; write a share from 0 % to 100 %, with its sign")
    return value


def _within_one(value: float, cell: Any) -> float:
    if not 0 <= value <= 1:
        raise ValueError(f"“{text(cell)}” is not between 0 and 100 %")
    return value
