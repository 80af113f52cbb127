"""Which goal, or none: a conditional logit over the most likely goals of an item.

The chance of a goal is exp(u) over the sum of exp(u) of all that could be chosen, where u is the weighted sum of the
pair's signals, and 0 for "none of them" (McFadden, Conditional logit analysis of qualitative choice behavior, 1974).
"""

from collections.abc import Callable, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]
Signals = NDArray[np.floating]


class Choices(Struct):
    """What was chosen, for each item: `signals` (items x options x signals), the options that stood open, and those that
    the right one is among. Option 0 is none of the goals. `support` is the number of linked items that an item's traits
    speak from; `seen` is 0 for a signal that is left out; `weight` counts."""

    signals: Numbers
    open: Bools
    right: Bools
    support: Numbers
    weight: Numbers
    seen: Numbers


class Judged(Struct):
    """Pairs, each with the logarithm of its stated odds, whether it is right, and how much it counts."""

    odds: Numbers
    right: Bools
    weight: Numbers


def weighed(signals: Signals, weights: Numbers) -> Numbers:
    """Items x options: the sum of signals by weight. Not by the linear algebra library, whose threads cost more than this."""
    worth: Numbers = np.einsum("ios,s->io", signals, weights)
    return worth


def likelihood(weights: Numbers, choices: Choices) -> tuple[float, Numbers]:
    """Minus the logarithm of the chance that all this was chosen, and its gradient."""
    worth = weighed(choices.signals, weights * choices.seen)
    could, did = (np.where(options, worth, -np.inf) for options in (choices.open, choices.right))
    all_could, all_did = np.logaddexp.reduce(could, axis=1), np.logaddexp.reduce(did, axis=1)
    pull = (np.exp(could - all_could[:, None]) - np.exp(did - all_did[:, None])) * choices.weight[:, None]
    slope = np.einsum("io,ios->s", pull, choices.signals) * choices.seen
    return float(choices.weight @ (all_could - all_did)), slope


def learn(observed: Sequence[Choices], start: Numbers, trust: float) -> Numbers:
    """The likeliest weights, drawn to `start` as by a normal distribution of precision `trust`."""

    def loss(weights: Numbers) -> tuple[float, Numbers]:
        parts = [likelihood(weights, choices) for choices in observed if len(choices.signals)]
        away = weights - start
        return sum(part[0] for part in parts) + trust / 2 * float(away @ away), sum((p[1] for p in parts), trust * away)

    return _least(loss, start)


def temper(judged: Sequence[Judged], trust: float) -> Numbers:
    """Platt's scaling: slope and shift that make stated chances come true, drawn to 1 and 0 as `learn` is to its start."""
    odds, right, weight = (
        np.concatenate([getattr(each, name) for each in judged]) for name in ("odds", "right", "weight")
    )
    start = np.array([1.0, 0.0])

    def loss(line: Numbers) -> tuple[float, Numbers]:
        worth = line[0] * odds + line[1]
        miss = (expit(worth) - right) * weight
        away = line - start
        total = float(weight @ (np.logaddexp(0, worth) - right * worth)) + trust / 2 * float(away @ away)
        return total, np.array([miss @ odds, miss.sum()]) + trust * away

    return _least(loss, start)


def _least(loss: Callable[[Numbers], tuple[float, Numbers]], start: Numbers) -> Numbers:
    found: Numbers = minimize(loss, start, jac=True, method="BFGS").x
    return found
