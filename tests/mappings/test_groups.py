"""Conditions within each other: `any`, `all` and `not`, found through the index, explained, and bounded."""

from typing import Any

import pytest

from core.links import Placed
from core.records import Item
from mappings import RulesError, check, explain
from mappings.conditions import MAX_DEPTH
from mappings.matcher import Matcher
from tests.mappings.make import DAY, first, item, linker, nobody, rule, rules

EITHER = '{ any = [{ project = "CARD" }, { labels = "pay", title = { glob = "*card*" } }] }'


def holds(when: str, **fields: Any) -> bool:
    return first(linker(rule(when)), item(**fields)) is not None


@pytest.mark.parametrize(
    ("when", "labels", "expected"),
    [
        ('{ any = [{ labels = "a" }, { labels = "b" }] }', "a", True),
        ('{ any = [{ labels = "a" }, { labels = "b" }] }', "b", True),
        ('{ any = [{ labels = "a" }, { labels = "b" }] }', "c", False),
        ('{ any = [{ labels = "a" }] }', "a", True),
        ('{ any = [{ labels = "a" }] }', "b", False),
        ('{ any = [{ labels = "a", components = "x" }, { labels = "b" }] }', "a", False),
        ('{ all = [{ labels = "a" }, { labels = "b" }] }', "ab", True),
        ('{ all = [{ labels = "a" }, { labels = "b" }] }', "a", False),
        ('{ not = { labels = "a" } }', "b", True),
        ('{ not = { labels = "a" } }', "a", False),
        ('{ not = { labels = { all = ["a", "b"] }, project = "PAY" } }', "a", True),
        ('{ not = { labels = { all = ["a", "b"] }, project = "PAY" } }', "ab", False),
        ('{ any = [{ labels = "a" }, { labels = "b" }], labels = { none = "c" } }', "ac", False),
        ('{ any = [{ labels = "a" }, { labels = "b" }], labels = { none = "c" } }', "ab", True),
        ('{ any = [{ all = [{ labels = "a" }, { labels = "b" }] }, { not = { project = "PAY" } }] }', "ab", True),
        ('{ any = [{ all = [{ labels = "a" }, { labels = "b" }] }, { not = { project = "PAY" } }] }', "a", False),
        ('{ not = { any = [{ labels = "a" }, { labels = "b" }] } }', "c", True),
        ('{ not = { any = [{ labels = "a" }, { labels = "b" }] } }', "b", False),
        ('{ not = { not = { labels = "a" } } }', "a", True),
        ('{ not = { not = { labels = "a" } } }', "b", False),
    ],
)
def test_groups(when: str, labels: str, expected: bool) -> None:
    assert holds(when, labels=tuple(labels)) is expected


def test_unless_takes_groups_too() -> None:
    made = linker(rule('{ project = "PAY" }', more='unless = { any = [{ labels = "a" }, { type = "Chore" }] }'))
    assert first(made, item())
    assert first(made, item(labels=("a",))) is None
    assert first(made, item(type="chore")) is None


def test_groups_may_stand_under_headers_of_their_own() -> None:
    text = '[[rule]]\nid = "r"\ngoal = "O-1"\n[[rule.when.any]]\nlabels = "a"\n[[rule.when.any]]\nlabels = "b"\n'
    assert first(linker(text), item(labels=("b",)))
    assert first(linker(text), item(labels=("c",))) is None
    with pytest.raises(RulesError, match=r'^mappings.toml:7: error: unknown field "lables", did you mean "labels"\?$'):
        rules(text.replace('labels = "b"', 'lables = "b"'))


MISTAKES = [
    ("{ any = [] }", "`any` is a list of tables"),
    ('{ any = { labels = "a" } }', "`any` is a list of tables"),
    ('{ all = "a" }', "`all` is a list of tables"),
    ('{ any = [{ labels = "a" }, "b"] }', "`any` is a list of tables"),
    ('{ any = [{ labels = "a" }, {}] }', "`any` is empty, so it would hold for every item"),
    ('{ not = "a" }', "`not` is a table of conditions"),
    ('{ not = [{ labels = "a" }] }', "`not` is a table of conditions"),
    ("{ not = {} }", "`not` is empty"),
    ('{ any = [{ labels = "a" }, { titel = "x" }] }', 'unknown field "titel", did you mean "title"?'),
    ('{ any = [{ labels = "a" }, { title = { regex = "(" } }] }', "bad pattern at column 1"),
]


