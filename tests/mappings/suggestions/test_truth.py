"""Suggestions on public data, on fixed splits: better than plain TF-IDF, and as sure as they should be.

The margins are below what was measured (`docs/suggestions.md`), so that a change for the worse shows.
"""

from functools import cache
from pathlib import Path

import pytest

from bench.labelled import labelled
from bench.scoring import Result, Score, calibration_error, judged, measured, score
from bench.weights import learned
from mappings.suggestions.prior import PUBLIC

PAGE = Path(__file__).parents[3] / "docs" / "suggestions.md"
MARGIN = {
    "rust tasks": (0.05, 0.10),
    "rust tasks, learned": (0.12, 0.05),
    "rust summaries": (0.03, 0.03),
    "rust continued": (0, 0),
    "kubernetes groups": (0.04, 0.06),
    "kubernetes groups, learned": (0.05, 0.05),
    "kubernetes related": (0.02, 0.03),
}


@cache
def results() -> dict[str, Result]:
    return {each.name: each for each in measured(labelled())}


def both(each: Result) -> tuple[Score, Score]:
    """Ours, and the better of the two ways to use TF-IDF."""
    rivals = [score(each.asked, ranked) for ranked in (each.tfidf, each.tfidf_linked)]
    return score(each.asked, each.ours), max(rivals, key=lambda rival: rival.first)


@pytest.mark.parametrize("name", MARGIN)
def test_each_set_is_answered_better_than_by_tfidf(name: str) -> None:
    ours, rival = both(results()[name])

    assert ours.first >= rival.first + MARGIN[name][0]
    assert ours.five >= rival.five + MARGIN[name][1]


def test_all_sets_together_are_answered_better_than_by_tfidf() -> None:
    pairs = [both(each) for each in results().values()]
    items = sum(ours.items for ours, _rival in pairs)

    assert items > 1_000
    assert sum(ours.items * (ours.first - rival.first) for ours, rival in pairs) / items > 0.04
    assert sum(ours.items * (ours.five - rival.five) for ours, rival in pairs) / items > 0.06


def test_stated_confidence_comes_true() -> None:
    said = [pair for each in results().values() for pair in judged(each.asked, each.ours)]
    sure = [right for confidence, right in said if confidence >= 0.7]

    assert calibration_error(said) < 0.06
    assert 0.7 < sum(sure) / len(sure) < 0.95


def test_the_public_weights_are_those_that_the_public_data_gives() -> None:
    assert learned(labelled()) == pytest.approx(PUBLIC, abs=0.05)


def test_the_page_tells_what_was_measured() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.read_text("utf-8").splitlines()]
    told = {row[0]: [float(cell) for cell in row[1:]] for row in rows if len(row) == 11 and row[0] in results()}

    assert told.keys() == results().keys()
    for name, each in results().items():
        assert told[name] == pytest.approx(figures(each), abs=0.011)


def figures(each: Result) -> list[float]:
    scores = [score(each.asked, ranked) for ranked in (each.ours, each.tfidf, each.tfidf_linked)]
    shares = [share for one in scores for share in (one.first, one.five)]
    none = len(each.asked) - scores[0].items
    return [scores[0].items, none, each.examples, *shares, calibration_error(judged(each.asked, each.ours))]
