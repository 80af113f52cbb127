"""Silly and hostile rules and texts: refused clearly, or done in work that grows no faster than their size."""

import pytest

from core.links import Placed
from core.records import Item
from mappings import Linker, RulesError, Ruleset, check, load
from mappings.conditions import MAX_TESTS, MAX_VALUES
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


def test_a_list_of_too_many_values_is_refused() -> None:
    values = ", ".join(f'"v{n}"' for n in range(MAX_VALUES + 1))
    assert rules(rule(f"{{ labels = [{values.partition(', ')[2]}] }}"))
    with pytest.raises(RulesError, match=r"mappings.toml:5: error: labels: a list of 10,001 values; at most 10,000"):
        rules(rule(f"{{ labels = [{values}] }}"))


@pytest.mark.parametrize(
    "when", ["{ points = N }", "{ labels = [N] }", "{ title = { x = [N] } }", "{ labels = 'a' }\nweight = N"]
)
def test_a_number_too_large_to_be_written_is_refused(when: str) -> None:
    """Python reads it, and fails to turn it into a text."""
    line = 6 if "weight" in when else 5
    with pytest.raises(RulesError, match=f"mappings.toml:{line}: error: the number is too large"):
        rules(rule(when.replace("N", "0x" + "F" * 4_000)))


@pytest.mark.parametrize("text", ["KEY = 1", "[KEY]", "[[rule]]\nid = 'x'\nwhen = { KEY = 1 }", "# a comment\n[[KEY]]"])
@pytest.mark.parametrize("part", ["a", '"a b"', "'.'", r'"a\".b" '])
def test_a_key_of_thousands_of_parts_is_refused(text: str, part: str) -> None:
    """TOML readers take seconds for some thousand parts, and hours for a million."""
    line = text.count("\n") + 1
    with pytest.raises(RulesError, match=f"mappings.toml:{line}: error: a key of more than 50 parts"):
        rules(text.replace("KEY", ".".join([part] * 100_000)))


def test_long_lines_of_values_with_dots_are_read() -> None:
    versions = ", ".join(f'"1.{n}.0"' for n in range(200))
    assert rules(rule(f"{{ versions = [{versions}], title = '{'A sentence. ' * 70}' }}"))


def test_a_rule_of_too_many_conditions_is_refused() -> None:
    tables = [f'{{ labels = "v{n}" }}' for n in range(MAX_TESTS + 1)]
    assert rules(rule(f"{{ all = [{', '.join(tables[1:])}] }}"))
    with pytest.raises(RulesError, match=r"mappings.toml:1: error: the rule has more than 500 conditions"):
        rules(rule(f"{{ all = [{', '.join(tables)}] }}"))


def met(ruleset: Ruleset, each: Item) -> list[str]:
    """The rules that the index finds for an item, before they are verified."""
    matcher = Matcher(ruleset.rules, DAY)
    return [found.rule.id for found in matcher.candidates(matcher.held(Placed(each)))]


def test_ten_thousand_rules_are_met_only_where_they_could_hold() -> None:
    text = "".join(rule(f'{{ project = "PAY", labels = "l{n}" }}', f"r{n}") for n in range(10_000))
    read = rules(text)
    assert check(read, today=DAY) == []
    assert met(read, item(labels=("l77", "l9999", "other"))) == ["r77", "r9999"]


def test_coarse_and_crowded_values_are_not_what_rules_wait_under() -> None:
    texts = [rule(f'{{ source = "jira", labels = "common", project = "P{n}" }}', f"r{n}") for n in range(50)]
    assert met(rules("".join(texts)), item(container="P7", labels=("common",))) == ["r7"]


def test_patterns_are_met_only_where_they_are_found() -> None:
    texts = [rule(f'{{ title = {{ regex = "word{n}\\\\b" }} }}', f"r{n}") for n in range(50)]
    assert met(rules("".join(texts)), item(title="a word7 here")) == ["r7"]


def test_a_set_of_patterns_that_outgrows_its_memory_still_finds_each() -> None:
    scan = pattern_set([f"{n}[ab]{{900}}.*{n}$" for n in range(900)])
    assert scan("text") == []
    assert scan(f"17{'ab' * 450}17") == [7, 17]


def test_rules_are_still_found_when_the_scan_cannot_tell() -> None:
    texts = [rule(f'{{ title = {{ regex = "{n}[ab]{{900}}.*{n}|zebra{n}$" }} }}', f"r{n}") for n in range(900)]
    made = Linker(rules("".join(texts)), goals("O-1"), today=DAY)
    link = first(made, item(title="a zebra7"))
    assert link
    assert link.rule == "r7"
