"""Rules that can never win, because another one holds whenever they do and comes before them. Only what is provable."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import islice

from mappings.fields import field_of
from mappings.logic import LIMITS, implies
from mappings.operators import fold
from mappings.rules import Group, Rule, Test

Slot = tuple[str, ...]

ENOUGH = 200  # rules compared with each rule
_VAGUE = {"glob": 1, "none": 2, "exists": 2}


def shadowed(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs (hidden rule, the rule before it that takes all its items), at most one for each hidden rule.

    A rule waits in slots that every narrower rule must look into, so that not every pair is compared.
    """
    crowd = Counter(slot for rule in rules for condition in rule.when for slot in _slots(condition))
    slots: dict[Slot, list[int]] = defaultdict(list)
    for place, rule in enumerate(rules):
        for slot in _waits_in(rule, crowd):
            slots[slot].append(place)
    stops = _stops_before(rules)
    for place, rule in enumerate(rules):
        others = islice(merge(*(slots[slot] for slot in _looks_into(rule) if slot in slots)), ENOUGH)
        wider = next((other for other in others if other != place and _hides(rules, other, place, stops)), None)
        if wider is not None:
            yield rule, rules[wider]


def _waits_in(rule: Rule, crowd: Counter[Slot]) -> list[Slot]:
    """Under the condition that the fewest others can imply."""
    slots = [(_VAGUE.get(each.op, 0), sum(crowd[slot] for slot in _slots(each)), _slots(each)) for each in rule.when]
    return min(slots)[2]


def _slots(condition: Test) -> list[Slot]:
    """Any test that implies this one looks into one of these; one for each value where any of several will do."""
    if isinstance(condition, Group):
        return [_same(condition)]
    name = field_of(condition.field).name
    match condition.op:
        case "any":
            return [(name, "value", value) for value in fold(condition.values)]
        case "all":
            return [(name, "value", condition.values[0].casefold())]
        case "regex":
            return [_same(condition)]
        case "glob":
            return [_same(condition), (name, "values")]
        case op if op in LIMITS:
            return [(name, "limits")]
    return [(name, "field")]


def _looks_into(rule: Rule) -> Iterator[Slot]:
    for condition in rule.when:
        yield _same(condition)
        if isinstance(condition, Group):
            continue
        name = field_of(condition.field).name
        yield name, "field"
        if condition.op in LIMITS:
            yield name, "limits"
        if condition.op in ("any", "all"):
            yield name, "values"
            yield name, "limits"
            yield from ((name, "value", value) for value in fold(condition.values))


def _same(test: Test) -> Slot:
    if isinstance(test, Group):
        return (test.op, str(test))
    return (field_of(test.field).name, test.op, *test.values)


def _hides(rules: Sequence[Rule], wide: int, narrow: int, stops: Sequence[int]) -> bool:
    wider, narrower = rules[wide], rules[narrow]
    return (
        _precedes(rules, wide, narrow, stops)
        and (wider.valid_from or date.min) <= (narrower.valid_from or date.min)
        and (wider.valid_to or date.max) >= (narrower.valid_to or date.max)
        and (not wider.unless or wider.unless == narrower.unless)
        and all(any(implies(given, asked) for given in narrower.when) for asked in wider.when)
    )


def _precedes(rules: Sequence[Rule], wide: int, narrow: int, stops: Sequence[int]) -> bool:
    """Whether the wider rule wins where both hold: it stops, or it ranks before and no stop hides it alone. A rule that
    decides nothing is only ever hidden by a stop."""
    same_file = rules[wide].rank == rules[narrow].rank
    if same_file and wide < narrow and rules[wide].stop:
        return True
    if not rules[wide].decides or not rules[narrow].decides or rules[narrow].also:
        return False
    between = stops[wide] - (stops[narrow] if same_file else 0)
    return rules[wide].precedence < rules[narrow].precedence and between <= 0


def _stops_before(rules: Sequence[Rule]) -> list[int]:
    """How many rules with a stop stand before each in its file."""
    seen: Counter[int] = Counter()
    before = []
    for rule in rules:
        before.append(seen[rule.rank])
        seen[rule.rank] += rule.stop
    return before
