"""How far two orders agree: Spearman's rank correlation. Pure.

Spearman, The proof and measurement of association between two things, 1904. Equal values share the mean of their ranks, and
the coefficient is Pearson's of the ranks.
"""

from collections.abc import Sequence
from math import sqrt

ROUNDED = 4  # digits: sums of the same numbers in another order must compare equal


def ranks(values: Sequence[float]) -> list[float]:
    """From 1 for the lowest; equal values share the mean of the ranks that they take together."""
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, start=1)))}
    last = {value: place for place, value in enumerate(ordered, start=1)}
    return [(first[value] + last[value]) / 2 for value in values]


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """1 when both rise together, −1 when one falls as the other rises. None for fewer than two pairs, or where either stands
    still."""
    if len(one) < 2:
        return None
    left, right = _centred(ranks(one)), _centred(ranks(other))
    spread = sqrt(sum(each * each for each in left) * sum(each * each for each in right))
    return round(sum(a * b for a, b in zip(left, right, strict=True)) / spread, ROUNDED) if spread else None


def _centred(values: Sequence[float]) -> list[float]:
    mean = sum(values) / len(values)
    return [value - mean for value in values]
