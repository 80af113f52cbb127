"""Which items an edit of the rules can move: so that no others need to be looked at again."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from msgspec import Struct

from core.links import Placed
from mappings.fields import attribute_of
from mappings.matcher import Matcher
from mappings.operators import AGES
from mappings.rules import Condition, Rule, leaves
from mappings.sieves import sieve_of


class Standing(Struct, frozen=True):
    """The rules that were in force on a day: all that the links of that day came from."""

    day: date
    rules: tuple[Rule, ...] = ()


class Reach:
    """The items for which a rule holds that is new, gone or edited, as it was or as it is; no other item can get another
    link by the edit (apart from those that inherit). `sieve` lets all of them through, and `looks_at` names the attributes
    of an item (and `team`, `ancestors`) by which they are told."""

    def __init__(self, before: Standing, after: Standing) -> None:
        edited = _edited(before, after)
        sides = [tuple(rule for rule in standing.rules if rule.id in edited) for standing in (before, after)]
        self.rules = sides[1]
        self.sieve = sieve_of([*sides[0], *sides[1]])
        self.looks_at = frozenset(attribute_of(leaf.field) for side in sides for leaf in _tests(side))
        self._matchers = [
            Matcher(side, standing.day, stops=False)
            for side, standing in zip(sides, (before, after), strict=True)
            if side
        ]
        self.empty = not edited

    def __contains__(self, placed: Placed) -> bool:
        return any(matcher.matching(placed) for matcher in self._matchers)


def _edited(before: Standing, after: Standing) -> set[str]:
    was, now = ({rule.id: rule for rule in standing.rules} for standing in (before, after))
    edited = {name for name in was.keys() | now.keys() if _meaning(was.get(name)) != _meaning(now.get(name))}
    both = (was.keys() & now.keys()) - edited
    if before.day != after.day:
        edited |= {name for name in both if any(leaf.op in AGES for leaf in _tests([now[name]]))}
    return edited | set(_stops_moved(before, after, both))


def _tests(rules: Iterable[Rule]) -> Iterator[Condition]:
    return leaves(test for rule in rules for test in (*rule.when, *rule.unless))


def _meaning(rule: Rule | None) -> tuple[str, int] | None:
    return (rule.version, rule.rank) if rule else None


def _stops_moved(before: Standing, after: Standing, among: Collection[str]) -> Iterator[str]:
    """The rules with a stop that hide others of these than they did. Read from the end, a rule hides the same as before if
    it comes at the same place, and the same rules came so far: those of one file stand together in both."""
    was, now = ([rule for rule in reversed(standing.rules) if rule.id in among] for standing in (before, after))
    apart: set[str] = set()
    for old, new in zip(was, now, strict=True):
        if new.stop and (old.id != new.id or apart):
            yield new.id
        apart ^= {old.id} ^ {new.id}
