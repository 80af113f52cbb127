"""Conditions are told in words that say what they ask."""

import pytest

from mappings import load
from mappings.words import in_words
from tests.mappings.make import rule


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ('{ project = "PAY" }', ["project is PAY"]),
        ('{ labels = ["pay", "card"] }', ["labels has pay or card"]),
        ('{ labels = { all = ["pay", "q3"] } }', ["labels has pay and q3"]),
        ('{ labels = { none = ["wontfix", "dup"] } }', ["labels has not wontfix or dup"]),
        ('{ category = { not = "done" } }', ["category is not done"]),
        ('{ labels = { not = "done" } }', ["labels has not done"]),
        ('{ title = { not = { regex = "^x" } } }', ["title is nothing that matches ^x"]),
        ("{ milestone = { exists = true } }", ["milestone is given"]),
        ("{ milestone = { exists = false } }", ["milestone is not given"]),
        ("{ points = { at_least = 3, less_than = 8 } }", ["points is at least 3", "points is less than 8"]),
        ('{ created = { older_than = "52w" } }', ["created lies more than 52w back"]),
        ('{ fields = { "Cost center" = "CC-12" } }', ["Cost center has CC-12"]),
        (
            '{ any = [{ labels = "a" }, { title = { glob = "*b*" }, type = "Story" }] }',
            ["labels has a or (title is like *b* and type is Story)"],
        ),
        ('{ not = { type = "Chore", labels = "infra" } }', ["not (type is Chore and labels has infra)"]),
    ],
)
def test_what_a_condition_asks(when: str, words: list[str]) -> None:
    (read,) = load(rule(when, "a", 'goal = "O-1"'), "rules.toml").rules
    assert [in_words(test) for test in read.when] == words


def test_of_very_many_values_some_are_named() -> None:
    values = ", ".join(f'"PAY-{number}"' for number in range(100))
    (read,) = load(rule(f"{{ key = [{values}] }}", "a", 'goal = "O-1"'), "rules.toml").rules
    assert in_words(read.when[0]).endswith("PAY-11 or 88 more")