@pytest.mark.parametrize(("when", "message"), MISTAKES)
def test_mistakes_in_groups_are_told_with_their_line(when: str, message: str) -> None:
    with pytest.raises(RulesError) as caught:
        rules(rule(when))
    (problem,) = caught.value.problems
    assert problem.place == "mappings.toml:5"
    assert message in problem.message


def nested(kind: str, depth: int) -> str:
    before, after = {"any": ("any = [{ ", " }]"), "all": ("all = [{ ", " }]"), "not": ("not = { ", " }")}[kind]
    return "{ " + before * depth + 'labels = "a"' + after * depth + " }"


@pytest.mark.parametrize("kind", ["any", "all", "not"])
def test_groups_stand_five_deep_and_no_deeper(kind: str) -> None:
    assert MAX_DEPTH == 5
    assert holds(nested(kind, 5), labels=("a",)) is (kind != "not")
    with pytest.raises(RulesError, match="conditions are nested more than 5 deep; write several rules"):
        rules(rule(nested(kind, 6)))


def test_a_not_of_a_field_stands_five_deep_and_no_deeper_and_counts_with_the_groups() -> None:
    def denied(times: int) -> str:
        return "labels = " + "{ not = " * times + '"a"' + " }" * times

    assert not holds(f"{{ {denied(5)} }}", labels=("a",))
    assert holds(f"{{ any = [{{ {denied(4)} }}, {{ labels = 'z' }}] }}", labels=("a",))
    for refused in (f"{{ {denied(6)} }}", f"{{ any = [{{ {denied(5)} }}, {{ labels = 'z' }}] }}"):
        with pytest.raises(RulesError, match="`not` is nested more than 5 deep"):
            rules(rule(refused))


@pytest.mark.parametrize("depth", [100, 300])
def test_hostile_depth_ends_in_a_refusal(depth: int) -> None:
    with pytest.raises(RulesError, match="nested"):
        rules(rule(nested("any", depth)))


def met(when: str, *each: Item) -> list[bool]:
    """Whether the index lets each item meet the rule."""
    matcher = Matcher(rules(rule(when)).rules, DAY)
    return [bool(matcher.candidates(matcher.held(Placed(one)))) for one in each]


A, B, NEITHER = item(labels=("a",)), item(labels=("B",)), item(labels=("c",))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ('{ any = [{ labels = "a" }, { labels = "b" }] }', [True, True, False]),
        ('{ any = [{ labels = "a", title = { exists = true } }, { labels = "b" }] }', [True, True, False]),
        ('{ any = [{ labels = "a" }, { any = [{ labels = "b" }, { labels = "z" }] }] }', [True, True, False]),
        ('{ any = [{ labels = { regex = "^a$" } }, { labels = "b" }] }', [True, True, False]),
        ('{ any = [{ labels = { glob = "a*" } }, { labels = { glob = "b*" } }] }', [True, True, False]),
        ('{ any = [{ labels = "a" }, { status = "Closed" }] }', [True, False, False]),
        ('{ any = [{ labels = "a" }, { points = { at_least = 3 } }] }', [True, True, True]),
        ('{ any = [{ labels = "a" }, { not = { labels = "b" } }] }', [True, True, True]),
        ('{ not = { labels = "a" } }', [True, True, True]),
        ('{ any = [{ labels = "a" }, { not = { labels = "z" } }], labels = "b" }', [False, True, False]),
    ],
)
def test_a_rule_is_met_through_every_part_of_a_group(when: str, expected: list[bool]) -> None:
    assert met(when, A, B, NEITHER) == expected


