"""`python -m bench.suggestions --few`: how far confidence is from the truth, by the number of links learned from.

Public sets are given a part of their examples, drawn by lot. A simulated company tells its goals by labels alone, which are
right as often as is said; one in seven of its asked items serves no goal, whatever its label.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from msgspec import structs

from bench.labelled import Asked, Labelled, Trial, goal_of, item_of, labelled
from bench.scoring import calibration_error, family, judged, score, suggested
from bench.weights import learned
from core.records import Item
from mappings.suggestions import Example
from mappings.suggestions.prior import PUBLIC

NUMBERS = (0, 1, 2, 5, 10, 20, 50, 150)
SEEDS = 3
GOALS, ASKED, NONE = 8, 80, 1 / 7
Draw = Callable[[int, int], list[Trial]]  # by the number of links, and a seed
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu")


def show_few() -> None:
    """Prints a row for each set: the expected calibration error (and the share of first suggestions that is right)."""
    print(f"{'links':28}" + "".join(f"{number:>13}" for number in NUMBERS))
    for name, draw, prior in _sets():
        cells = [error(draw, number, prior) for number in NUMBERS]
        print(f"{name:28}" + "".join(f"{wrong:7.3f} ({first:.2f})" for wrong, first in cells))


def error(draw: Draw, number: int, prior: Mapping[str, float]) -> tuple[float, float]:
    """Of the first three suggestions, over all seeds; and the share of first ones that is right."""
    trials = [trial for seed in range(SEEDS) for trial in draw(number, seed)]
    asked = [each for trial in trials for each in trial.asked]
    ranked = [row for trial in trials for row in suggested(trial, prior)]
    return calibration_error(judged(asked, ranked)), score(asked, ranked).first


def _sets() -> Iterator[tuple[str, Draw, Mapping[str, float]]]:
    sets = labelled()
    for each in sets:
        if each.name in ("rust tasks, learned", "kubernetes groups, learned"):
            prior = learned([other for other in sets if family(other) != family(each)])
            yield each.name, partial(part, each), prior
    for right in (0.7, 0.95):
        yield f"labels, {right:.0%} right", partial(company, right), PUBLIC


def part(each: Labelled, number: int, seed: int) -> list[Trial]:
    """So many of the examples of each trial."""
    lot = random.Random(seed)
    return [
        structs.replace(trial, examples=lot.sample(trial.examples, min(number, len(trial.examples))))
        for trial in each.trials
    ]


def company(right: float, number: int, seed: int) -> list[Trial]:
    """So many examples; each item's label is that of its goal with the chance `right`, and any label otherwise."""
    lot = random.Random(seed)
    goals = [goal_of(f"O-{goal}", f"Aim {_text(lot)}") for goal in range(GOALS)]
    served = [lot.randrange(GOALS) for _ in range(number)]
    examples = [
        Example(_labelled(lot, f"E-{at}", goal, right), None, f"O-{goal}", True) for at, goal in enumerate(served)
    ]
    return [Trial(goals, examples, [_asked(lot, at, right) for at in range(ASKED)])]


def _asked(lot: random.Random, at: int, right: float) -> Asked:
    goal = lot.randrange(GOALS)
    item = _labelled(lot, f"Q-{at}", goal, right)
    return Asked(item, frozenset() if lot.random() < NONE else frozenset({f"O-{goal}"}))


def _labelled(lot: random.Random, key: str, goal: int, right: float) -> Item:
    label = goal if lot.random() < right else lot.randrange(GOALS)
    return item_of(key, _text(lot), labels=(f"label-{label}",), container=f"P{lot.randrange(3)}")


def _text(lot: random.Random) -> str:
    return " ".join("".join(lot.choices(_SYLLABLES, k=3)) for _ in range(5))
