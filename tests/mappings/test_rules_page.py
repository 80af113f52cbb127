"""The reference for admins is held true: each example on it is a valid rule, and nothing of the language is missing."""

import re
import tomllib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from core.links import Placed
from mappings import Condition, Linker, check, link_all
from mappings.cases import _KEYS as KEYS_OF_TESTS
from mappings.conditions import MAX_DEPTH, MAX_TESTS, MAX_VALUE, MAX_VALUES
from mappings.document import MAX_FILE
from mappings.fields import FIELDS, OWN
from mappings.operators import OPERATORS
from mappings.reader import _KEYS, _OF_DEFAULTS
from mappings.rules import Test, leaves
from mappings.shares import TOLERANCE
from scheduler.config import RuleFile
from tests.mappings.make import DAY, goals, item, rules

PAGE = (Path(__file__).parents[2] / "docs" / "rules.md").read_text()
BLOCKS: list[str] = re.findall(r"^```toml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
OF_RULES = [block for block in BLOCKS if "[[rules]]" not in block]
EXAMPLES = [
    part for block in OF_RULES for part in re.split(r"^(?=\[\[rule\]\]|\[defaults)", block, flags=re.MULTILINE) if part
]
READ = [rule for example in EXAMPLES for rule in rules(example).rules]


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_a_valid_rule_that_can_win(example: str) -> None:
    assert check(rules(example), today=DAY) == []


@pytest.mark.parametrize("block", OF_RULES)
def test_the_examples_of_a_block_can_all_win(block: str) -> None:
    assert check(rules(block), today=DAY) == []


def test_every_key_field_and_operator_has_an_example() -> None:
    tests = [test for rule in READ for test in (*rule.when, *rule.unless)]
    asked = list(leaves(tests))
    assert {each.field if each.field in FIELDS else OWN for each in asked} == {*FIELDS, OWN}
    assert {each.op for each in asked} == set(OPERATORS)
    assert {"any", "not"} <= groups(tests)
    assert re.search(r"\ball = \[\{", PAGE)
    assert {key for key in _KEYS if re.search(rf"^(\[rule\.)?{key}( =|\])", PAGE, re.MULTILINE)} == set(_KEYS)
    assert any(len(rule.split) > 1 for rule in READ)
    assert any(rule.also and not rule.decides for rule in READ)


def groups(tests: Iterable[Test]) -> set[str]:
    found = [test for test in tests if not isinstance(test, Condition)]
    return {group.op for group in found}.union(*(groups(group.parts) for group in found))


def rows(heading: str) -> set[str]:
    """What stands in the first column under a heading."""
    section = re.split(r"^## ", PAGE.split(f"## {heading}\n")[1], flags=re.MULTILINE)[0]
    return {name for row in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def test_every_field_operator_and_word_is_in_its_table() -> None:
    containers = next(line for line in PAGE.splitlines() if line.startswith("| `container`"))
    assert rows("Fields") | set(re.findall(r"`(\w+)`", containers)) == {*FIELDS, OWN}
    assert rows("Values and operators") == {*OPERATORS, "not"}
    assert rows("Conditions within each other") == {"any", "all", "not"}


def test_the_keys_of_defaults_are_all_named() -> None:
    section = PAGE.split("## Defaults\n")[1].split("```")[0]
    assert set(re.findall(r"`(\w+)`", section)) == set(_OF_DEFAULTS)


def test_every_key_of_a_test_is_in_the_table() -> None:
    assert rows("Tests of rules") == set(KEYS_OF_TESTS)


def test_the_table_of_rule_files_shows_every_key() -> None:
    (block,) = set(BLOCKS) - set(OF_RULES)
    (table,) = tomllib.loads(block)["rules"]
    assert msgspec.convert(table, RuleFile)
    assert set(table) == set(RuleFile.__struct_fields__)


def test_the_limits_are_as_written() -> None:
    values = f"A value may have {MAX_VALUE:,} characters, a list\n{MAX_VALUES:,} values, "
    assert f"{values}a rule {MAX_TESTS} conditions, a file {MAX_FILE:,} characters." in PAGE
    assert MAX_DEPTH == 5
    assert "five deep" in PAGE
    assert TOLERANCE == 0.001
    assert "a thousandth more or less" in PAGE


def block_with(name: str) -> str:
    return next(block for block in BLOCKS if f'id = "{name}"' in block)


APRIL, NEW = date(2026, 4, 1), datetime(2026, 2, 20, tzinfo=UTC)
LONG_AGO = datetime(2024, 2, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("among", "fields", "expected"),
    [
        ("payments-api", {"labels": ("API",)}, "payments-api"),
        ("payments-api", {"labels": ("api",), "type": "chore", "title": "Spike: keys"}, None),
        ("dependency-updates", {"author": "dependabot[bot]"}, "dependency-updates"),
        ("everything-else", {}, "everything-else"),
        ("shared-platform", {"components": ("platform",)}, "shared-platform"),
        ("any-of", {"labels": ("Billing",), "container": "X"}, "any-of"),
        ("any-of", {"labels": ("area/payments",), "container": "X"}, "glob"),
        ("any-of", {"title": "The check-out page", "container": "X"}, "pattern"),
        ("any-of", {"labels": ("wontfix",), "components": ("legacy-api",)}, None),
        ("any-of", {"labels": ("wontfix",), "components": ("api",)}, "not"),
        ("any-of", {"labels": ("wontfix",), "components": ("legacy-api",), "points": 8.0}, "between"),
        ("any-of", {"labels": ("wontfix",), "components": ("legacy-api",), "points": 8.5}, None),
        ("any-of", {"container": "OPS", "points": 14.0}, "beyond"),
        ("any-of", {"container": "OPS", "points": 13.0, "estimate": 0.25}, "beyond"),
        ("any-of", {"container": "OPS", "points": 13.0, "estimate": 0.5}, None),
        ("any-of", {"container": "CARD", "due": date(2026, 1, 1)}, "first-quarter"),
        ("any-of", {"container": "CARD", "due": APRIL}, None),
        ("any-of", {"container": "OLD", "created_at": LONG_AGO, "updated_at": NEW}, "old-and-touched"),
        ("any-of", {"container": "OLD", "created_at": LONG_AGO, "updated_at": LONG_AGO}, None),
        ("either", {"labels": ("checkout",)}, "either"),
        ("either", {"title": "A cart", "type": "Story"}, "either"),
        ("either", {"title": "A cart", "type": "Bug"}, None),
        ("either", {"title": "Refund to a card", "container": "X"}, "both"),
        ("either", {"title": "Refund", "container": "X"}, None),
        ("either", {"container": "CARD", "type": "Chore"}, "but-not"),
        ("either", {"container": "CARD", "type": "Chore", "labels": ("infra",)}, None),
        ("by-source", {"title": "[Checkout] slow", "container": "X"}, "by-title"),
        ("by-source", {"text": "see INC-1234", "container": "X"}, "by-text"),
        ("by-source", {"flagged": True, "container": "OPS"}, "by-flag"),
        ("by-source", {"participants": ("U02BO",), "container": "support", "assignee": "ana"}, "by-participant"),
        ("by-source", {"blocked_by": ("OPS-8",), "container": "X"}, "by-blocker"),
        ("by-source", {"points": 13.0, "container": "WEB"}, "by-points"),
        ("by-source", {"replies": 21, "container": "incidents"}, "by-replies"),
        ("by-source", {"replies": 20, "container": "incidents"}, None),
        (
            "by-source",
            {"due": date(2026, 6, 30), "container": "MIG", "created_at": LONG_AGO, "updated_at": LONG_AGO},
            "by-day-due",
        ),
        (
            "by-source",
            {"fields": {"cost Center": ("cc-12",), "Squad": ("Payments",)}, "container": "X"},
            "by-cost-center",
        ),
        ("by-source", {"fields": {"Cost center": ("CC-12",)}, "container": "X"}, None),
        ("by-source", {"fields": {"Budget": ("10000",), "Go live": ("2026-06-30",)}, "container": "X"}, "by-budget"),
        ("by-source", {"fields": {"Budget": ("9999",), "Go live": ("2026-06-30",)}, "container": "X"}, None),
    ],
)
def test_examples_do_what_the_page_says(among: str, fields: dict[str, Any], expected: str | None) -> None:
    made = Linker(rules(block_with(among)), goals("O-1", "O-12", "O-20", "O-99"), today=DAY)
    links = made.earned(Placed(item(**fields))).links
    assert (links[0].rule if links else None) == expected


def served(block: str, placed: Placed) -> list[tuple[str | None, float]]:
    made = Linker(rules(block), goals("O-1", "O-12", "O-20", "O-99"), today=DAY)
    return [(link.goal, link.share) for link in link_all(made, [placed])]


def test_shares_references_and_ancestors_do_what_the_page_says() -> None:
    both = item(components=("Platform",), labels=("privacy",))
    assert served(block_with("privacy"), Placed(both)) == [("O-1", 0.6), ("O-12", 0.4), ("O-99", 0.0)]
    assert served(block_with("payments-api"), Placed(item(labels=("api",)))) == [("O-12", 1.0), ("O-20", 0.0)]
    assert served(block_with("under-headers"), Placed(item(), None, ("PAY-5", "PAY-100"))) == [("O-1", 1.0)]
    assert served(block_with("under-headers"), Placed(item(status="rejected"), None, ("PAY-100",))) == []


def test_the_defaults_do_what_the_page_says() -> None:
    block = next(block for block in BLOCKS if "[defaults.jira]" in block)
    assert served(block, Placed(item())) == [("O-99", 1.0)]
    assert served(block, Placed(item(kind="epic"))) == []
    assert served(block, Placed(item(source="slack"))) == [(None, 1.0)]
