"""How cells are named towards people and towards Google (A1 notation).

https://developers.google.com/workspace/sheets/api/guides/concepts#cell
"""

import re

_PLAIN = re.compile(r"[^\W\d]\w*")


def letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    name = ""
    while column >= 0:
        column, rest = divmod(column, 26)
        name, column = chr(65 + rest) + name, column - 1
    return name


def quoted(title: str) -> str:
    """The tab in a request. Always in quotes, because a bare `OKR1` means a cell."""
    return "'" + title.replace("'", "''") + "'"


def place(title: str, row: int, column: int) -> str:
    """A cell as a person reads it: `OKRs!A12`, `'Q4 goals'!A12`. Row and column count from zero."""
    tab = title if _PLAIN.fullmatch(title) else quoted(title)
    return f"{tab}!{letters(column)}{row + 1}"


def link(spreadsheet: str, gid: int, row: int) -> str:
    """The address that opens the tab at the row, counted from zero.

    https://developers.google.com/workspace/sheets/api/guides/concepts
    """
    return f"https://docs.google.com/spreadsheets/d/{spreadsheet}/edit#gid={gid}&range=A{row + 1}"


def last_column(named_range: str) -> int:
    """How many columns the tab has, from the range that an answer names: `OKRs!A1:Z1000` → 26."""
    found = re.search(r"([A-Z]+)\d*$", named_range)
    number = 0
    for letter in found[1] if found else "":
        number = number * 26 + ord(letter) - 64
    return number
