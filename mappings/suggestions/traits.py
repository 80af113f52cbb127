"""What an item's place, topic, people, parent and team say of the goal it serves, apart from its text.

Every trait is counted among the linked items. A trait's lift for a goal is how much more often its items serve that goal
than items do at large, above the same of a goal that none of them serves, as a logarithm. So "none of the goals", of which
the lift is 0, is judged by what the trait says too. A trait that says little of any goal counts little.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from core.records import Item

GROUPS = ("place", "topic", "people", "parent", "team")
CAUTION = 2.0  # a trait is believed as if it had been seen on so many items more, spread as items are at large
_TOPICS = ("labels", "components", "versions")
_SINGLE = ("milestone", "type")

Floats = NDArray[np.float32]


class Trait(NamedTuple):
    """`group` is a place in GROUPS; `within` is the container that the value was seen in, or empty for any."""

    group: int
    field: str
    value: str
    within: str = ""


def traits(item: Item, team: str | None) -> Iterator[Trait]:
    """Each once; topics are compared without case."""
    container = f"{item.source}:{item.container}"
    if item.container:
        yield Trait(0, "container", container)
    for field, value in dict.fromkeys(_topics(item)):
        yield Trait(1, field, value.casefold())
        yield Trait(1, field, value.casefold(), container)
    for person in sorted({item.author, item.assignee, *item.participants} - {None, ""}, key=str):
        yield Trait(2, "people", f"{item.source}:{person}")
    if item.parent:
        yield Trait(3, "parent", f"{item.source}:{item.parent}")
    if team:
        yield Trait(4, "team", team)


def _topics(item: Item) -> Iterator[tuple[str, str]]:
    for field in _TOPICS:
        yield from ((field, value) for value in getattr(item, field))
    for field in _SINGLE:
        if value := getattr(item, field):
            yield field, value
    for name, values in item.fields.items():
        yield from ((f"fields.{name}", value) for value in values)


class Traits:
    """The traits that linked items are known to have, numbered."""

    def __init__(self, items: Iterable[tuple[Item, str | None]]) -> None:
        self.numbers: dict[Trait, int] = {}
        for item, team in items:
            for trait in traits(item, team):
                self.numbers.setdefault(trait, len(self.numbers))
        self.groups = np.array([trait.group for trait in self.numbers], dtype=np.int8)

    def read(self, items: Sequence[tuple[Item, str | None]]) -> sparse.csr_matrix:
        """Items x known traits: 1 where the item has it."""
        rows = [[self.numbers[t] for t in traits(item, team) if t in self.numbers] for item, team in items]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.fromiter((number for row in rows for number in row), dtype=np.int32, count=ends[-1])
        ones = np.ones(len(columns), dtype=np.float32)
        return sparse.csr_matrix((ones, columns, ends), shape=(len(rows), len(self.numbers)))


class Lifts:
    """How far each trait points to each goal, counted on linked items (`has`, items x traits; `serves`, items x goals)."""

    def __init__(self, has: sparse.csr_matrix, serves: sparse.csr_matrix, groups: NDArray[np.int8]) -> None:
        goals = serves.shape[1]
        linked = np.asarray(serves.sum(axis=0), dtype=np.float32).ravel()
        self.share: Floats = (linked + 1) / (linked.sum() + goals)
        self.counts = (has.T @ serves).tocsr()
        self.seen: Floats = np.asarray(self.counts.sum(axis=1), dtype=np.float32).ravel()
        self._lift = self._lift_above_absent()
        self._tell = telling = self._telling()
        self._weights = [
            sparse.diags(np.where(groups == group, telling, 0).astype(np.float32)) for group in range(len(GROUPS))
        ]

    def _lift_above_absent(self) -> sparse.csr_matrix:
        above = self.counts.astype(np.float32)
        above.data = np.log1p(above.data / (CAUTION * self.share[above.indices]))
        return above

    def _telling(self) -> Floats:
        """Kullback-Leibler divergence of the goals of a trait's items from those of all items."""
        total = self.seen + CAUTION
        rows = np.repeat(np.arange(len(self.seen)), np.diff(self.counts.indptr))
        share = self.share[self.counts.indices]
        here = (self.counts.data + CAUTION * share) / total[rows]
        gain = np.bincount(rows, here * np.log(here / share), minlength=len(self.seen))
        absent = 1 - np.bincount(rows, share, minlength=len(self.seen))
        telling: Floats = gain + absent * CAUTION / total * np.log(CAUTION / total)
        return np.maximum(telling, 0)

    def rate(self, has: sparse.csr_matrix) -> list[Floats]:
        """For each group: items x goals, the mean lift of the item's traits, each by how telling it is; 0 without any."""
        return [self._of_group(has @ weights) for weights in self._weights]

    def support(self, has: sparse.csr_matrix) -> Floats:
        """For each item: how many linked items its traits were seen on, the mean over them, each by how telling it is."""
        total, seen = has @ self._tell, has @ (self._tell * self.seen)
        support: Floats = np.divide(seen, total, out=np.zeros_like(seen), where=total > 0)
        return support

    def _of_group(self, weighed: sparse.csr_matrix) -> Floats:
        total = np.asarray(weighed.sum(axis=1), dtype=np.float32).reshape(-1, 1)
        lift = (weighed @ self._lift).toarray()
        mean: Floats = np.divide(lift, total, out=np.zeros_like(lift, dtype=np.float32), where=total > 0)
        return mean
