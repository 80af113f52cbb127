"""The reference for admins is held true: each example on it is a valid rule, and nothing of the language is missing."""

import re
from pathlib import Path
from typing import Any

import pytest

from mappings import Condition, Linker, check
from mappings.fields import FIELDS, OWN
from mappings.operators import OPERATORS
from mappings.reader import _KEYS, MAX_DEPTH, MAX_FILE, MAX_VALUE
from tests.mappings.make import DAY, goals, item, rules

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
BLOCKS = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = [f"[[rule]]{example}" for block in BLOCKS for example in block.split("[[rule]]")[1:]]
READ = [rule for example in EXAMPLES for rule in rules(example).rules]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_valid_rule_that_can_win(example: str) -> None:
    assert check(rules(example)) == []


def test_every_key_field_and_operator_has_an_example() -> None:
    used = [each for rule in READ for each in (*rule.when, *rule.unless)]
    assert {each.field if each.field in FIELDS else OWN for each in used} == {*FIELDS, OWN}
    assert {op for each in used for op in ops(each)} == set(OPERATORS)
    assert {key for key in _KEYS if re.search(rf"^(\[rule\.)?{key}( =|\])", PAGE, re.MULTILINE)} == set(_KEYS)


def ops(condition: Condition) -> set[str]:
    return {condition.op}.union(*(ops(inner) for inner in condition.inner))


def test_every_field_and_operator_is_in_its_table() -> None:
    rows = " ".join(line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `"))
    containers = next(line for line in PAGE.splitlines() if line.startswith("| `container`"))
    named = set(re.findall(r"`(\w+)`", rows)) | set(re.findall(r"`(\w+)`", containers))
    assert named == {*FIELDS, *OPERATORS, OWN}


def test_the_limits_are_as_written() -> None:
    assert f"A value may have {MAX_VALUE:,} characters, a file\n{MAX_FILE:,}" in PAGE
    assert MAX_DEPTH == 3
    assert "three deep" in PAGE


@pytest.mark.parametrize(
    ("block", "fields", "expected"),
    [
        (0, {"labels": ("API",)}, "payments-api"),
        (0, {"labels": ("api",), "type": "chore", "title": "Spike: keys"}, None),
        (1, {"author": "dependabot[bot]"}, "dependency-updates"),
        (2, {}, "everything-else"),
        (3, {"labels": ("Billing",), "container": "X"}, "any-of"),
        (3, {"labels": ("area/payments",), "container": "X"}, "glob"),
        (3, {"title": "The check-out page", "container": "X"}, "pattern"),
        (3, {"labels": ("wontfix",), "components": ("legacy-api",)}, None),
        (3, {"labels": ("wontfix",), "components": ("api",)}, "not"),
        (4, {"title": "[Checkout] slow", "container": "X"}, "by-title"),
        (4, {"text": "see INC-1234", "container": "X"}, "by-text"),
        (4, {"flagged": True, "container": "OPS"}, "by-flag"),
        (4, {"participants": ("U02BO",), "container": "support", "assignee": "ana"}, "by-participant"),
        (4, {"fields": {"cost Center": ("cc-12",), "Squad": ("Payments",)}, "container": "X"}, "by-cost-center"),
        (4, {"fields": {"Cost center": ("CC-12",)}, "container": "X"}, None),
    ],
)
def test_examples_do_what_the_page_says(block: int, fields: dict[str, Any], expected: str | None) -> None:
    made = Linker(rules(BLOCKS[block]), goals("O-1", "O-12", "O-99"), today=DAY)
    link = made.direct(item(**fields))
    assert (link.rule if link else None) == expected
