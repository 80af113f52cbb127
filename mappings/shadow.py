"""Rules that can never win, because another one holds whenever they do and comes before them. Only what is provable."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from fnmatch import fnmatchcase

from mappings.fields import FIELDS
from mappings.operators import fold
from mappings.rules import Condition, Operator, Rule

Slot = tuple[str, ...]

_NARROWEST: tuple[Operator, ...] = ("all", "any", "regex", "not", "glob", "none", "exists")


def shadowed(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs (hidden rule, the rule before it that takes all its items), at most one for each hidden rule.

    A rule waits in slots that every narrower rule must look into, so that not every pair is compared.
    """
    slots: dict[Slot, list[int]] = defaultdict(list)
    for place, rule in enumerate(rules):
        for slot in _waits_in(rule):
            slots[slot].append(place)
    for place, rule in enumerate(rules):
        others = sorted({other for slot in _looks_into(rule) for other in slots.get(slot, ()) if other != place})
        wider = next((other for other in others if _hides(rules, other, place)), None)
        if wider is not None:
            yield rule, rules[wider]


def _waits_in(rule: Rule) -> list[Slot]:
    """Slots of the condition that the fewest others can imply; one that holds for any of several values has one for each."""
    best = min(rule.when, key=lambda each: (_NARROWEST.index(each.op), FIELDS[each.field].coarse))
    name = FIELDS[best.field].name
    match best.op:
        case "any":
            return [(name, "value", value) for value in fold(best.values)]
        case "all":
            return [(name, "value", best.values[0].casefold())]
        case "regex" | "not":
            return [_same(best)]
        case "glob":
            return [_same(best), (name, "values")]
    return [(name, "field")]


def _looks_into(rule: Rule) -> Iterator[Slot]:
    for condition in rule.when:
        name = FIELDS[condition.field].name
        yield name, "field"
        yield _same(condition)
        if condition.op in ("any", "all"):
            yield name, "values"
            yield from ((name, "value", value) for value in fold(condition.values))


def _same(condition: Condition) -> Slot:
    return (FIELDS[condition.field].name, condition.op, *condition.values, *map(str, condition.inner))


def _hides(rules: Sequence[Rule], wide: int, narrow: int) -> bool:
    wider, narrower = rules[wide], rules[narrow]
    return (
        _precedes(rules, wide, narrow)
        and (wider.valid_from or date.min) <= (narrower.valid_from or date.min)
        and (wider.valid_to or date.max) >= (narrower.valid_to or date.max)
        and (not wider.unless or wider.unless == narrower.unless)
        and all(any(_implies(given, asked) for given in narrower.when) for asked in wider.when)
    )


def _precedes(rules: Sequence[Rule], wide: int, narrow: int) -> bool:
    """Whether the wider rule wins where both hold: it stops, or it ranks before and no stop between hides it."""
    if wide < narrow:
        return rules[wide].stop or rules[wide].weight >= rules[narrow].weight
    return rules[wide].weight > rules[narrow].weight and not any(rule.stop for rule in rules[narrow:wide])


def _implies(given: Condition, asked: Condition) -> bool:
    """Whether every item for which `given` holds also has `asked`. False where this is not easily said."""
    if FIELDS[given.field].name != FIELDS[asked.field].name:
        return False
    if given.op == asked.op and (given.values, given.inner) == (asked.values, asked.inner):
        return True
    mine, theirs = fold(given.values), fold(asked.values)
    match given.op, asked.op:
        case ("any", "any") | ("none", "none"):
            return mine <= theirs if given.op == "any" else mine >= theirs
        case ("all", "all"):
            return mine >= theirs
        case ("all", "any"):
            return not mine.isdisjoint(theirs)
        case ("any", "none"):
            return not FIELDS[given.field].many and mine.isdisjoint(theirs)
        case ("any" | "all", "glob"):
            return all(any(_globs(value, glob) for glob in theirs) for value in mine)
        case ("any" | "all" | "glob" | "regex", "exists"):
            return True
    return False


def _globs(value: str, glob: str) -> bool:
    return fnmatchcase(value, glob.replace("[", "[[]"))
