"""Tables as CSV and JSON, written row by row.

A spreadsheet runs a cell that begins like a formula. So texts that begin with one of `= + - @`, their full-width forms, a tab
or a line end get an apostrophe before them (OWASP, CSV injection); numbers stay numbers.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import TextIO

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from fairlead.output import SCHEMA_VERSION
from scheduler.tables import Source, Table

FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def write_csv(file: TextIO, table: Table, source: Source) -> None:
    """As RFC 4180 has it, with a line of headings."""
    lines = csv.writer(file)
    lines.writerow(table.columns)
    lines.writerows(_cells(row) for row in table.rows(source))


def write_json(file: TextIO, name: str, table: Table, source: Source) -> None:
    """One document, a line for each row."""
    file.write(f'{{"schema_version": {SCHEMA_VERSION}, "{name}": [')
    file.writelines(_joined(msgspec.json.encode(row).decode() for row in table.rows(source)))
    file.write("\n]}\n")


def _joined(rows: Iterable[str]) -> Iterator[str]:
    between = "\n"
    for row in rows:
        yield between + row
        between = ",\n"


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
