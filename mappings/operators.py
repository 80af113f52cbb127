"""Conditions compiled to closures. Equality and globs ignore case; patterns are RE2 and as case-sensitive as written."""

from collections.abc import Callable, Sequence

from core.records import Item
from mappings.fields import field_of
from mappings.patterns import any_pattern, glob_source
from mappings.rules import Condition

Holds = Callable[[Item, str | None], bool]
Judge = Callable[[Sequence[str]], bool]


def fold(values: Sequence[str]) -> frozenset[str]:
    return frozenset(map(str.casefold, values))


def _any(condition: Condition) -> Judge:
    disjoint = fold(condition.values).isdisjoint
    return lambda seen: not disjoint(map(str.casefold, seen))


def _all(condition: Condition) -> Judge:
    wanted = fold(condition.values)
    return lambda seen: wanted <= set(map(str.casefold, seen))


def _none(condition: Condition) -> Judge:
    disjoint = fold(condition.values).isdisjoint
    return lambda seen: disjoint(map(str.casefold, seen))


def _search(sources: Sequence[str]) -> Judge:
    found = any_pattern(sources)
    return lambda seen: any(map(found, seen))


def _glob(condition: Condition) -> Judge:
    return _search([glob_source(glob) for glob in condition.values])


def _regex(condition: Condition) -> Judge:
    return _search(condition.values)


def _exists(_condition: Condition) -> Judge:
    return bool


def _not(condition: Condition) -> Judge:
    denied = [judge(inner) for inner in condition.inner]
    return lambda seen: not all(holds(seen) for holds in denied)


_OPERATORS: dict[str, Callable[[Condition], Judge]] = {
    "any": _any,
    "all": _all,
    "none": _none,
    "glob": _glob,
    "regex": _regex,
    "exists": _exists,
    "not": _not,
}
OPERATORS = tuple(_OPERATORS)


def judge(condition: Condition) -> Judge:
    """The condition as a test of the values that an item has in its field."""
    return _OPERATORS[condition.op](condition)


def compiled(condition: Condition) -> Holds:
    """The condition as a test of an item and its team."""
    values, holds = field_of(condition.field).values, judge(condition)
    return lambda item, team: holds(values(item, team))


def matched(condition: Condition, seen: Sequence[str]) -> str:
    """`labels any payments`: a condition that held, with those of its values that made it hold."""
    if condition.op != "any" or len(condition.values) == 1:
        return str(condition)
    wanted = fold(condition.values)
    return f"{condition.field} any {', '.join(value for value in seen if value.casefold() in wanted)}"
