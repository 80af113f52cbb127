"""Rules that people's links suggest: conditions that many items of a goal share which no rule covers, and few others have.

Sets of items are whole numbers, one bit for each item: to count what two sets share takes microseconds.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, islice

from msgspec import Struct

from core.links import Identity
from mappings.suggestions.conditions import Condition, When, conditions, table
from mappings.suggestions.examples import Example

TRIED = 40  # conditions of a goal that are put together in pairs
SHOWN = 5  # keys of items that a proposal shows


class Proposal(Struct, frozen=True):
    """A rule for a goal. `when` is its table as in the rule language.

    `precision` is the share, of all given items for which it holds, that serve the goal: items linked elsewhere, or whose
    link to this goal was disputed, are wrong. `support` counts the items of the goal that it would link and no rule covers;
    `coverage` is their share of all such items of the goal; `examples` are the keys of some.
    """

    goal: str
    when: When
    precision: float
    support: int
    coverage: float
    examples: tuple[str, ...]


def propose(
    examples: Sequence[Example],
    covered: Collection[Identity],
    *,
    goals: Collection[str] | None = None,
    least: int = 5,
    precise: float = 0.8,
) -> list[Proposal]:
    """Rules of one or two conditions, the most useful first, none of which only repeats another.

    `covered` are items that a rule links already. Rules are proposed for `goals` (all, unless given) with at least so many
    items in support and so high a precision. The order of what is given makes no difference.
    """
    return _Mine(examples, frozenset(covered), least, precise).proposals(goals)


class _Rule(Struct, frozen=True):
    """Conditions by number; `holds` is the set of items of the goal that it would link and no rule covers."""

    numbers: tuple[int, ...]
    holds: int
    precision: float


class _Mine:
    def __init__(self, examples: Sequence[Example], covered: Collection[Identity], least: int, precise: float) -> None:
        self._least, self._precise = least, precise
        items = {(each.item.source, each.item.key): each for each in sorted(examples, key=_place)}
        self._row = {identity: row for row, identity in enumerate(items)}
        self._numbers: dict[Condition, int] = {}
        self._written: list[Counter[str]] = []
        self._having: list[list[int]] = []
        self._of = [self._read(row, each) for row, each in enumerate(items.values())]
        self._names = list(self._numbers)
        self._keys = [each.item.key for each in items.values()]
        self._settle(examples, covered)
        self._set = lru_cache(maxsize=2_000)(lambda number: _bits(self._having[number]))

    def _read(self, row: int, example: Example) -> list[int]:
        found: dict[int, str] = {}
        for condition, value in conditions(example.item, example.team):
            number = self._numbers.setdefault(condition, len(self._numbers))
            if number == len(self._having):
                self._having.append([])
                self._written.append(Counter())
            found.setdefault(number, value)
        for number, value in found.items():
            self._having[number].append(row)
            self._written[number][value] += 1
        return list(found)

    def _settle(self, examples: Iterable[Example], covered: Collection[Identity]) -> None:
        """Which items serve which goal, which do not, and which are free of rules."""
        disputed: dict[str, set[int]] = defaultdict(set)
        serving: dict[str, set[int]] = defaultdict(set)
        for each in examples:
            (serving if each.confirmed else disputed)[each.goal].add(self._row[each.item.source, each.item.key])
        self._serving = {goal: rows - disputed[goal] for goal, rows in serving.items()}
        self._serves = {goal: _bits(rows) for goal, rows in self._serving.items()}
        self._linked = _bits({row for rows in self._serving.values() for row in rows})
        self._disputed = {goal: _bits(rows) for goal, rows in disputed.items()}
        self._covered = {self._row[identity] for identity in covered if identity in self._row}
        self._free = ~_bits(self._covered)

    def proposals(self, goals: Collection[str] | None) -> list[Proposal]:
        wanted = sorted(self._serving if goals is None else self._serving.keys() & goals)
        found = [self._proposal(goal, rule) for goal in wanted for rule in self._chosen(goal)]
        return sorted(found, key=lambda each: (-each.support * each.precision, each.goal, str(each.when)))

    def _chosen(self, goal: str) -> Iterator[_Rule]:
        """Greedily: each time the rule that links most items which those before it do not."""
        rules = sorted(self._rules(goal), key=lambda rule: (len(rule.numbers), [self._names[n] for n in rule.numbers]))
        left = self._serves[goal] & self._free
        while rules:
            best = max(rules, key=lambda rule: (rule.holds & left).bit_count() * rule.precision)
            if (best.holds & left).bit_count() < self._least:
                return
            yield best
            left &= ~best.holds

    def _rules(self, goal: str) -> Iterator[_Rule]:
        vague: list[_Rule] = []
        for number in self._frequent(goal):
            rule = self._rule(goal, (number,))
            if rule.precision >= self._precise:
                yield rule
            else:
                vague.append(rule)
        vague.sort(key=lambda rule: (-rule.precision * rule.holds.bit_count(), self._names[rule.numbers[0]]))
        for one, other in combinations(vague[:TRIED], 2):
            enough = (one.holds & other.holds).bit_count() >= self._least
            apart = self._names[one.numbers[0]].field != self._names[other.numbers[0]].field
            if enough and apart and (rule := self._rule(goal, one.numbers + other.numbers)).precision >= self._precise:
                yield rule

    def _frequent(self, goal: str) -> list[int]:
        """Conditions that enough items of the goal share which no rule covers."""
        counts = Counter(number for row in self._serving[goal] - self._covered for number in self._of[row])
        return [number for number, count in counts.items() if count >= self._least]

    def _rule(self, goal: str, numbers: tuple[int, ...]) -> _Rule:
        """Right are items that serve the goal; given are all that serve any, or were disputed for this one."""
        having = self._set(numbers[0])
        for number in numbers[1:]:
            having &= self._set(number)
        right = having & self._serves[goal]
        given = having & (self._linked | self._disputed.get(goal, 0))
        return _Rule(numbers, right & self._free, right.bit_count() / max(given.bit_count(), 1))

    def _proposal(self, goal: str, rule: _Rule) -> Proposal:
        support, all_free = rule.holds.bit_count(), (self._serves[goal] & self._free).bit_count()
        return Proposal(
            goal=goal,
            when=table([(self._names[number], self._spelling(number)) for number in rule.numbers]),
            precision=round(rule.precision, 4),
            support=support,
            coverage=round(support / all_free, 4),
            examples=tuple(self._keys[row] for row in islice(_rows(rule.holds), SHOWN)),
        )

    def _spelling(self, number: int) -> str:
        """As most items write it."""
        return max(sorted(self._written[number].items()), key=lambda each: each[1])[0]


def _place(example: Example) -> tuple[str, str, str, bool, str]:
    return example.item.source, example.item.key, example.goal, example.confirmed, example.team or ""


def _rows(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _bits(rows: Collection[int]) -> int:
    marks = bytearray(max(rows, default=0) // 8 + 1)
    for row in rows:
        marks[row >> 3] |= 1 << (row & 7)
    return int.from_bytes(marks, "little")
