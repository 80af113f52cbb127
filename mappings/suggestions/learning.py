"""From examples to weights: each example is judged by the others only, as if it were not linked yet."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, structs
from scipy.special import softmax

from mappings.suggestions.choice import Bools, Choices, Judged, Numbers, Signals, learn, temper, weighed
from mappings.suggestions.index import SIGNALS, TEXTUAL, Index, Ints, Reader, Teamed
from mappings.suggestions.known import NONE, Known, lot
from mappings.suggestions.traits import GROUPS, Floats

FOLDS = 5
CREDIBLE = 2.0  # so many linked items with an item's traits are believed half
OPTIONS = 12  # goals of an item that are weighed against each other
NONE_SHARE = 0.15  # of items that no rule links, so many serve no goal that is known
MUTE_SHARE = 1 / 3  # of an example with traits, what it teaches by these alone
TRUST = 2.0  # how firmly the public weights are held to: the precision of a normal distribution around them
JUDGED = 3  # suggestions of an item by which stated confidence is corrected
LEARNED_FROM = 2_000  # examples, at most: more change no weight
CHUNK = 500  # items rated at once
_BLIND = np.array([signal not in GROUPS for signal in SIGNALS], dtype=np.float64)
_ALL = np.ones(len(SIGNALS))
_MUTE = np.array([signal not in TEXTUAL for signal in SIGNALS], dtype=np.float64)
_NO_SIGNALS = np.zeros((0, OPTIONS + 1, len(SIGNALS)))
_NO_OPTIONS = np.zeros((0, OPTIONS + 1), dtype=np.bool_)


class Model(Struct, frozen=True):
    """`weights` of the signals, and the slope and shift that correct stated confidence."""

    weights: Numbers
    line: Numbers


def vector(weights: Mapping[str, float]) -> Numbers:
    return np.array([weights[signal] for signal in SIGNALS])


def train(known: Known, reader: Reader, prior: Numbers) -> Model:
    """The model of these examples; without any, that of the prior."""
    observed, folds = observe(known, reader, prior)
    return fit(observed, folds, prior, TRUST)


def fit(observed: Choices, folds: Ints, prior: Numbers, trust: float) -> Model:
    weights = learn(cases(observed), prior, trust)
    judged = [part for fold in range(FOLDS) for part in _held_out(observed, folds, fold, prior, trust)]
    return Model(weights=weights, line=temper(judged, trust))


def observe(known: Known, reader: Reader, prior: Numbers) -> tuple[Choices, Ints]:
    """What was chosen for each example, seen from the examples of other folds; and its fold."""
    linked = np.arange(len(known.linked))
    fold_of = np.array([lot(item) % FOLDS for item, _team in known.linked], dtype=np.int64)
    parts: list[Choices] = []
    for fold in range(FOLDS):
        index = Index(reader, known.served, linked[(fold_of != fold) & (known.served != NONE)])
        mine = linked[fold_of == fold][: LEARNED_FROM // FOLDS]
        items, right = [known.linked[row] for row in mine], known.right(known.served[mine])
        doubted = [each for each in known.doubted if lot(each[0]) % FOLDS == fold][: LEARNED_FROM // FOLDS]
        settled = seen(index, items, right, known.barred(items), prior)
        unsettled = seen(index, doubted, known.possible(doubted), known.barred(doubted, disputed=False), prior)
        parts.append(joined([settled, unsettled]))
    return joined(parts), np.repeat(np.arange(FOLDS), [len(part.weight) for part in parts])


def seen(index: Index, items: Sequence[Teamed], right: Bools, barred: Bools, prior: Numbers) -> Choices:
    """What was chosen for the items. `right` is items x (none, goals); `barred` is items x goals that stood not open."""
    parts = []
    for begin in range(0, len(items), CHUNK):
        part = slice(begin, begin + CHUNK)
        batch = index.reader.read(items[part])
        signals, _alike = index.rate(batch)
        parts.append(_options(signals, barred[part], right[part], index.lifts.support(batch.has), prior))
    return joined(parts)


def shortlist(signals: Floats, barred: Bools, weights: Numbers) -> tuple[Ints, Numbers]:
    """Items x options: the numbers of the likeliest goals, best first, and their worth (minus infinity where barred)."""
    worth = np.where(barred, -np.inf, np.round(weighed(signals, weights), 6))
    best = np.argsort(-worth, axis=1, kind="stable")[:, :OPTIONS]
    return best, np.take_along_axis(worth, best, axis=1)


def _options(signals: Floats, barred: Bools, right: Bools, support: Floats, prior: Numbers) -> Choices:
    """The options of each item, none first. Where the right goal is not among them, none of them is right."""
    best, worth = shortlist(signals, barred, prior)
    rows = np.arange(len(best))[:, None]
    chosen = np.pad(signals[rows, best].astype(np.float64), ((0, 0), (1, OPTIONS - best.shape[1]), (0, 0)))
    open_ = np.pad(np.isfinite(worth), ((0, 0), (1, OPTIONS - best.shape[1])))
    open_[:, 0] = True
    among = open_ & np.pad(right[rows, best + 1], ((0, 0), (1, OPTIONS - best.shape[1])))
    among[:, 0] = right[:, 0] | ~among.any(axis=1)
    return Choices(chosen, open_, among, support.astype(np.float64), np.ones(len(best)), np.ones(len(SIGNALS)))


def cases(observed: Choices) -> list[Choices]:
    """Each choice as it was and with the right goal taken away (then none is right); each seen whole, by text alone,
    because items that no rule links often differ from linked ones in place, topic and people, and by traits alone,
    because others are like them in nothing else."""
    gone = observed.open & ~(observed.right & ~observed.right.all(axis=1, keepdims=True))
    gone[:, 0] = True
    settled = observed.right.sum(axis=1) == 1
    none = np.zeros_like(observed.right)
    none[:, 0] = True
    there = observed.weight * np.where(settled, 1 - NONE_SHARE, 1)
    away = observed.weight * np.where(settled, NONE_SHARE, 0)
    kept = structs.replace(observed, weight=there)
    lost = structs.replace(observed, open=gone, right=none, weight=away)
    alone = np.where(observed.support > 0, MUTE_SHARE, 0)
    views = ((_ALL, (1 - alone) / 2), (_BLIND, (1 - alone) / 2), (_MUTE, alone))
    return [
        structs.replace(each, seen=seen, weight=each.weight * share) for seen, share in views for each in (kept, lost)
    ]


def _held_out(observed: Choices, folds: Ints, fold: int, prior: Numbers, trust: float) -> list[Judged]:
    """Of the best options of one fold, by weights of the others: what was said, and what is so."""
    weights = learn(cases(_rows(observed, folds != fold)), prior, trust)
    return [_judged(case, weights) for case in cases(_rows(observed, folds == fold))]


def _judged(case: Choices, weights: Numbers) -> Judged:
    odds = pooled(case.signals, case.open, weights * case.seen, case.support)
    best = np.argsort(-odds, axis=1, kind="stable")[:, :JUDGED]
    said, right = np.take_along_axis(odds, best, axis=1), np.take_along_axis(case.right[:, 1:], best, axis=1)
    settled = case.right.sum(axis=1, keepdims=True) == 1
    usable = np.isfinite(said) & settled
    weight = np.broadcast_to(case.weight[:, None], usable.shape)
    return Judged(said[usable], right[usable], weight[usable])


def pooled(signals: Numbers, open_: Bools, weights: Numbers, support: Signals) -> Numbers:
    """Items x goals: the logarithm of a goal's odds, of options of which the first is none.

    What an item's traits say is believed by the number n of linked items that they speak from: the chance is that by text
    alone, and n / (n + CREDIBLE) of the way from there to that by all signals (Bühlmann's credibility, 1967).
    """
    whole, text = (_chances(weighed(signals, weights * seen), open_) for seen in (1, _BLIND))
    chance = text + (support / (support + CREDIBLE))[:, None] * (whole - text)
    with np.errstate(divide="ignore"):
        odds: Numbers = np.log(chance) - np.log(np.maximum(1 - chance, 1e-12))
    return odds[:, 1:]


def _chances(worth: Numbers, open_: Bools) -> Numbers:
    chances: Numbers = softmax(np.where(open_, worth, -np.inf), axis=1)
    return chances


def _rows(choices: Choices, rows: Bools) -> Choices:
    kept = (choices.signals[rows], choices.open[rows], choices.right[rows], choices.support[rows], choices.weight[rows])
    return Choices(*kept, choices.seen)


def joined(parts: Sequence[Choices]) -> Choices:
    return Choices(
        np.concatenate([_NO_SIGNALS, *(part.signals for part in parts)]),
        np.concatenate([_NO_OPTIONS, *(part.open for part in parts)]),
        np.concatenate([_NO_OPTIONS, *(part.right for part in parts)]),
        np.concatenate([np.zeros(0), *(part.support for part in parts)]),
        np.concatenate([np.zeros(0), *(part.weight for part in parts)]),
        np.ones(len(SIGNALS)),
    )
