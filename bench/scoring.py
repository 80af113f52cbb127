"""How often suggestions are right, and how well they know it, beside the cosine of plain TF-IDF on the same items."""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from bench.labelled import Asked, Labelled, Trial, labelled
from bench.weights import learned
from mappings.suggestions import Suggester

BINS = 10
HEADS = f"{'TF-IDF @1':>11}{'@5':>6}{'+linked @1':>12}{'@5':>6}{'ECE':>7}"
Ranked = list[list[tuple[str, float]]]  # for each item: goals, best first, each with its confidence


class Result(Struct, frozen=True):
    """A labelled set with the answers of ours, of TF-IDF by titles, and of TF-IDF by titles and linked items."""

    name: str
    asked: list[Asked]
    examples: int
    ours: Ranked
    tfidf: Ranked
    tfidf_linked: Ranked


class Score(Struct, frozen=True):
    """Shares of the items that serve a known goal, of which it came first, or among the first five."""

    items: int
    first: float
    five: float


def suggested(trial: Trial, prior: Mapping[str, float]) -> Ranked:
    suggester = Suggester(trial.goals, trial.examples, prior=prior)
    found = suggester.suggest([(asked.item, None) for asked in trial.asked], best=5)
    return [[(each.goal, each.confidence) for each in row] for row in found]


def by_tfidf(trial: Trial, *, with_examples: bool) -> Ranked:
    """scikit-learn's vectorizer as it comes; a goal's document is its title, and the texts of items linked to it."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # takes a second, of everybody who imports this module

    linked: dict[str, list[str]] = {goal.key: [goal.title] for goal in trial.goals}
    for example in trial.examples if with_examples else ():
        linked[example.goal].append(f"{example.item.title}\n{example.item.text}")
    documents = ["\n".join(texts) for texts in linked.values()]
    asked = [f"{each.item.title}\n{each.item.text}" for each in trial.asked]
    vectorizer = TfidfVectorizer().fit([*documents, *asked])
    alike = (vectorizer.transform(asked) @ vectorizer.transform(documents).T).toarray()
    own = {goal.item: at for at, goal in enumerate(trial.goals) if goal.item}
    for row, each in enumerate(trial.asked):
        if each.item.key in own:
            alike[row, own[each.item.key]] = -1
    keys = list(linked)
    order = np.argsort(-alike, axis=1, kind="stable")[:, :5]
    return [[(keys[at], float(alike[row, at])) for at in best if alike[row, at] > 0] for row, best in enumerate(order)]


def score(asked: Sequence[Asked], ranked: Ranked) -> Score:
    rows = [(each.right, [goal for goal, _sure in row]) for each, row in zip(asked, ranked, strict=True) if each.right]
    first = sum(bool(right.intersection(goals[:1])) for right, goals in rows)
    five = sum(bool(right.intersection(goals)) for right, goals in rows)
    return Score(len(rows), first / len(rows), five / len(rows))


def judged(asked: Sequence[Asked], ranked: Ranked, best: int = 3) -> list[tuple[float, bool]]:
    """Confidence and truth of all that was suggested, for items that serve no known goal as well."""
    return [(sure, goal in each.right) for each, row in zip(asked, ranked, strict=True) for goal, sure in row[:best]]


def reliability(pairs: Sequence[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """For each tenth of confidence: how many, mean confidence, share that was right."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for sure, right in pairs:
        bins[min(int(sure * BINS), BINS - 1)].append((sure, right))
    return [
        (len(each), sum(s for s, _ in each) / max(len(each), 1), sum(r for _, r in each) / max(len(each), 1))
        for each in bins
    ]


def calibration_error(pairs: Sequence[tuple[float, bool]]) -> float:
    """Expected calibration error: the mean distance of confidence and truth over the tenths."""
    return sum(n * abs(sure - right) for n, sure, right in reliability(pairs)) / max(len(pairs), 1)


def measured(sets: Sequence[Labelled]) -> list[Result]:
    """Each set with public weights that never saw its family of data."""
    families = {name: learned([each for each in sets if family(each) != name]) for name in {family(s) for s in sets}}
    return [_result(each, families[family(each)]) for each in sets]


def family(each: Labelled) -> str:
    return each.name.split()[0]


def _result(each: Labelled, prior: Mapping[str, float]) -> Result:
    return Result(
        each.name,
        [asked for trial in each.trials for asked in trial.asked],
        sum(len(trial.examples) for trial in each.trials),
        [row for trial in each.trials for row in suggested(trial, prior)],
        [row for trial in each.trials for row in by_tfidf(trial, with_examples=False)],
        [row for trial in each.trials for row in by_tfidf(trial, with_examples=True)],
    )


def show_truth() -> None:
    results = measured(labelled())
    print(f"{'':28}{'items':>6}{'none':>6}{'links':>6}{'ours @1':>11}{'@5':>6}" + HEADS)
    for each in results:
        print(_line(each))
    said = [pair for each in results for pair in judged(each.asked, each.ours)]
    print(f"\nconfidence of the first three of each item; expected calibration error {calibration_error(said):.3f}")
    print(f"{'suggestions':>12}{'said':>8}{'right':>8}")
    for count, sure, right in reliability(said):
        print(f"{count:12}{sure:8.2f}{right:8.2f}")


def _line(each: Result) -> str:
    ours, tfidf, linked = (score(each.asked, ranked) for ranked in (each.ours, each.tfidf, each.tfidf_linked))
    return (
        f"{each.name:28}{ours.items:6}{len(each.asked) - ours.items:6}{each.examples:6}"
        f"{ours.first:11.2f}{ours.five:6.2f}{tfidf.first:11.2f}{tfidf.five:6.2f}{linked.first:12.2f}{linked.five:6.2f}"
        f"{calibration_error(judged(each.asked, each.ours)):7.3f}"
    )
