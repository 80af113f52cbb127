"""Conditions of a rule as rows of a form, each a field, an operator and what was typed: read from rules, and written as tables.

What rows cannot say (groups, conditions within each other) stays to those who write TOML.
"""

import csv
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from msgspec import Struct

from mappings.fields import OWN, YES, field_of, own_name
from mappings.operators import AGES, OPERATORS, number
from mappings.rules import Condition, Test

OPERATIONS: Mapping[str, str] = {
    "any": "is, or has, one of",
    "not": "is not",
    "all": "has all of",
    "none": "has none of",
    "glob": "is like (* and ?)",
    "regex": "matches the pattern",
    "exists": "is given",
    "absent": "is not given",
    "at_least": "is at least",
    "at_most": "is at most",
    "more_than": "is more than",
    "less_than": "is less than",
    "since": "is this day or later",
    "before": "is before this day",
    "older_than": "lies further back than (30d, 4w)",
    "newer_than": "lies no further back than (30d, 4w)",
}
"""What a row can ask, as a form says it."""
BARE = ("exists", "absent")  # without a value
_QUOTED = {",", '"'}
_ALONE = ("regex", "at_least", "at_most", "more_than", "less_than", "since", "before", "older_than", "newer_than")


class Row(Struct, frozen=True):
    """`value` are several with commas between them; one that holds a comma itself stands in double quotes."""

    field: str = ""
    op: str = "any"
    value: str = ""


def rows_of(tests: Iterable[Test]) -> tuple[Row, ...] | None:
    """None where a row cannot say what a test does."""
    found = [_row(test) for test in tests]
    return None if None in found else tuple(row for row in found if row)


def table_of(rows: Iterable[Row]) -> dict[str, Any]:
    """A table of the rule language in which all rows hold. Rows without a field are left out; what is wrong with the others,
    the reader of rules says."""
    tables: list[dict[str, dict[str, Any]]] = [{}]
    for row in rows:
        if field := row.field.strip():
            op, value = _operation(field, row)
            table = next((each for each in tables if op not in each.get(field, ())), None)
            if table is None:
                tables.append(table := {})
            table.setdefault(field, {})[op] = value
    first, *more = map(_written, tables)
    return first | ({"all": more} if more else {})


def _operation(field: str, row: Row) -> tuple[str, Any]:
    if row.op in BARE:
        return "exists", row.op == "exists"
    given = [row.value.strip()] if row.op in _ALONE else _split(row.value)
    values = [_typed(field, row.op, each) for each in given] or [""]
    return row.op, values[0] if len(values) == 1 else values


def _written(table: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Equality without its operator, and fields of the site's own in their table."""
    made: dict[str, Any] = {}
    for field, operations in table.items():
        plain = operations["any"] if operations.keys() == {"any"} else dict(operations)
        own = own_name(field)
        (made.setdefault(OWN, {}) if own else made)[own or field] = plain
    return made


def _typed(field: str, op: str, value: str) -> Any:
    """Numbers, days, and yes or no are written without quotes."""
    kind = OPERATORS[op].type if op in OPERATORS and OPERATORS[op].type != "any" else field_of(field).type
    if kind == "number" and (found := number(value)) is not None:
        return int(found) if found.is_integer() else found
    if kind == "date" and op not in AGES:
        with suppress(ValueError):
            return date.fromisoformat(value)
    if YES[0] in field_of(field).words and value.casefold() in field_of(field).words:
        return value.casefold() == YES[0]
    return value


def _row(test: Test) -> Row | None:
    if isinstance(test, Condition):
        plain = test.op not in _ALONE or len(test.values) == 1
        return Row(test.field, test.op, _joined(test)) if plain else None
    only = test.parts[0]
    if test.op == "not" and len(test.parts) == 1 and isinstance(only, Condition) and only.op in ("any", "exists"):
        return Row(only.field, "not" if only.op == "any" else "absent", _joined(only))
    return None


def _joined(test: Condition) -> str:
    if test.op in _ALONE:
        return "".join(test.values)
    return ", ".join(f'"{each.replace(chr(34), chr(34) * 2)}"' if _QUOTED & {*each} else each for each in test.values)


def _split(value: str) -> list[str]:
    cells = next(csv.reader([" ".join(value.splitlines())], skipinitialspace=True), [])
    return [cell.strip() for cell in cells if cell.strip()]
