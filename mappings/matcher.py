"""Rules compiled once and found by index, so that an item meets only the rules that could hold for it.

Each rule waits under one of its conditions: an equality (found by hash), else a pattern (found by one scan for all
patterns of a field), else every item meets it. What is found is then verified in full, so the index only saves time.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from core.links import Placed
from mappings.fields import Field, field_of
from mappings.operators import Holds, Tell, compiled, telling
from mappings.patterns import glob_source, pattern_set
from mappings.rules import Condition, Rule, Test

Found = Callable[[Placed], Sequence[int]]


class Handle(Struct, frozen=True):
    """What an item must have for a test to hold: a value (in small letters), or a text that a pattern fits."""

    kind: Literal["value", "pattern"]
    field: str
    text: str


class Compiled(Struct, frozen=True):
    """A rule ready to judge. `place` is its position among all rules, in the order of files and lines."""

    rule: Rule
    place: int
    when: tuple[Holds, ...]
    unless: tuple[Holds, ...]
    tells: tuple[Tell, ...]

    def holds(self, placed: Placed) -> bool:
        for test in self.when:
            if not test(placed):
                return False
        return not self.unless or not all(test(placed) for test in self.unless)

    def matched(self, placed: Placed) -> tuple[str, ...]:
        """Its conditions, with the values that made them hold."""
        return tuple(tell(placed) for tell in self.tells)


class Matcher:
    """The rules in order of precedence, as of a day. `stops=False` takes no notice of stops."""

    def __init__(self, rules: Sequence[Rule], today: date, *, stops: bool = True) -> None:
        ordered = sorted(enumerate(rules), key=lambda numbered: numbered[1].precedence)
        self._rules = tuple(_compile(place, rule, today) for place, rule in ordered)
        self._stops = frozenset(rank for rank, each in enumerate(self._rules) if stops and each.rule.stop)
        self._index = _index([each.rule for each in self._rules])

    def candidates(self, placed: Placed) -> list[Compiled]:
        """The rules that could hold, best first, not yet verified: what a stop hides is left out."""
        ranks: set[int] = set()
        for found in self._index:
            ranks.update(found(placed))
        rules = [self._rules[rank] for rank in sorted(ranks)]
        if self._stops.isdisjoint(ranks):
            return rules
        last = min((each.place for each in rules if each.rule.stop and each.holds(placed)), default=len(self._rules))
        return [each for each in rules if each.place <= last]

    def matching(self, placed: Placed) -> list[Compiled]:
        """The rules that hold and that no stop hides, best first."""
        return [each for each in self.candidates(placed) if each.holds(placed)]


def _compile(place: int, rule: Rule, today: date) -> Compiled:
    when, unless = (tuple(compiled(test, today) for test in tests) for tests in (rule.when, rule.unless))
    return Compiled(rule, place, when, unless, tuple(telling(test, today) for test in rule.when))


def _index(rules: Sequence[Rule]) -> list[Found]:
    """Put each rule (by rank) where the fewest items find it, and give one finder for each kind of place."""
    handles = [[found for test in rule.when if (found := _handles(test))] for rule in rules]
    crowd = Counter(handle for choices in handles for choice in choices for handle in choice)
    waiting: dict[str, dict[str, dict[str, list[int]]]] = {"value": {}, "pattern": {}}
    always: list[int] = []
    for rank, choices in enumerate(handles):
        best = min(choices, key=lambda choice: _cost(choice, crowd), default=None)
        for handle in best or ():
            waiting[handle.kind].setdefault(handle.field, {}).setdefault(handle.text, []).append(rank)
        if best is None:
            always.append(rank)
    finders = [_by_value(field_of(name), table) for name, table in waiting["value"].items()]
    finders += [_by_pattern(field_of(name), table) for name, table in waiting["pattern"].items()]
    return [*finders, lambda _placed: always] if always else finders


def _handles(test: Test) -> list[Handle]:
    """One of these an item must have for the test to hold; none if that cannot be said."""
    if isinstance(test, Condition):
        return [Handle(kind, field_of(test.field).name, text) for kind, text in _texts(test)]
    parts = [_handles(part) for part in test.parts]
    if test.op == "any":
        return [handle for part in parts for handle in part] if all(parts) else []
    return min(filter(None, parts), key=len, default=[]) if test.op == "all" else []


def _texts(condition: Condition) -> Iterable[tuple[Literal["value", "pattern"], str]]:
    match condition.op:
        case "any":
            return [("value", value.casefold()) for value in condition.values]
        case "all":
            return [("value", condition.values[0].casefold())]
        case "glob":
            return [("pattern", glob_source(value)) for value in condition.values]
        case "regex":
            return [("pattern", value) for value in condition.values]
    return []


def _cost(choice: Sequence[Handle], crowd: Counter[Handle]) -> tuple[bool, bool, int]:
    """Patterns last, coarse fields before them, then by how many rules wait for the same."""
    scanned = any(handle.kind == "pattern" for handle in choice)
    coarse = any(field_of(handle.field).coarse for handle in choice)
    return scanned, coarse, sum(crowd[handle] for handle in choice)


def _by_value(field: Field, table: dict[str, list[int]]) -> Found:
    values = field.values

    def found(placed: Placed) -> Sequence[int]:
        ranks: list[int] = []
        for value in values(placed):
            ranks += table.get(value.casefold(), ())
        return ranks

    return found


def _by_pattern(field: Field, table: dict[str, list[int]]) -> Found:
    values, scan = field.values, pattern_set(list(table))
    ranks_of = list(table.values())

    def found(placed: Placed) -> Sequence[int]:
        ranks: list[int] = []
        for value in values(placed):
            hits = scan(value)
            for hit in range(len(ranks_of)) if hits is None else hits:
                ranks += ranks_of[hit]
        return ranks

    return found
