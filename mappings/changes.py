"""Which items an edit of the rules can move: so that no others need to be looked at again."""

from collections.abc import Collection, Sequence
from datetime import date

from msgspec import Struct

from core.links import Placed
from mappings.matcher import Matcher
from mappings.operators import AGES
from mappings.rules import Rule, leaves


class Standing(Struct, frozen=True):
    """The rules that were in force on a day: all that the links of that day came from."""

    day: date
    rules: tuple[Rule, ...] = ()


class Reach:
    """The items for which a rule holds that is new, gone or edited, as it was or as it is; no other item can get another
    link by the edit (apart from those that inherit)."""

    def __init__(self, before: Standing, after: Standing) -> None:
        edited = _edited(before, after)
        self.rules = tuple(rule for rule in after.rules if rule.id in edited)
        self._matchers = [
            Matcher([rule for rule in standing.rules if rule.id in edited], standing.day, stops=False)
            for standing in (before, after)
        ]
        self.empty = not edited

    def __contains__(self, placed: Placed) -> bool:
        return any(matcher.matching(placed) for matcher in self._matchers)


def _edited(before: Standing, after: Standing) -> set[str]:
    was, now = ({rule.id: rule for rule in standing.rules} for standing in (before, after))
    edited = {name for name in was.keys() | now.keys() if _meaning(was.get(name)) != _meaning(now.get(name))}
    both = (was.keys() & now.keys()) - edited
    if before.day != after.day:
        edited |= {
            name for name in both if any(leaf.op in AGES for leaf in leaves((*now[name].when, *now[name].unless)))
        }
    return edited | {
        name
        for name in both
        if now[name].stop and _hidden(name, before.rules, both) != _hidden(name, after.rules, both)
    }


def _meaning(rule: Rule | None) -> tuple[str, int] | None:
    return (rule.version, rule.rank) if rule else None


def _hidden(stop: str, rules: Sequence[Rule], among: Collection[str]) -> set[str]:
    """Those of the rules that stand after the one that stops, so that it hides them."""
    place = next(place for place, rule in enumerate(rules) if rule.id == stop)
    return {rule.id for rule in rules[place + 1 :] if rule.id in among}
