"""Rules compiled once and found by index, so that an item meets only the rules that could hold for it.

Each rule waits under one of its conditions: an equality (found by hash), else a pattern (found by one scan for all
patterns of a field), else every item meets it. What is found is then verified in full, so the index only saves time.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import Struct

from core.records import Item
from mappings.fields import Field, field_of
from mappings.operators import Holds, compiled, matched
from mappings.patterns import glob_source, pattern_set
from mappings.rules import Condition, Rule

Found = Callable[[Item, str | None], Sequence[int]]


class Compiled(Struct, frozen=True):
    """A rule ready to judge. `place` is its position in the file, `when` and `unless` stand beside their conditions."""

    rule: Rule
    place: int
    when: tuple[Holds, ...]
    unless: tuple[Holds, ...]

    def holds(self, item: Item, team: str | None) -> bool:
        for condition in self.when:
            if not condition(item, team):
                return False
        return not self.unless or not all(condition(item, team) for condition in self.unless)

    def matched(self, item: Item, team: str | None) -> tuple[str, ...]:
        return tuple(matched(condition, field_of(condition.field).values(item, team)) for condition in self.rule.when)


class Matcher:
    """The rules in order of precedence: heavier first, then as in the file. `stops=False` takes no notice of stops."""

    def __init__(self, rules: Sequence[Rule], *, stops: bool = True) -> None:
        ordered = sorted(enumerate(rules), key=lambda numbered: (-numbered[1].weight, numbered[0]))
        self._rules = tuple(_compile(place, rule) for place, rule in ordered)
        self._stops = frozenset(rank for rank, each in enumerate(self._rules) if stops and each.rule.stop)
        self._index = _index([each.rule for each in self._rules])

    def candidates(self, item: Item, team: str | None) -> list[Compiled]:
        """The rules that can still win, best first, not yet verified: what a stop hides is left out."""
        ranks: set[int] = set()
        for found in self._index:
            ranks.update(found(item, team))
        rules = [self._rules[rank] for rank in sorted(ranks)]
        if self._stops.isdisjoint(ranks):
            return rules
        last = min(
            (each.place for each in rules if each.rule.stop and each.holds(item, team)), default=len(self._rules)
        )
        return [each for each in rules if each.place <= last]

    def matching(self, item: Item, team: str | None) -> list[Compiled]:
        """The rules that hold and that no stop hides, best first."""
        return [each for each in self.candidates(item, team) if each.holds(item, team)]


def _compile(place: int, rule: Rule) -> Compiled:
    return Compiled(rule, place, tuple(map(compiled, rule.when)), tuple(map(compiled, rule.unless)))


def _index(rules: Sequence[Rule]) -> list[Found]:
    """Put each rule (by rank) where the fewest items find it, and give one finder for each kind of place."""
    crowd = Counter((field_of(each.field).name, value) for rule in rules for each in rule.when for value in _keys(each))
    words: dict[str, dict[str, list[int]]] = {}
    patterns: dict[str, list[tuple[str, int]]] = {}
    always: list[int] = []
    for rank, rule in enumerate(rules):
        best = min((each for each in rule.when if _keys(each)), key=lambda each: _cost(each, crowd), default=None)
        scanned = next((each for each in rule.when if each.op in ("glob", "regex")), None)
        if best is not None:
            table = words.setdefault(field_of(best.field).name, {})
            for value in _keys(best):
                table.setdefault(value, []).append(rank)
        elif scanned is not None:
            sources = patterns.setdefault(field_of(scanned.field).name, [])
            sources += [(source, rank) for source in _sources(scanned)]
        else:
            always.append(rank)
    found = [_by_word(field_of(name), table) for name, table in words.items()]
    found += [_by_pattern(field_of(name), sources) for name, sources in patterns.items()]
    return [*found, lambda _item, _team: always] if always else found


def _keys(condition: Condition) -> list[str]:
    """The folded values one of which an item must have for the condition to hold; none if that cannot be said."""
    values = condition.values if condition.op == "any" else condition.values[:1] if condition.op == "all" else ()
    return [value.casefold() for value in values]


def _cost(condition: Condition, crowd: Counter[tuple[str, str]]) -> tuple[bool, int]:
    """Coarse fields last, then by how many rules wait for the same values."""
    field = field_of(condition.field)
    return field.coarse, sum(crowd[field.name, value] for value in _keys(condition))


def _sources(condition: Condition) -> list[str]:
    return [glob_source(value) if condition.op == "glob" else value for value in condition.values]


def _by_word(field: Field, table: dict[str, list[int]]) -> Found:
    values = field.values

    def found(item: Item, team: str | None) -> Sequence[int]:
        ranks: list[int] = []
        for value in values(item, team):
            ranks += table.get(value.casefold(), ())
        return ranks

    return found


def _by_pattern(field: Field, sources: Sequence[tuple[str, int]]) -> Found:
    values, scan = field.values, pattern_set([source for source, _rank in sources])
    ranks_of = [rank for _source, rank in sources]

    def found(item: Item, team: str | None) -> Sequence[int]:
        ranks: list[int] = []
        for value in values(item, team):
            hits = scan(value)
            if hits is None:
                return ranks_of
            ranks += (ranks_of[hit] for hit in hits)
        return ranks

    return found
