"""Rows as CSV and JSON, line by line: for files, and for answers that begin before the last row is read.

A spreadsheet runs a cell that begins like a formula. So texts that begin with one of `= + - @`, their full-width forms, a tab
or a line end get an apostrophe before them (OWASP, CSV injection); numbers stay numbers.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from core.documents import SCHEMA_VERSION

FORMULA = tuple("=+-@\t\r\n＝＋－＠")


class _Line:
    """What the writer of CSV writes into."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def as_csv(columns: Sequence[str], rows: Iterable[Struct]) -> Iterator[str]:
    """As RFC 4180 has it, with a line of headings."""
    line = _Line()
    lines = csv.writer(line)
    lines.writerow(columns)
    yield line.text
    for row in rows:
        lines.writerow(_cells(row))
        yield line.text


def as_json(name: str, rows: Iterable[Struct]) -> Iterator[str]:
    """One document, a line for each row."""
    yield f'{{"schema_version": {SCHEMA_VERSION}, "{name}": ['
    between = "\n"
    for row in rows:
        yield between + msgspec.json.encode(row).decode()
        between = ",\n"
    yield "\n]}\n"


def _cells(row: Struct) -> list[object]:
    return [_cell(value) for value in astuple(row)]


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case str() if value.startswith(FORMULA):
            return f"'{value}"
        case _:
            return value
