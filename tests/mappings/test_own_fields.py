"""Conditions on fields of the site's own, on flags and on participants."""

import pytest

from core.links import Placed
from core.records import Item
from mappings import RulesError, check, explain
from tests.mappings.make import DAY, first, item, linker, nobody, rule, rules

COST = '{ fields = { "Cost center" = "CC-12" } }'


def costs(*values: str, name: str = "Cost center", key: str = "PAY-7") -> Item:
    return item(key, fields={"Another": ("x",), name: values})


@pytest.mark.parametrize(
    ("test", "values", "holds"),
    [
        ('"cc-12"', ("CC-12",), True),
        ('"CC-12"', ("CC-1",), False),
        ('["CC-11", "CC-12"]', ("CC-9", "CC-12"), True),
        ("12", ("12",), True),
        ("12.5", ("12.5",), True),
        ("12", ("13",), False),
        ("2026-03-02", ("2026-03-02",), True),
        ("true", ("true",), True),
        ("true", ("false",), False),
        ('{ all = ["CC-11", "CC-12"] }', ("CC-11", "CC-12"), True),
        ('{ all = ["CC-11", "CC-12"] }', ("CC-11",), False),
        ('{ none = "CC-12" }', ("CC-12",), False),
        ('{ glob = "CC-*" }', ("CC-12",), True),
        ("{ regex = '^CC-\\d+$' }", ("CC-12",), True),
        ("{ exists = true }", (), False),
        ("{ exists = false }", (), True),
        ('{ not = { glob = "CC-*" } }', ("X",), True),
    ],
)
def test_all_operators_work_on_own_fields(test: str, values: tuple[str, ...], holds: bool) -> None:
    link = first(linker(rule(f'{{ fields = {{ "Cost center" = {test} }} }}')), costs(*values))
    assert (link is not None) is holds


@pytest.mark.parametrize("name", ["Cost center", "COST CENTER", "cost center"])
def test_names_ignore_case(name: str) -> None:
    assert first(linker(rule(COST)), costs("CC-12", name=name))


def test_an_item_without_the_field_has_no_value() -> None:
    assert first(linker(rule(COST)), item()) is None
    assert first(linker(rule('{ fields = { "Cost center" = { none = "CC-12" } } }')), item())


def test_fields_may_have_a_header_of_their_own() -> None:
    text = (
        '[[rule]]\nid = "r"\ngoal = "O-1"\n[rule.when]\nproject = "PAY"\n[rule.when.fields]\n"Cost center" = "CC-12"\n'
    )
    made = linker(text)
    assert first(made, costs("CC-12"))
    assert not first(made, costs("CC-13"))


def test_a_link_says_which_value_matched() -> None:
    link = first(linker(rule('{ fields = { "Cost center" = ["CC-11", "cc-12"] } }')), costs("CC-12", "CC-13"))
    assert link
    assert link.matched == ("fields.Cost center any CC-12",)


def test_explain_shows_the_value_seen() -> None:
    trace = explain(linker(rule(COST)), Placed(costs("CC-13")), nobody()).rules[0]
    assert (trace.verdict, trace.failed) == ("fails", "fields.Cost center any CC-12")
    assert trace.when[0].seen == ("CC-13",)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ('{ fields = "CC-12" }', "`fields` is a table of fields by name"),
        ("{ fields = {} }", "`fields` is a table of fields by name"),
        ('{ fields = { " " = "CC-12" } }', "`fields` is a table of fields by name"),
        ('{ fields = { "Cost center" = 12:30:00 } }', "a value is a text, so write it in quotes (found 12:30:00)"),
        ('{ fields = { "Cost center" = { globs = "x" } } }', 'unknown operator "globs"'),
        ("{ flagged = 1 }", "a value is a text"),
        ('{ flagged = "yes" }', '"yes" is not one of true, false'),
        ('{ Budget = "CC-12" }', "your site's own in fields"),
    ],
)
def test_mistakes_are_named_with_their_line(when: str, message: str) -> None:
    with pytest.raises(RulesError) as caught:
        rules(rule(when))
    assert message in str(caught.value)
    assert "mappings.toml:5" in str(caught.value)


def test_check_names_a_field_that_no_item_has() -> None:
    ruleset = rules(rule('{ fields = { "Cost centre" = "CC-12" } }') + rule(COST, "s"))
    [first, second] = check(ruleset, items=[Placed(costs("CC-12"))], today=DAY)
    assert "matches none" in str(first)
    assert 'asks for the field "Cost centre", which no item has, did you mean "Cost center"?' in str(second)


def test_one_rule_hides_another_on_the_same_own_field_only() -> None:
    wide, narrow = rule('{ fields = { squad = ["a", "b"] } }', "a-wide"), rule('{ fields = { Squad = "a" } }', "narrow")
    other = rule('{ fields = { Other = "a" } }', "other")
    assert [problem.rule for problem in check(rules(wide + narrow + other), today=DAY)] == ["narrow"]


@pytest.mark.parametrize(("asked", "flagged"), [("true", True), ("false", False), ('"true"', True), ("[true]", True)])
def test_a_flag_is_true_or_false(asked: str, flagged: bool) -> None:
    made = linker(rule(f"{{ flagged = {asked} }}"))
    assert first(made, item(flagged=flagged))
    assert not first(made, item(flagged=not flagged))


def test_participants_are_many() -> None:
    made = linker(rule('{ participants = { all = ["ana", "bo"] } }'))
    assert first(made, item(participants=("bo", "cleo", "Ana")))
    assert not first(made, item(participants=("ana",)))
