"""Goals and examples put in order: what may be suggested, what is learned from, and what never to say again."""

from collections.abc import Mapping, Sequence
from zlib import crc32

import numpy as np

from core.links import Identity
from core.records import Goal, Item
from mappings.suggestions.choice import Bools
from mappings.suggestions.examples import Example
from mappings.suggestions.index import Ints, Teamed

NONE = -1  # the item serves a goal that is no longer open: of the open ones, none


class Known:
    """`goals` are those that are open, in order of their keys. `linked` are items with `served`, the number of their goal
    or NONE, once for each goal that they serve; `doubted` are items of which it is only known what they do not serve."""

    def __init__(self, goals: Sequence[Goal], examples: Sequence[Example]) -> None:
        self.every: Mapping[str, Goal] = {
            goal.key: goal for goal in sorted(goals, key=lambda each: (each.key, each.source))
        }
        self.goals = [goal for goal in self.every.values() if not goal.closed and goal.superseded_by is None]
        self.number = {goal.key: number for number, goal in enumerate(self.goals)}
        self._own = {(goal.source, goal.item): self.number[goal.key] for goal in self.goals if goal.item}
        self.disputed = _disputed(examples, self.number)
        confirmed = (each for each in _in_order(examples) if each.confirmed and not self.denies(each))
        links = {(_identity(each.item), each.goal): each for each in confirmed}
        settled = {identity for identity, _goal in links}
        self.linked: list[Teamed] = [(each.item, each.team) for each in links.values()]
        self.served: Ints = np.array([self.number.get(each.goal, NONE) for each in links.values()], dtype=np.int64)
        doubts = {_identity(each.item): each for each in _in_order(examples) if not each.confirmed}
        self.doubted: list[Teamed] = [(each.item, each.team) for key, each in doubts.items() if key not in settled]

    def denies(self, example: Example) -> bool:
        return self.number.get(example.goal, NONE) in self.disputed.get(_identity(example.item), ())

    def barred(self, items: Sequence[Teamed], *, disputed: bool = True) -> Bools:
        """Items x goals: the item is the goal, or somebody disputed the pair."""
        barred = np.zeros((len(items), len(self.goals)), dtype=np.bool_)
        for row, (item, _team) in enumerate(items):
            own = self._own.get(_identity(item))
            barred[row, [*([] if own is None else [own]), *(self.denied(item) if disputed else ())]] = True
        return barred

    def right(self, served: Ints) -> Bools:
        """Items x (none, goals): which one is right."""
        right: Bools = np.arange(NONE, len(self.goals)) == served[:, None]
        return right

    def possible(self, items: Sequence[Teamed]) -> Bools:
        """Items x (none, goals): which may be right, as far as disputes tell."""
        possible = np.ones((len(items), len(self.goals) + 1), dtype=np.bool_)
        for row, (item, _team) in enumerate(items):
            possible[row, [number + 1 for number in self.denied(item)]] = False
        return possible

    def denied(self, item: Item) -> Sequence[int]:
        """Numbers of the goals that somebody said this item does not serve."""
        return self.disputed.get(_identity(item), ())


def lot(item: Item) -> int:
    """A number that is as good as drawn by lot, and always the same for an item."""
    return crc32(f"{item.source}\n{item.key}".encode("utf-8", "surrogatepass"))


def _identity(item: Item) -> Identity:
    return item.source, item.key


def _in_order(examples: Sequence[Example]) -> list[Example]:
    return sorted(
        examples, key=lambda each: (lot(each.item), each.item.source, each.item.key, each.goal, each.team or "")
    )


def _disputed(examples: Sequence[Example], number: Mapping[str, int]) -> dict[Identity, tuple[int, ...]]:
    found: dict[Identity, set[int]] = {}
    for each in examples:
        if not each.confirmed and each.goal in number:
            found.setdefault(_identity(each.item), set()).add(number[each.goal])
    return {identity: tuple(sorted(numbers)) for identity, numbers in found.items()}
