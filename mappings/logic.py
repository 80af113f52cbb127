"""What conditions say of each other without looking at any item: which implies which, and which exclude each other.

Only what is provable: where it is not easily said, the answer is no.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations, islice
from typing import Literal

from msgspec import Struct

from mappings.fields import field_of
from mappings.operators import age, day, fold, judge, number
from mappings.patterns import fits
from mappings.rules import Condition, Group, Test

Scale = Literal["number", "date", "age"]
_SCALES: dict[str, Scale] = {
    **dict.fromkeys(("at_least", "at_most", "more_than", "less_than"), "number"),
    **dict.fromkeys(("since", "before"), "date"),
    **dict.fromkeys(("newer_than", "older_than"), "age"),
}
_LOWER = ("at_least", "more_than", "since", "newer_than")
_STRICT = ("more_than", "less_than", "before", "older_than")
LIMITS = tuple(_SCALES)  # operators that compare with one
ENOUGH = 100  # tests of one rule that are set against each other


class Limit(Struct, frozen=True):
    """A bound on a number or a day (ages count the days before today, backwards)."""

    scale: Scale
    lower: bool
    strict: bool
    value: float


def limit(condition: Condition) -> Limit | None:
    """The bound that a condition sets, None if it sets none."""
    scale = _SCALES.get(condition.op)
    value = _on(scale, condition.values[0]) if scale else None
    if scale is None or value is None:
        return None
    return Limit(scale, condition.op in _LOWER, condition.op in _STRICT, value)


def implies(given: Test, asked: Test) -> bool:
    """Whether every item for which `given` holds also has `asked`."""
    if isinstance(given, Group) or isinstance(asked, Group):
        return given == asked
    if field_of(given.field).name != field_of(asked.field).name:
        return False
    if (given.op, given.values) == (asked.op, asked.values):
        return True
    if asked.op == "exists":
        return given.op != "none"
    return _within(given, asked) if asked.op in LIMITS else _among(given, asked)


def _among(given: Condition, asked: Condition) -> bool:
    """Whether the values that one asks for see to those of the other."""
    mine, theirs = _folded(given), _folded(asked)
    match given.op, asked.op:
        case ("any", "any") | ("none", "none"):
            return mine <= theirs if given.op == "any" else mine >= theirs
        case ("all", "all"):
            return mine >= theirs
        case ("all", "any"):
            return not mine.isdisjoint(theirs)
        case ("any", "none"):
            return not field_of(given.field).many and mine.isdisjoint(theirs)
        case ("any" | "all", "glob"):
            return all(any(fits(value, glob) for glob in theirs) for value in mine)
    return False


@lru_cache(maxsize=256)
def _folded(condition: Condition) -> frozenset[str]:
    """Kept, because one rule with very many values may be set against thousands."""
    return fold(condition.values)


def contradiction(tests: Sequence[Test]) -> str:
    """Why no item can have all of the tests hold, in words; an empty text if one might."""
    flat = list(islice(conjuncts(tests), ENOUGH))
    plain = [test for test in flat if not _is_choice(test)]
    for test in plain:
        if why := _impossible(test) or _denial(test, plain):
            return why
    apart = (pair for pair in combinations(plain, 2) if _apart(*pair) or _apart(*pair[::-1]))
    if pair := next(apart, None):
        return f"{pair[0]} and {pair[1]} exclude each other"
    choices = [
        [contradiction([*plain, part]) for part in test.parts]
        for test in flat
        if isinstance(test, Group) and _is_choice(test)
    ]
    return next((reasons[0] for reasons in choices if all(reasons)), "")


def conjuncts(tests: Sequence[Test]) -> Iterator[Test]:
    """The tests, with those of groups that must all hold taken out of them."""
    for test in tests:
        if isinstance(test, Group) and test.op == "all":
            yield from conjuncts(test.parts)
        else:
            yield test


def _is_choice(test: Test) -> bool:
    return isinstance(test, Group) and test.op == "any"


def _denial(test: Test, tests: Sequence[Test]) -> str:
    """Whether the others imply what this test denies."""
    denied = _denied(test)
    by = [next((str(other) for other in tests if other is not test and implies(other, part)), "") for part in denied]
    return f"{' and '.join(dict.fromkeys(by))} and {test} exclude each other" if by and all(by) else ""


def _impossible(condition: Test) -> str:
    if isinstance(condition, Group):
        return ""
    field = field_of(condition.field)
    if condition.op == "all" and not field.many:
        return f"an item has one {condition.field}, not {len(condition.values)}"
    if condition.op == "none" and field.words and fold(condition.values) >= set(field.words):
        return f"every {condition.field} there is stands in {condition}"
    return ""


def _denied(test: Test) -> tuple[Test, ...]:
    """What must not hold all together for the test to hold."""
    if isinstance(test, Condition):
        return (Condition(test.field, "any", test.values),) if test.op == "none" else ()
    return tuple(conjuncts(test.parts)) if test.op == "not" else ()


def _apart(one: Test, other: Test) -> bool:
    """Whether no single value can satisfy both, of a field that has one."""
    if isinstance(one, Group) or isinstance(other, Group):
        return False
    field = field_of(one.field)
    if field.many or field.name != field_of(other.field).name:
        return False
    if one.op == "any" and other.op == "any":
        return fold(one.values).isdisjoint(fold(other.values))
    if one.op == "any" and other.op == "glob":
        return not any(fits(value, glob) for value in fold(one.values) for glob in fold(other.values))
    if one.op == "any" and other.op in LIMITS:
        return not any(_satisfies(value, other) for value in one.values)
    low, high = limit(one), limit(other)
    if low is None or high is None or low.scale != high.scale or not low.lower or high.lower:
        return False
    return low.value > high.value or (low.value == high.value and (low.strict or high.strict))


def _within(given: Condition, asked: Condition) -> bool:
    """Whether what one lets through lies within the limit of the other."""
    if given.op in ("any", "all"):
        return asked.op not in ("newer_than", "older_than") and all(_satisfies(each, asked) for each in given.values)
    inner, outer = limit(given), limit(asked)
    if inner is None or outer is None or (inner.scale, inner.lower) != (outer.scale, outer.lower):
        return False
    further = inner.value > outer.value if inner.lower else inner.value < outer.value
    return further or (inner.value == outer.value and (inner.strict or not outer.strict))


def _satisfies(value: str, condition: Condition) -> bool:
    """Ages move on, so that of a day nothing is said."""
    return _SCALES.get(condition.op) == "age" or judge(condition, date.max)((value,))


def _on(scale: Scale, value: str) -> float | None:
    if scale == "number":
        return number(value)
    if scale == "date":
        found = day(value)
        return None if found is None else found.toordinal()
    old = age(value)
    return None if old is None else -old.days
