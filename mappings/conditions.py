"""Tables of conditions as people write them (`when`, `unless`), read into tests; what is wrong is reported to the document."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from mappings.document import Document
from mappings.fields import FIELDS, NO, OWN, YES, Type, day_text, field_of, number_text, own
from mappings.operators import AGES, OPERATORS, age, day, number
from mappings.patterns import PatternError, pattern
from mappings.places import Path
from mappings.rules import Condition, Group, Operator, Test, did_you_mean

MAX_VALUE = 1_000  # characters of one value
MAX_VALUES = 10_000  # in one list
MAX_TESTS = 500  # conditions of one rule
MAX_DEPTH = 5  # of groups and `not` within each other

_EVERY = "key = { exists = true }"


class Conditions:
    """Reads tables of one document."""

    def __init__(self, document: Document) -> None:
        self._report = document.report

    def read(self, path: Path, table: Any, depth: int = 0) -> tuple[Test, ...]:
        """The tests of a table, all of which must hold. What is no table has been reported as a wrong type."""
        if not isinstance(table, dict):
            return ()
        if not table:
            name = next(step for step in reversed(path) if isinstance(step, str))
            self._report(path, f"`{name}` is empty, so it would hold for every item; if you mean that: {_EVERY}")
        if depth > MAX_DEPTH:
            self._report(path, f"conditions are nested more than {MAX_DEPTH} deep; write several rules")
            return ()
        return tuple(found for key, value in table.items() for found in self._key((*path, key), key, value, depth))

    def _key(self, path: Path, key: str, value: Any, depth: int) -> list[Test]:
        if key in ("any", "all"):
            return self._group(path, key, value, depth)
        if key == "not":
            return self._denied(path, value, depth)
        if key == OWN:
            return self._own_fields(path, value, depth)
        if key in FIELDS:
            return self._value(path, key, value, depth)
        hint = did_you_mean(key, FIELDS) or f"; fields are {', '.join(FIELDS)}, and your site's own in {OWN}"
        self._report(path, f'unknown field "{key}"{hint}')
        return []

    def _group(self, path: Path, op: str, tables: Any, depth: int) -> list[Test]:
        """`any = [{…}, {…}]`: one of the tables holds; `all` of them do."""
        if not isinstance(tables, list) or not tables or not all(isinstance(table, dict) for table in tables):
            self._report(path, f'`{op}` is a list of tables, such as [{{ project = "PAY" }}, {{ labels = "pay" }}]')
            return []
        parts = [self.read((*path, number), table, depth + 1) for number, table in enumerate(tables)]
        if op == "all":
            return [test for part in parts for test in part]
        together = tuple(part[0] if len(part) == 1 else Group("all", part) for part in parts if part)
        return [Group("any", together)] if len(together) > 1 else list(together)

    def _denied(self, path: Path, table: Any, depth: int) -> list[Test]:
        if not isinstance(table, dict):
            self._report(path, '`not` is a table of conditions, such as { project = "PAY", labels = "pay" }')
            return []
        parts = self.read(path, table, depth + 1)
        return [Group("not", parts)] if parts else []

    def _own_fields(self, path: Path, table: Any, depth: int) -> list[Test]:
        if not isinstance(table, dict) or not table or not all(name.strip() for name in table):
            self._report(path, f'`{OWN}` is a table of fields by name, such as {{ "Cost center" = "CC-12" }}')
            return []
        return [found for name, value in table.items() for found in self._value((*path, name), own(name), value, depth)]

    def _value(self, path: Path, field: str, value: Any, depth: int) -> list[Test]:
        """A bare value or list is equality; a table gives operators, all of which must hold."""
        if depth > MAX_DEPTH:
            self._report(path, f"`not` is nested more than {MAX_DEPTH} deep")
            return []
        if not isinstance(value, dict):
            return self._compared(path, field, "any", value)
        if not value:
            self._report(path, f"`{field}` has no operator")
        return [
            found for op, operand in value.items() for found in self._operator((*path, op), field, op, operand, depth)
        ]

    def _operator(self, path: Path, field: str, op: str, operand: Any, depth: int) -> list[Test]:
        if op == "not":
            inner = tuple(self._value(path, field, operand, depth + 1))
            return [Group("not", inner)] if inner else []
        if op not in OPERATORS:
            hint = did_you_mean(op, OPERATORS) or f"; operators are {', '.join((*OPERATORS, 'not'))}"
            self._report(path, f'unknown operator "{op}" for {field}{hint}')
            return []
        if op == "exists":
            return self._exists(path, field, operand)
        return self._compared(path, field, op, operand)

    def _exists(self, path: Path, field: str, operand: Any) -> list[Test]:
        if not isinstance(operand, bool):
            self._report(path, f"`exists` of {field} should be true or false")
            return []
        there = Condition(field, "exists")
        return [there if operand else Group("not", (there,))]

    def _compared(self, path: Path, field: str, op: Any, operand: Any) -> list[Test]:
        given = operand if isinstance(operand, list) else [operand]
        if len(given) > MAX_VALUES:
            self._report(
                path, f"{field}: a list of {len(given):,} values; at most {MAX_VALUES:,} go into one, so divide it"
            )
            return []
        values = [_word(field, value) for value in given]
        wrong = [
            problem for value in values if (problem := _bad_text(field, op, value) or _bad_operand(field, op, value))
        ]
        if not values:
            wrong = ["the list is empty, so no item can match; name a value"]
        elif misfit := _misfit(field, op, len(values)):
            wrong = [misfit]
        for problem in dict.fromkeys(wrong):
            self._report(path, f"{field}: {problem}")
        once = () if wrong else tuple(dict.fromkeys(values))
        op = "any" if op == "all" and len(once) == 1 else op
        return [Condition(field, op, once)] if once else []


def _word(field: str, value: Any) -> Any:
    """`flagged = true`, numbers and dates are written without quotes; a number in quotes may be written `3.0`."""
    if isinstance(value, bool):
        return (YES if value else NO)[0] if YES[0] in field_of(field).words or field_of(field).type == "any" else value
    if isinstance(value, int | float) and field_of(field).type in ("number", "any"):
        return number_text(value) if abs(value) < 1e15 else str(value)  # infinity and nan have no whole part
    if isinstance(value, str) and field_of(field).type == "number" and (found := number(value)) is not None:
        return number_text(found)
    if isinstance(value, date) and not isinstance(value, datetime) and field_of(field).type in ("date", "any"):
        return day_text(value)
    return value


def _bad_text(field: str, op: Operator, value: Any) -> str:
    if not isinstance(value, str):
        written = _AGE if op in AGES else _WRITTEN.get(field_of(field).type, _TEXT)
        return f"a value is {written} (found {str(value)[:40]})"
    if not value.strip():
        return "an empty value; to ask whether there is any value use { exists = true }"
    return f"a value of {len(value):,} characters; at most {MAX_VALUE:,} are read" if len(value) > MAX_VALUE else ""


_TEXT, _AGE = "a text, so write it in quotes", 'an age such as "30d" or "4w"'
_WRITTEN: dict[Type, str] = {"number": "a number such as 3 or 0.5", "date": "a date such as 2026-01-31, without quotes"}


def _misfit(field: str, op: Operator, values: int) -> str:
    """Why an operator does not go with a field, or with so many values."""
    asked, has = OPERATORS[op].type, field_of(field).type
    if asked != "any" and has not in (asked, "any"):
        fitting = [name for name, each in OPERATORS.items() if each.type in (has, "any")]
        return f"`{op}` compares a {asked}, and this is a {has}; use {', '.join(fitting)} or not"
    if asked in ("number", "date") and values > 1:
        return f"`{op}` compares with one value"
    return ""


def _bad_operand(field: str, op: Operator, value: str) -> str:
    return _OPERAND.get(op, _bad_word)(field, value)


def _bad_word(field: str, value: str) -> str:
    found = field_of(field)
    if found.type == "number" and number(value) is None:
        return f'"{value}" is not a number'
    if found.type == "date":
        return _bad_day(field, value)
    if not found.words or value.casefold() in found.words:
        return ""
    return f'"{value}" is not one of {", ".join(found.words)}{did_you_mean(value, found.words)}'


def _bad_number(_field: str, value: str) -> str:
    return "" if number(value) is not None else f'"{value}" is not a number'


def _bad_day(_field: str, value: str) -> str:
    found = day(value)
    return "" if found and found.isoformat() == value else f'"{value}" is not a date such as 2026-01-31'


def _bad_age(_field: str, value: str) -> str:
    return "" if age(value) is not None else f'"{value}" is not an age such as "30d" or "4w"'


def _bad_glob(_field: str, value: str) -> str:
    return "" if value.strip("*") else "the glob matches every text; use { exists = true }"


def _bad_pattern(_field: str, value: str) -> str:
    if "\b" in value:
        return "the pattern holds a backspace, for that is what TOML makes of \\b in double quotes; write it in single quotes"
    try:
        found = pattern(value)
    except PatternError as error:
        return f"bad pattern at column {error.column}: {error} (RE2 has no look-around and no back-references)"
    if found("") and found("\x00"):
        return f"the pattern {value!r} matches every text, even an empty one; use {{ exists = true }}"
    return ""


_OPERAND: dict[str, Callable[[str, str], str]] = {
    "regex": _bad_pattern,
    "glob": _bad_glob,
    **dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), _bad_number),
    **dict.fromkeys(("since", "before"), _bad_day),
    **dict.fromkeys(("older_than", "newer_than"), _bad_age),
}
