"""The learned model at work: from items to their likeliest goals, with confidence and reasons."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.special import expit

from core.records import Goal
from mappings.suggestions.choice import Bools, Numbers
from mappings.suggestions.examples import Example, Suggestion
from mappings.suggestions.index import Batch, Index, Reader, Teamed
from mappings.suggestions.known import NONE, Known
from mappings.suggestions.learning import CHUNK, pooled, shortlist, train, vector
from mappings.suggestions.reasons import Reasons
from mappings.suggestions.traits import Floats

LEAST = 0.02  # confidence below which nothing is said


class Ranking:
    """All goals and examples, read and learned from once."""

    def __init__(self, goals: Sequence[Goal], examples: Sequence[Example], prior: Mapping[str, float]) -> None:
        self._known = Known(goals, examples)
        if not self._known.goals:
            return
        reader = Reader(self._known.goals, self._known.every, self._known.linked)
        self._model = train(self._known, reader, vector(prior))
        self._index = Index(reader, self._known.served, np.flatnonzero(self._known.served != NONE))
        self._reasons = Reasons(self._known, self._index, self._model.weights)

    def ranked(self, items: Sequence[Teamed], best: int) -> Iterator[tuple[Suggestion, ...]]:
        if not self._known.goals:
            yield from (() for _item in items)
            return
        for begin in range(0, len(items), CHUNK):
            yield from self._of_chunk(self._index.reader.read(items[begin : begin + CHUNK]), best)

    def _of_chunk(self, batch: Batch, best: int) -> Iterator[tuple[Suggestion, ...]]:
        signals, alike = self._index.rate(batch)
        order, worth = shortlist(signals, self._known.barred(batch.items), self._model.weights)
        chosen = signals[np.arange(len(order))[:, None], order].astype(np.float64)
        sure = self._confidence(chosen, np.isfinite(worth), self._index.lifts.support(batch.has))
        first = np.argsort(-sure, axis=1, kind="stable")[:, :best]
        best_goals = np.take_along_axis(order, first, axis=1)
        told = np.minimum(np.take_along_axis(sure, first, axis=1), self._index.ceiling[best_goals]).round(4)
        for row, goals in enumerate(best_goals.tolist()):
            found = zip(goals, told[row].tolist(), strict=True)
            yield tuple(self._suggestions(batch.items[row], found, signals[row], alike[row]))

    def _confidence(self, signals: Numbers, open_: Bools, support: Floats) -> Numbers:
        """Items x options: the corrected chance of each; 0 where barred."""
        slope, shift = self._model.line
        with_none = np.pad(signals, ((0, 0), (1, 0), (0, 0))), np.pad(open_, ((0, 0), (1, 0)), constant_values=True)
        chances: Numbers = expit(slope * pooled(*with_none, self._model.weights, support) + shift)
        return np.round(chances, 9)

    def _suggestions(
        self, teamed: Teamed, found: Iterator[tuple[int, float]], signals: Floats, alike: Floats
    ) -> Iterator[Suggestion]:
        item, _team = teamed
        for goal, sure in found:
            reasons = self._reasons.of(teamed, goal, signals[goal], alike) if sure >= LEAST else ()
            if reasons:
                yield Suggestion(item.source, item.key, self._known.goals[goal].key, sure, reasons)
