"""Every distinct condition of all rules, judged together: one look-up for all equalities of a field, one scan for all its
patterns. So a condition costs an item the same however many rules ask for it, and next to nothing where it does not hold.

Conditions that can be found so are known by number; all others (negations, comparisons) are judged one by one.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from datetime import date

from msgspec import Struct

from core.links import Placed
from mappings.fields import Field, Values, field_of
from mappings.operators import compiled, fold
from mappings.patterns import Scan, glob_source, pattern_set
from mappings.rules import Condition, Test, leaves

Held = Set[int]  # numbers of the conditions that hold for an item
Judge = Callable[[Held, Placed], bool]


class Tests(Struct, frozen=True):
    """Tests all of which must hold: conditions known by number, and the rest."""

    known: frozenset[int]
    rest: tuple[Judge, ...]

    def hold(self, held: Held, placed: Placed) -> bool:
        return self.known <= held and (not self.rest or all(judge(held, placed) for judge in self.rest))


class Predicates:
    """The conditions in `tests`, as of a day."""

    def __init__(self, tests: Iterable[Test], today: date) -> None:
        self._today = today
        self._numbers: dict[Condition, int] = {}
        values: dict[Field, dict[str, list[int]]] = {}
        patterns: dict[Field, dict[str, list[int]]] = {}
        for condition in dict.fromkeys(part for leaf in leaves(tests) for part in _one_by_one(leaf)):
            table = values if condition.op == "any" else patterns
            for key in _keys(condition):
                number = self._numbers.setdefault(condition, len(self._numbers))
                table.setdefault(field_of(condition.field), {}).setdefault(key, []).append(number)
        self._by_value = [(field.values, table.get) for field, table in values.items()]
        self._by_pattern: list[tuple[Values, Scan, list[list[int]]]] = [
            (field.values, pattern_set(list(table)), list(table.values())) for field, table in patterns.items()
        ]

    @property
    def count(self) -> int:
        """How many are known by number, from 0 on."""
        return len(self._numbers)

    def held(self, placed: Placed) -> Held:
        """The conditions that hold for the item, of those known by number."""
        found: list[int] = []
        for values, numbers_of in self._by_value:
            for value in values(placed):
                found += numbers_of(value.casefold(), ())
        for values, scan, numbers in self._by_pattern:
            for value in values(placed):
                for hit in scan(value):
                    found += numbers[hit]
        return set(found)

    def all_of(self, tests: Sequence[Test]) -> Tests:
        """The tests, of those given at first, ready to judge."""
        parts = [part for test in tests for part in _apart(test)]
        known = frozenset(self._numbers[part] for part in parts if part in self._numbers)
        return Tests(known, tuple(self._judge(part) for part in parts if part not in self._numbers))

    def ways(self, test: Test) -> frozenset[int]:
        """One of these must hold for the test to hold; none if that cannot be said."""
        if isinstance(test, Condition):
            return frozenset(self._numbers[part] for part in _one_by_one(test)[:1] if part in self._numbers)
        ways = [self.ways(part) for part in test.parts]
        if test.op == "any":
            return frozenset[int]().union(*ways) if all(ways) else frozenset()
        return min(filter(None, ways), key=len, default=frozenset()) if test.op == "all" else frozenset()

    def _judge(self, test: Test) -> Judge:
        if isinstance(test, Condition):
            alone = compiled(test, self._today)
            return lambda _held, placed: alone(placed)
        if test.op == "any":
            parts = [self.all_of((part,)) for part in test.parts]
            return lambda held, placed: any(part.hold(held, placed) for part in parts)
        whole = self.all_of(test.parts)
        return lambda held, placed: not whole.hold(held, placed)


def _apart(test: Test) -> Sequence[Test]:
    """A test that asks for all of several things, as one test for each of them."""
    if isinstance(test, Condition):
        return _one_by_one(test)
    return [part for inner in test.parts for part in _apart(inner)] if test.op == "all" else (test,)


def _one_by_one(condition: Condition) -> Sequence[Condition]:
    if condition.op != "all":
        return (condition,)
    return [Condition(condition.field, "any", (value,)) for value in condition.values]


def _keys(condition: Condition) -> Iterable[str]:
    """Values in small letters, or patterns, one of which an item must have; none for other operators."""
    match condition.op:
        case "any":
            return fold(condition.values)
        case "glob":
            return frozenset(map(glob_source, condition.values))
        case "regex":
            return frozenset(condition.values)
    return ()
