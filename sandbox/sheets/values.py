"""What a cell holds, how a written value becomes one, and how it is shown in an answer.

https://developers.google.com/workspace/sheets/api/reference/rest/v4/ValueRenderOption
"""

import re
from datetime import date
from typing import Any

EPOCH = date(1899, 12, 30)

_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class Percent(float):
    """A number formatted as a percentage."""


class Formula(str):
    """A formula, which this sandbox does not evaluate. Only USER_ENTERED makes one."""


Cell = str | int | float | bool | date | None


def rendered(cell: Cell, option: str, dates: str) -> str | int | float | bool:
    """The cell under `valueRenderOption` and `dateTimeRenderOption`; an empty one is an empty string."""
    if cell is None:
        return ""
    if isinstance(cell, Formula):
        return str(cell) if option == "FORMULA" else "#NAME?"
    if isinstance(cell, date):
        return (cell - EPOCH).days if option != "FORMATTED_VALUE" and dates == "SERIAL_NUMBER" else _us_date(cell)
    return cell if option != "FORMATTED_VALUE" else _formatted(cell)


def stored(value: Any, option: str) -> Cell:
    """The cell that a written JSON value becomes under `valueInputOption`; an empty string clears."""
    if value == "":
        return None
    if option == "RAW" or not isinstance(value, str):
        return value if isinstance(value, str | int | float | bool) else None
    return _typed(value)


def _typed(text: str) -> Cell:
    """As if a person in the United States had typed it into the page."""
    if text.startswith("="):
        return Formula(text)
    if text.startswith("'"):
        return text[1:]
    if text.upper() in ("TRUE", "FALSE"):
        return text.upper() == "TRUE"
    if text.endswith("%") and _NUMBER.fullmatch(text[:-1]):
        return Percent(float(text[:-1].replace(",", "")) / 100)
    if _NUMBER.fullmatch(text):
        number = float(text.replace(",", ""))
        return int(number) if number.is_integer() else number
    return _typed_date(text) or text


def _typed_date(text: str) -> date | None:
    try:
        if found := _DATE.fullmatch(text):
            return date(int(found[3]), int(found[1]), int(found[2]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _formatted(cell: str | float) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, Percent):
        return f"{cell * 100:g}%"
    return str(int(cell)) if float(cell).is_integer() else repr(cell)


def _us_date(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"
