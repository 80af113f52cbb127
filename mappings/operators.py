"""Tests compiled to closures. Equality and globs ignore case; patterns are RE2 and as case-sensitive as written.

Numbers, dates and ages are read from the texts of a field; a text that is none does not satisfy the comparison.
"""

import math
import operator
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct

from core.links import Placed
from mappings.fields import Type, field_of
from mappings.patterns import any_pattern, glob_source
from mappings.rules import Condition, Group, Test

Holds = Callable[[Placed], bool]
Judge = Callable[[Sequence[str]], bool]
Tell = Callable[[Placed], str]

_AGE = re.compile(r"(?P<count>\d{1,5})(?P<unit>[dw])")
_UNITS = {"d": 1, "w": 7}


class Operator(Struct, frozen=True):
    """How to judge values, as of a day. `type` is what it compares; `any` fits every field."""

    judge: Callable[[Condition, date], Judge]
    type: Type = "any"


def fold(values: Sequence[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, values))


def number(text: str) -> float | None:
    """The number that a text is."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def day(text: str) -> date | None:
    """The day that a text begins with: `2026-01-31`."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def age(text: str) -> timedelta | None:
    """`30d` and `4w`."""
    found = _AGE.fullmatch(text)
    return timedelta(days=int(found["count"]) * _UNITS[found["unit"]]) if found else None


def _any(condition: Condition, _today: date) -> Judge:
    disjoint = fold(condition.values).isdisjoint
    return lambda seen: not disjoint(map(str.casefold, seen))


def _all(condition: Condition, _today: date) -> Judge:
    wanted = fold(condition.values)
    return lambda seen: wanted <= set(map(str.casefold, seen))


def _none(condition: Condition, _today: date) -> Judge:
    disjoint = fold(condition.values).isdisjoint
    return lambda seen: disjoint(map(str.casefold, seen))


def _search(sources: Sequence[str]) -> Judge:
    found = any_pattern(sources)
    return lambda seen: any(map(found, seen))


def _glob(condition: Condition, _today: date) -> Judge:
    return _search([glob_source(glob) for glob in condition.values])


def _regex(condition: Condition, _today: date) -> Judge:
    return _search(condition.values)


def _exists(_condition: Condition, _today: date) -> Judge:
    return bool


def _read(read: Callable[[str], Any], compare: Callable[[Any, Any], bool], limit: Any) -> Judge:
    return lambda seen: any(found is not None and compare(found, limit) for found in map(read, seen))


def _numeric(compare: Callable[[Any, Any], bool]) -> Operator:
    return Operator(lambda condition, _today: _read(number, compare, number(condition.values[0])), "number")


def _dated(compare: Callable[[Any, Any], bool]) -> Operator:
    return Operator(lambda condition, _today: _read(day, compare, day(condition.values[0])), "date")


def _aged(compare: Callable[[Any, Any], bool]) -> Operator:
    def judge_age(condition: Condition, today: date) -> Judge:
        return _read(day, compare, today - (age(condition.values[0]) or timedelta()))

    return Operator(judge_age, "date")


OPERATORS: dict[str, Operator] = {
    "any": Operator(_any),
    "all": Operator(_all),
    "none": Operator(_none),
    "glob": Operator(_glob, "text"),
    "regex": Operator(_regex, "text"),
    "exists": Operator(_exists),
    "at_least": _numeric(operator.ge),
    "at_most": _numeric(operator.le),
    "more_than": _numeric(operator.gt),
    "less_than": _numeric(operator.lt),
    "since": _dated(operator.ge),
    "before": _dated(operator.lt),
    "older_than": _aged(operator.lt),
    "newer_than": _aged(operator.ge),
}
AGES = ("older_than", "newer_than")  # they hold today and not tomorrow, though nothing has changed


def judge(condition: Condition, today: date) -> Judge:
    """The condition as a test of the values that an item has in its field."""
    return OPERATORS[condition.op].judge(condition, today)


def compiled(test: Test, today: date) -> Holds:
    """The test as one of an item in its place."""
    if isinstance(test, Condition):
        values, holds = field_of(test.field).values, judge(test, today)
        return lambda placed: holds(values(placed))
    parts = [compiled(part, today) for part in test.parts]
    if test.op == "any":
        return lambda placed: any(part(placed) for part in parts)
    if test.op == "all":
        return lambda placed: all(part(placed) for part in parts)
    return lambda placed: not all(part(placed) for part in parts)


def telling(test: Test, today: date) -> Tell:
    """What made a test hold that does: `labels any payments`, with those of its values that an item has."""
    if isinstance(test, Condition) and test.op == "any" and len(test.values) > 1:
        return _telling_values(test)
    if isinstance(test, Group) and test.op == "any":
        parts = [(compiled(part, today), telling(part, today)) for part in test.parts]
        return lambda placed: next(tell(placed) for holds, tell in parts if holds(placed))
    if isinstance(test, Group) and test.op == "all":
        tells = [telling(part, today) for part in test.parts]
        return lambda placed: " and ".join(tell(placed) for tell in tells)
    words = str(test)
    return lambda _placed: words


def _telling_values(condition: Condition) -> Tell:
    values, wanted = field_of(condition.field).values, fold(condition.values)
    return lambda placed: (
        f"{condition.field} any {', '.join(value for value in values(placed) if value.casefold() in wanted)}"
    )
