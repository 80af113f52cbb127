"""Confidence with few examples: one is never proof, and eight of eight are not nothing."""

import random
from functools import partial

import pytest

from bench.few import company, error
from core.records import Item
from mappings.suggestions import Example, Suggester
from mappings.suggestions.prior import PUBLIC
from tests.mappings.make import goal, item

GOALS = [goal(f"O-{number}", title=f"Aim {word}") for number, word in enumerate(("north", "south", "east", "west"))]
LONE = {"container": "J", "labels": ("odd",), "parent": "J-0", "assignee": "zed"}


def confidence(examples: list[Example], asked: Item, key: str) -> float:
    (found,) = Suggester(GOALS, examples).suggest([(asked, None)])
    return next((each.confidence for each in found if each.goal == key), 0.0)


def others(count: int) -> list[Example]:
    lot = random.Random(5)
    return [
        Example(
            item(
                f"PAY-{at}",
                title=" ".join("".join(lot.choices("abcdefgh", k=5)) for _ in range(5)),
                labels=(f"label-{at % 3}",),
                parent=f"PAY-{900 + at % 3}",
                assignee=f"person-{at % 9}",
            ),
            None,
            f"O-{at % 3}",
            True,
        )
        for at in range(count)
    ]


@pytest.mark.parametrize("count", [0, 50, 250])
def test_one_linked_item_is_no_proof_however_much_it_shares(count: int) -> None:
    examples = [*others(count), Example(item("J-1", title="Roll out the thing", **LONE), None, "O-3", True)]

    assert confidence(examples, item("J-2", title="Wholly otherwise", **LONE), "O-3") < 0.75
    assert confidence(examples, item("J-2", title="Roll out the thing", **LONE), "O-3") < 0.92


@pytest.mark.parametrize("titles", ["Mend it", "Step {} of the repair"])
def test_a_label_that_was_right_eight_times_of_eight_is_believed_without_any_text(titles: str) -> None:
    examples = [
        Example(item(f"PAY-{key}{at}", title=titles.format(at), labels=(f"label-{key}",)), None, f"O-{key}", True)
        for key in range(2)
        for at in range(8)
    ]

    assert 0.5 < confidence(examples, item("PAY-99", title="Again", labels=("label-1",)), "O-1") < 0.95


@pytest.mark.parametrize("right", [0.7, 0.95])
@pytest.mark.parametrize("number", [1, 5, 20, 50])
def test_confidence_is_near_the_truth_with_few_links(right: float, number: int) -> None:
    wrong, _first = error(partial(company, right), number, PUBLIC)

    assert wrong < 0.13
