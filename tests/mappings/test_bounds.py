"""Silly and hostile rules and texts: refused clearly, or done in work that grows no faster than their size."""

import pytest

from core.links import Placed
from mappings import Linker, RulesError, check, load
from mappings.matcher import Matcher
from mappings.patterns import pattern_set
from tests.mappings.make import DAY, first, goals, item, linker, rule, rules

EVIL = item(title="a" * 50_000 + "b", text="ab" * 25_000, labels=("x" * 1_000_000,))


@pytest.mark.parametrize("source", ["(a+)+$", "(a|aa)+$", "(.*a){20}c", "([ab]*a[ab]{50}c)|z", "(a?){60}a{60}c"])
def test_patterns_that_blow_up_other_engines(source: str) -> None:
    """With a backtracking engine these would run for longer than the universe has."""
    made = linker(rule(f'{{ title = {{ regex = "{source}" }}, text = {{ regex = "{source}" }} }}'))
    assert first(made, EVIL) is None


@pytest.mark.parametrize("source", ["a{5000}", "((a{100}){100}){100}", "(" * 400 + "(a{9}){999}" + ")" * 400])
def test_patterns_too_large_are_refused(source: str) -> None:
    with pytest.raises(RulesError, match=r"mappings.toml:5: error: title: bad pattern at column \d+: "):
        rules(rule(f'{{ title = {{ regex = "{source}" }} }}'))


def test_a_value_of_a_megabyte_is_refused() -> None:
    with pytest.raises(RulesError, match=r"mappings.toml:5: error: labels: a value of 1,000,000 characters"):
        rules(rule(f'{{ labels = "{"x" * 1_000_000}" }}'))


def test_a_file_of_many_megabytes_is_refused() -> None:
    with pytest.raises(RulesError, match=r"mappings.toml:1: error: the file is larger than 4,000,000 characters"):
        load("#" * 4_000_001, "mappings.toml")


def test_ten_thousand_rules_are_met_only_where_they_could_hold() -> None:
    text = "".join(rule(f'{{ project = "PAY", labels = "l{n}" }}', f"r{n}") for n in range(10_000))
    read = rules(text)
    assert check(read, today=DAY) == []
    candidates = Matcher(read.rules, DAY).candidates(Placed(item(labels=("l77", "l9999", "other"))))
    assert [each.rule.id for each in candidates] == ["r77", "r9999"]


def test_coarse_and_crowded_values_are_not_what_rules_wait_under() -> None:
    texts = [rule(f'{{ source = "jira", labels = "common", project = "P{n}" }}', f"r{n}") for n in range(50)]
    matcher = Matcher(rules("".join(texts)).rules, DAY)
    candidates = matcher.candidates(Placed(item(container="P7", labels=("common",))))
    assert [each.rule.id for each in candidates] == ["r7"]


def test_patterns_are_met_only_where_they_are_found() -> None:
    texts = [rule(f'{{ title = {{ regex = "word{n}\\\\b" }} }}', f"r{n}") for n in range(50)]
    candidates = Matcher(rules("".join(texts)).rules, DAY).candidates(Placed(item(title="a word7 here")))
    assert [each.rule.id for each in candidates] == ["r7"]


def test_a_set_of_patterns_that_outgrows_its_memory_says_that_it_cannot_tell() -> None:
    assert pattern_set([f"{n}[ab]{{900}}.*{n}" for n in range(900)])("text") is None


def test_rules_are_still_found_when_the_scan_cannot_tell() -> None:
    texts = [rule(f'{{ title = {{ regex = "{n}[ab]{{900}}.*{n}|zebra{n}$" }} }}', f"r{n}") for n in range(900)]
    made = Linker(rules("".join(texts)), goals("O-1"), today=DAY)
    link = first(made, item(title="a zebra7"))
    assert link
    assert link.rule == "r7"