def test_many_rules_with_groups_are_met_only_where_they_could_hold() -> None:
    either = [
        rule(f'{{ source = "jira", any = [{{ labels = "l{n}" }}, {{ key = "K-{n}" }}] }}', f"r{n}") for n in range(99)
    ]
    found_by_scan = [
        rule(f'{{ any = [{{ labels = "m{n}" }}, {{ title = {{ regex = "t{n}$" }} }}] }}', f"s{n}") for n in range(99)
    ]
    matcher = Matcher(rules("".join(either + found_by_scan)).rules, DAY)
    found = matcher.candidates(matcher.held(Placed(item("K-5", labels=("l7", "m3"), title="t41"))))
    assert {each.rule.id for each in found} == {"r5", "r7", "s3", "s41"}


@pytest.mark.parametrize(
    ("fields", "matched"),
    [
        ({"container": "CARD"}, ("project any CARD",)),
        ({"labels": ("Pay",)}, ("labels any pay and title glob *card*",)),
        ({"container": "CARD", "labels": ("pay",)}, ("project any CARD",)),
    ],
)
def test_a_link_names_the_part_that_held(fields: dict[str, Any], matched: tuple[str, ...]) -> None:
    link = first(linker(rule(EITHER)), item(**fields))
    assert link
    assert link.matched == matched


def test_a_link_names_the_values_within_groups_and_what_was_denied() -> None:
    text = rule(
        '{ any = [{ labels = ["a", "b"] }, { type = "x" }], not = { status = "Done" }, type = { exists = false } }'
    )
    link = first(linker(text), item(labels=("B", "c")))
    assert link
    assert link.matched == ("labels any B", "not (status any Done)", "not (type exists)")


def test_explain_shows_each_part_of_a_group_with_what_was_seen() -> None:
    told = explain(linker(rule(EITHER)), Placed(item(labels=("pay",), title="Keys")), nobody()).rules[0]
    (group,) = told.when
    assert told.failed == "(project any CARD or (labels any pay and title glob *card*))"
    assert told.reason == f"{told.failed} does not hold"
    assert [(part.condition, part.seen, part.held) for part in group.parts] == [
        ("project any CARD", ("PAY",), False),
        ("(labels any pay and title glob *card*)", (), False),
    ]
    assert [(part.seen, part.held) for part in group.parts[1].parts] == [(("pay",), True), (("Keys",), False)]


def test_explain_shows_what_is_denied() -> None:
    told = explain(linker(rule('{ not = { labels = "a", project = "PAY" } }')), Placed(A), nobody()).rules[0]
    (group,) = told.when
    assert (group.condition, group.held) == ("not (labels any a and project any PAY)", False)
    assert [part.held for part in group.parts] == [True, True]
    assert told.verdict == "fails"


def warned(text: str) -> list[str | None]:
    return [problem.rule for problem in check(rules(text), today=DAY)]


def test_the_same_group_hides_a_narrower_rule_another_one_does_not() -> None:
    group = 'any = [{ labels = "a" }, { labels = "b" }]'
    wide = rule(f"{{ {group} }}", "wide", more="weight = 1")
    assert warned(wide + rule(f'{{ {group}, type = "Bug" }}', "narrow")) == ["narrow"]
    assert warned(wide + rule('{ any = [{ labels = "a" }, { labels = "c" }], type = "Bug" }', "narrow")) == []
    assert warned(rule('{ labels = "a" }', "wide", more="weight = 1") + rule(f"{{ {group} }}", "narrow")) == []


def test_several_values_of_a_field_that_has_one_may_stand_where_they_are_not_required() -> None:
    both = 'status = { all = ["Open", "Done"] }'
    assert warned(rule(f'{{ any = [{{ {both} }}, {{ labels = "a" }}] }}')) == []
    assert warned(rule(f'{{ project = "PAY", not = {{ {both} }} }}')) == []
    assert warned(rule(f"{{ all = [{{ {both} }}] }}")) == ["r"]


def test_own_fields_within_groups_are_checked_against_the_items() -> None:
    text = rule('{ any = [{ fields = { Sqad = "a" } }, { project = "PAY" }] }')
    items = [Placed(item(fields={"Squad": ("a",)}))]
    (problem,) = check(rules(text), items=items, today=DAY)
    assert 'asks for the field "Sqad", which no item has, did you mean "Squad"?' in problem.message
