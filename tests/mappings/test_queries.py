"""Queries over items: how they are written, what they count, and what is wrong with others."""

import re
from datetime import date
from random import Random

import pytest

from core.links import Placed
from mappings.queries import LONGEST, Measuring, read_query
from tests.mappings.make import item

TODAY = date(2026, 6, 17)
ITEMS = [
    item(key="A-1", category="done", labels=("launch",)),
    item(key="A-2", category="doing", labels=("launch",)),
    item(key="A-3", category="done"),
    item(key="A-4", category="todo", type="Bug"),
]


def value(text: str) -> float | None:
    found = Measuring({"K": read_query(text)}, TODAY)
    for each in ITEMS:
        found.add(Placed(each), ["K"])
    return found.values()["K"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('count = { category = "done" }', 2),
        ('share = { category = "done" }', 0.5),
        ('share = { category = "done" }, of = { labels = "launch" }', 0.5),
        ('share = { category = "done" }\nof = { labels = { none = ["launch"] } }', 0.5),
        ('share = { category = "done" }\n\nof = { labels = "none of them" }', None),
        ('count = { category = "done" }, of = { labels = "none of them" }', 0),
        ("share = { category = “done” }", 0.5),
        ('[count]\ncategory = "done"\nlabels = "launch"', 1),
        ('count = { not = { type = "Bug" } }', 3),
        ('count = { any = [{ type = "Bug" }, { category = "doing" }] }', 2),
    ],
)
def test_what_is_counted(text: str, expected: float | None) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("done / all", "not valid TOML"),
        ('count = { categry = "done" }', 'unknown field "categry", did you mean "category"?'),
        ('count = { category = "done" }, share = { category = "done" }', "one of count and share"),
        ('of = { category = "done" }', "one of count and share"),
        ("count = 3", "`count` is a table of conditions"),
        ("count = {}", "would hold for every item"),
        ('sum = { category = "done" }', 'unknown key "sum"'),
        ("count = { points = { at_least = “many” } }", "points"),
        ("x" * (LONGEST + 1), "2,001 characters"),
    ],
)
def test_what_is_wrong_is_told_with_an_example(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=re.escape(reason)) as told:
        read_query(text)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("seed", range(10))
def test_several_queries_are_measured_together_as_alone(seed: int) -> None:
    random = Random(seed)
    texts = {
        "a": 'share = { category = "done" }',
        "b": 'count = { labels = "x" }, of = { category = { not = "todo" } }',
        "c": 'share = { labels = { all = ["x", "y"] } }, of = { labels = "x" }',
    }
    found, sets = Measuring({key: read_query(text) for key, text in texts.items()}, TODAY), []
    for number in range(60):
        category, labels = random.choice(["todo", "doing", "done"]), set(random.sample("xyz", random.randint(0, 3)))
        keys = {key for key in texts if random.random() < 0.7}
        sets.append((category, labels, keys))
        found.add(Placed(item(key=f"A-{number}", category=category, labels=tuple(labels))), keys)
    a = [category == "done" for category, _, keys in sets if "a" in keys]
    b = ["x" in labels for category, labels, keys in sets if "b" in keys and category != "todo"]
    c = ["y" in labels for _, labels, keys in sets if "c" in keys and "x" in labels]
    expected = {"a": sum(a) / len(a), "b": sum(b), "c": sum(c) / len(c) if c else None}
    assert found.values() == pytest.approx(expected, abs=1e-6)
