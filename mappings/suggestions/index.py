"""Goals and the items linked to them, compared with any item: each pair gets one number for each signal."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import sparse

from core.chain import ancestors
from core.links import Identity
from core.records import Goal, Item
from mappings.suggestions.texts import Vectors, Weights, count, unit
from mappings.suggestions.traits import GROUPS, Floats, Lifts, Traits

TEXTUAL = ("title", "spelling", "chain", "covered", "linked", "nearest")
SIGNALS = (*TEXTUAL, *GROUPS, "share", "any")
NEAR = 40  # linked items of a goal whose text is looked at
FIRM = 9  # before any link, nine of the ten surest suggestions are taken to be right
COMMON = 200  # of these, a word that stands in more is not compared item by item: it says little and costs most

Teamed = tuple[Item, str | None]
Ints = NDArray[np.int64]


class Batch(Struct):
    """Items as vectors."""

    items: Sequence[Teamed]
    text: Vectors
    has: sparse.csr_matrix

    def rows(self, chosen: Ints) -> "Batch":
        return Batch([self.items[row] for row in chosen], self.text.rows(chosen), self.has[chosen])


class Reader:
    """Turns items into vectors by what is known beforehand: the texts of the goals and the traits of linked items."""

    def __init__(self, goals: Sequence[Goal], every: Mapping[str, Goal], linked: Sequence[Teamed]) -> None:
        self.goals = goals
        counts = count([goal.title for goal in goals], [_above(goal, every) for goal in goals])
        known = _count(linked)
        self._weights = Weights([counts, known])
        weighed = self._weights.weigh(counts)
        self.title, self.spelling, self.chain, self.covered = (
            rows.T.tocsr()
            for rows in (weighed.title, weighed.spelling, weighed.whole, self._weights.shares(counts.title))
        )
        self.traits = Traits(linked)
        self.linked = Batch(linked, self._weights.weigh(known), self.traits.read(linked))

    def read(self, items: Sequence[Teamed]) -> Batch:
        return Batch(items, self._weights.weigh(_count(items)), self.traits.read(items))


class Index:
    """Some of the linked items, by goal. `served` gives the number of the goal that each linked item of the reader serves."""

    def __init__(self, reader: Reader, served: Ints, chosen: Ints) -> None:
        self.reader = reader
        goals = len(reader.goals)
        order = chosen[np.argsort(served[chosen], kind="stable")]
        self.lifts = Lifts(reader.linked.has[order], _indicator(served[order], goals), reader.traits.groups)
        self.near = _first(order, served, NEAR)
        self.begins = np.searchsorted(served[self.near], np.arange(goals + 1))
        near_text = reader.linked.text.whole[self.near]
        self._near_text = _without_common(near_text).T.tocsr()
        self._itself: dict[Identity, list[int]] = {}
        for column, row in enumerate(self.near):
            self._itself.setdefault(_identity(reader.linked.items[row]), []).append(column)
        self._centres = unit(_indicator(served[self.near], goals).T @ near_text).T.tocsr()
        self.ceiling = (np.diff(self.begins) + FIRM) / (np.diff(self.begins) + FIRM + 1)
        self._share = np.log(self.lifts.share * goals)

    def key(self, column: int) -> str:
        """Of the linked item in this column of what `rate` tells."""
        item, _team = self.reader.linked.items[int(self.near[column])]
        return item.key

    def rate(self, batch: Batch) -> tuple[Floats, Floats]:
        """Items x goals x SIGNALS; and items x linked items looked at: how alike their texts are."""
        reader, text = self.reader, batch.text
        alike = self._alike(batch)
        of_text = (
            text.title @ reader.title,
            text.spelling @ reader.spelling,
            text.whole @ reader.chain,
            text.whole.sign() @ reader.covered,
            text.whole @ self._centres,
        )
        signals = [each.toarray() for each in of_text]
        signals += [self._nearest(alike), *self.lifts.rate(batch.has)]
        shape = signals[0].shape
        signals += [np.broadcast_to(self._share, shape), np.ones(shape)]
        return np.stack(signals, axis=2, dtype=np.float32), alike

    def _alike(self, batch: Batch) -> Floats:
        """The cosine of two texts; 0 of an item with itself."""
        alike: Floats = (batch.text.whole @ self._near_text).toarray()
        for row, item in enumerate(batch.items):
            alike[row, self._itself.get(_identity(item), [])] = 0
        return alike

    def _nearest(self, alike: Floats) -> Floats:
        padded = np.pad(alike, ((0, 0), (0, 1)))
        nearest: Floats = np.maximum.reduceat(padded, self.begins[:-1], axis=1)
        return np.where(np.diff(self.begins) > 0, nearest, 0)


def _identity(teamed: Teamed) -> Identity:
    return teamed[0].source, teamed[0].key


def _above(goal: Goal, every: Mapping[str, Goal]) -> str:
    return "\n".join(each.title for each in ancestors(goal.key, every)[1:])


def _count(items: Sequence[Teamed]) -> Vectors:
    return count([item.title for item, _team in items], [item.text for item, _team in items])


def _indicator(served: Ints, goals: int) -> sparse.csr_matrix:
    rows = np.arange(len(served))
    return sparse.csr_matrix((np.ones(len(served), dtype=np.float32), (rows, served)), shape=(len(served), goals))


def _without_common(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    having = np.bincount(rows.indices, minlength=rows.shape[1])
    kept = rows.copy()
    kept.data = np.where(having[kept.indices] > COMMON, np.float32(0), kept.data)
    kept.eliminate_zeros()
    return kept


def _first(order: Ints, served: Ints, limit: int) -> Ints:
    """At most so many of each goal; `order` is sorted by goal."""
    goals = served[order]
    place = np.arange(len(order)) - np.searchsorted(goals, goals)
    return order[place < limit]
