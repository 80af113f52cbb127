"""The weights that suggestions start from, learned from public data: prints what stands in `mappings/suggestions/prior.py`."""

from collections.abc import Sequence

import numpy as np

from bench.labelled import Labelled, Trial, labelled
from mappings.suggestions.choice import Choices, Numbers, learn
from mappings.suggestions.examples import Example
from mappings.suggestions.index import SIGNALS, Index, Reader
from mappings.suggestions.known import Known
from mappings.suggestions.learning import cases, joined, observe, seen, vector
from mappings.suggestions.prior import ASSUMED

ROUNDS = 3  # each starts from the weights of the one before, by which options are chosen
SAME = 150  # every set counts as so many items, whatever its size
DOUBT = 5.0  # how firmly the assumed weights are held to; of what public data does not show, they stay


def learned(sets: Sequence[Labelled]) -> dict[str, float]:
    """Weights of the signals that make the right answers of these sets likeliest."""
    weights = start = vector(ASSUMED)
    for _ in range(ROUNDS):
        observed = [
            case
            for each in sets
            for case in cases(_evened(joined([_choices(t, each.cold, weights) for t in each.trials])))
        ]
        weights = learn(observed, start, DOUBT)
    return {signal: round(float(weight), 2) for signal, weight in zip(SIGNALS, weights, strict=True)}


def _evened(choices: Choices) -> Choices:
    choices.weight *= SAME / choices.weight.sum()
    return choices


def _choices(trial: Trial, cold: bool, weights: Numbers) -> Choices:
    if not cold:
        more = [
            Example(each.item, None, key, True) for each in trial.asked for key in each.right or ["none that is known"]
        ]
        known = Known(trial.goals, [*trial.examples, *more])
        return observe(known, Reader(known.goals, known.every, known.linked), weights)[0]
    known = Known(trial.goals, [])
    index = Index(Reader(known.goals, known.every, []), known.served, known.served)
    items = [(each.item, None) for each in trial.asked]
    right = np.array([[not each.right, *(goal.key in each.right for goal in known.goals)] for each in trial.asked])
    return seen(index, items, right, known.barred(items), weights)


if __name__ == "__main__":
    for signal, weight in learned(labelled()).items():
        print(f'    "{signal}": {weight},')
