"""Rules compiled once and found by index, so that an item meets only the rules that could hold for it.

The conditions of all rules are judged together (`mappings.predicates`). Each rule waits for those of its conditions that
fewest rules ask for; where one holds, all that are known by number are compared as sets, and only then is the rest judged.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from core.links import Placed
from mappings.fields import field_of
from mappings.operators import Tell, telling
from mappings.predicates import Held, Predicates, Tests
from mappings.rules import Rule, Test, first_stops, leaves


class Compiled(Struct, frozen=True):
    """A rule ready to judge. `place` is its position among all rules, in the order of files and lines."""

    rule: Rule
    place: int
    when: Tests
    unless: Tests | None
    tells: tuple[Tell, ...]

    def holds(self, held: Held, placed: Placed) -> bool:
        return self.when.hold(held, placed) and not (self.unless and self.unless.hold(held, placed))

    def matched(self, placed: Placed) -> tuple[str, ...]:
        """Its conditions, with the values that made them hold."""
        return tuple([tell(placed) for tell in self.tells])


class Matcher:
    """The rules in order of precedence, as of a day. `stops=False` takes no notice of stops."""

    def __init__(self, rules: Sequence[Rule], today: date, *, stops: bool = True) -> None:
        ordered = sorted(enumerate(rules), key=lambda numbered: numbered[1].precedence)
        self._predicates = Predicates((test for rule in rules for test in (*rule.when, *rule.unless)), today)
        self._rules = tuple(_compile(self._predicates, place, rule, today) for place, rule in ordered)
        self._waiting, self._always = _index([each.rule for each in self._rules], self._predicates)
        self._stops = stops and any(rule.stop for rule in rules)

    def held(self, placed: Placed) -> Held:
        """The conditions, by number, that hold for the item."""
        return self._predicates.held(placed)

    def candidates(self, held: Held) -> list[Compiled]:
        """The rules that could hold, as far as the index tells, best first."""
        ranks = {rank for number in held for rank in self._waiting[number]}
        return [self._rules[rank] for rank in sorted(ranks | self._always)]

    def matching(self, placed: Placed) -> list[Compiled]:
        """The rules that hold and that no stop hides, best first. Sets are compared before a rule is asked: most fall there."""
        held = self.held(placed)
        if not held and not self._always:
            return []
        found = [each for each in self.candidates(held) if each.when.known <= held and each.holds(held, placed)]
        return unhidden(found) if self._stops else found


def unhidden(holding: Sequence[Compiled]) -> list[Compiled]:
    """Those of the rules that hold which no other of them hides by a stop."""
    stops = first_stops((each.place, each.rule) for each in holding)
    return [each for each in holding if each.place <= stops.get(each.rule.rank, each.place)]


def _compile(predicates: Predicates, place: int, rule: Rule, today: date) -> Compiled:
    unless = predicates.all_of(rule.unless) if rule.unless else None
    tells = tuple(telling(test, today) for test in rule.when)
    return Compiled(rule, place, predicates.all_of(rule.when), unless, tells)


def _index(rules: Sequence[Rule], predicates: Predicates) -> tuple[list[list[int]], set[int]]:
    """The rules (by rank) that wait for each condition (by number), and those that every item meets."""
    ways = [[(_coarse(test), found) for test in rule.when if (found := predicates.ways(test))] for rule in rules]
    asked = Counter(number for choices in ways for _coarse, found in choices for number in found)
    waiting: list[list[int]] = [[] for _ in range(predicates.count)]
    always: set[int] = set()
    for rank, choices in enumerate(ways):
        best = min(choices, key=lambda choice: (choice[0], sum(asked[number] for number in choice[1])), default=None)
        for number in best[1] if best else ():
            waiting[number].append(rank)
        if not best:
            always.add(rank)
    return waiting, always


def _coarse(test: Test) -> bool:
    return any(field_of(leaf.field).coarse for leaf in leaves((test,)))
