"""A1 notation as Google reads and writes it: https://developers.google.com/workspace/sheets/api/guides/concepts#cell"""

import re
from typing import NamedTuple

_CELLS = re.compile(
    r"(?P<c1>[A-Z]{1,3})?(?P<r1>[1-9]\d*)?(?P<colon>:(?P<c2>[A-Z]{1,3})?(?P<r2>[1-9]\d*)?)?", re.IGNORECASE
)
_QUOTED = re.compile(r"'((?:[^']|'')+)'(?:!(.+))?", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class Area(NamedTuple):
    """Zero-based and half-open; None where the notation leaves the end to the size of the tab."""

    top: int = 0
    left: int = 0
    bottom: int | None = None
    right: int | None = None

    @property
    def is_cell(self) -> bool:
        return self.bottom == self.top + 1 and self.right == self.left + 1


def split(text: str) -> tuple[str | None, str | None]:
    """Tab title and cells of `'My tab'!A1:B2`, either None when it is not named. A bare word is a cell before a title."""
    if quoted := _QUOTED.fullmatch(text):
        return quoted[1].replace("''", "'"), quoted[2]
    title, bang, cells = text.rpartition("!")
    if bang:
        return title, cells
    return (None, text) if area(text) else (text, None)


def area(cells: str) -> Area | None:
    """None when the text is no range of cells."""
    found = _CELLS.fullmatch(cells)
    if not found or not (found["c1"] or found["r1"]):
        return None
    left, top = _column(found["c1"]), _row(found["r1"])
    if not found["colon"]:
        return None if left is None or top is None else Area(top, left, top + 1, left + 1)
    right, bottom = _column(found["c2"]), _row(found["r2"])
    if right is None and bottom is None:
        return None
    return Area(top or 0, left or 0, None if bottom is None else bottom + 1, None if right is None else right + 1)


def letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(65 + rest) + name, column - 1
    return name


def written(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """The range as Google's answers name it: a single cell without a colon."""
    first, last = f"{letters(left)}{top + 1}", f"{letters(right - 1)}{bottom}"
    return f"{quoted(title)}!{first}" + ("" if first == last else f":{last}")


def quoted(title: str) -> str:
    if _PLAIN.fullmatch(title) and not area(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def _column(name: str | None) -> int | None:
    if not name:
        return None
    number = 0
    for letter in name.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _row(number: str | None) -> int | None:
    return int(number) - 1 if number else None
