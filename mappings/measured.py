"""What the stored items say about rules: how many each matches, and where two that are equally strong disagree."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from msgspec import Struct

from core.links import Identity, Placed
from mappings.fields import Field, field_of
from mappings.matcher import Compiled, Matcher, unhidden
from mappings.rules import Condition, Rule, did_you_mean, leaves

EXAMPLES = 3  # keys of items
TIED = 20  # rules that are set against the winner of an item
NEAR = 2_000  # values among which a similar one is looked for
_FREE = ("title", "text", "key", "parent", "ancestors", "blocked_by")  # nearly every item has others

Written = dict[str, str]  # values as they are written, by their small letters


class Tie(Struct):
    """Two rules that hold for the same items, lead elsewhere, and differ in nothing that decides but their ids."""

    winner: Rule
    loser: Rule
    items: int = 0
    examples: tuple[str, ...] = ()

    def add(self, placed: Placed) -> None:
        self.items += 1
        if len(self.examples) < EXAMPLES:
            self.examples = (*self.examples, placed.item.key)


class Measured(Struct, frozen=True):
    """`counts` are the items that each rule (by id) matches, stops lifted: a rule that is always hidden still matches.
    `own` are the names of the site's own fields, `values` what items have in the fields that rules compare."""

    total: int
    counts: Counter[str]
    own: Sequence[str]
    values: Mapping[str, Written]
    ties: Sequence[Tie]

    def why_none(self, rule: Rule) -> str:
        """`: no item has labels any pyments, did you mean "payments"?` where one condition alone is the reason."""
        for test in rule.when:
            if isinstance(test, Condition) and test.op in ("any", "all") and (seen := self._seen(test)) is not None:
                missing = [value for value in test.values if value.casefold() not in seen]
                if len(missing) == len(test.values) or (missing and test.op == "all"):
                    near = did_you_mean(missing[0], seen.values()) if len(seen) <= NEAR else ""
                    return f": no item has {test.field} {missing[0]}{near}"
        return ""

    def _seen(self, condition: Condition) -> Written | None:
        return self.values.get(field_of(condition.field).name)


def measure(rules: Sequence[Rule], items: Iterable[Placed], today: date) -> Measured:
    """One look at each item."""
    matcher = Matcher(rules, today, stops=False)
    asked = _asked(rules)
    counts: Counter[str] = Counter()
    own: dict[str, None] = {}
    values: dict[str, Written] = defaultdict(dict)
    ties: dict[Identity, Tie] = {}
    total = 0
    for placed in items:
        total += 1
        held = matcher.matching(placed)
        counts.update(each.rule.id for each in held)
        own.update(dict.fromkeys(placed.item.fields))
        for field in asked:
            values[field.name].update((value.casefold(), value) for value in field.values(placed))
        if len(held) > 1:
            _note_ties(ties, _able(held, today), placed)
    return Measured(total, counts, list(own), values, list(ties.values()))


def _asked(rules: Sequence[Rule]) -> list[Field]:
    fields = {field_of(leaf.field) for rule in rules for leaf in leaves(rule.when) if leaf.op in ("any", "all")}
    return [field for field in fields if field.name not in _FREE and field.type in ("text", "any")]


def _able(held: Sequence[Compiled], today: date) -> list[Rule]:
    """Those that can decide: in force, and not hidden by a stop. Best first."""
    valid = [each for each in held if each.rule.valid_on(today)]
    return [each.rule for each in unhidden(valid) if each.rule.decides]


def _note_ties(ties: dict[Identity, Tie], able: Sequence[Rule], placed: Placed) -> None:
    for other in able[1 : TIED + 1]:
        winner = able[0]
        if other.precedence[:-1] != winner.precedence[:-1]:
            return
        if other.shares != winner.shares:
            ties.setdefault((winner.id, other.id), Tie(winner, other)).add(placed)
