"""Titles that are alike, held against a comparison of each with each."""

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations
from random import Random

import pytest

from core.likeness import (
    LEAST_LIKENESS,
    LEAST_WORDS,
    MOST_ALIKE,
    MOST_COMPARED,
    Alike,
    alike,
    found_by,
    together,
    words,
)

Titles = Sequence[tuple[int, str, Hashable]]


def pairs(titles: Titles) -> Iterator[Alike]:
    return alike(titles, together((key, number) for number, title, _ in titles for key in found_by(title)))


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Add the Invoice-Export", {"add", "invoice", "export"}),
        ("[KR-1.2] PAY-12: Öffne https://a.b/c?d acme/web#12 v2.1", {"offne", "v2", "1"}),
        ("The of a", set()),
        ("", set()),
    ],
)
def test_words_that_say_something(title: str, said: set[str]) -> None:
    assert words(title) == said


def test_each_pair_of_different_places_once() -> None:
    titles = [(1, "Mend old ledger", "pay"), (2, "Mend the old ledger", "web"), (3, "The ledger: mend old", "pay")]
    assert [(pair.one, pair.other, pair.likeness, pair.words) for pair in pairs(titles)] == [(1, 2, 1, 3), (2, 3, 1, 3)]


def test_what_has_a_number_of_its_own_is_another_thing() -> None:
    titles = [(1, "Upgrade the whole fleet to Java 17", 1), (2, "Upgrade the whole fleet to Java 21", 2)]
    assert list(pairs(titles)) == []
    assert len(list(pairs([*titles, (3, "Upgrade our fleet to Java 21", 1)]))) == 1


def test_a_form_is_no_title() -> None:
    weekly = [(number, "Weekly report", number) for number in range(MOST_ALIKE)]
    assert len(list(pairs(weekly))) == MOST_ALIKE * (MOST_ALIKE - 1) / 2
    assert list(pairs([*weekly, (99, "Weekly report", 99)])) == []


def test_what_too_many_have_in_common_is_not_compared() -> None:
    assert together((7, number) for number in range(MOST_COMPARED)) == [list(range(MOST_COMPARED))]
    assert together((7, number) for number in range(MOST_COMPARED + 1)) == []


@pytest.mark.parametrize("seed", range(40))
def test_nothing_is_missed_and_nothing_added(seed: int) -> None:
    chance = Random(seed)
    vocabulary = [*(f"w{chr(97 + number)}" for number in range(14)), "v1", "v2"]
    titles = [
        (number, " ".join(chance.choices(vocabulary, k=chance.randint(1, 14))), chance.randint(0, 2))
        for number in range(70)
    ]
    found = [(pair.one, pair.other, pair.likeness) for pair in pairs(titles)]
    assert len(found) == len(set(found))
    assert set(found) == set(_plainly(titles))


def _plainly(titles: Titles) -> Iterator[tuple[int, int, float]]:
    for (one, title, here), (other, another, there) in combinations(titles, 2):
        mine, others = words(title), words(another)
        likeness = len(mine & others) / max(1, len(mine | others))
        counted = any(letter.isdigit() for word in mine ^ others for letter in word)
        if here != there and min(len(mine), len(others)) >= LEAST_WORDS and likeness >= LEAST_LIKENESS and not counted:
            yield one, other, round(likeness, 4)
