"""Goals that share an item, and references besides."""

import math
from typing import Any

import pytest

from core.links import Link, Placed
from mappings import Linker, Neighbours, RulesError, explain, link_all
from mappings.rules import Rule
from tests.mappings.make import DAY, beside, goal, goals, item, linker, nobody, rule, rules

SPLIT = 'goal = { "O-1" = 0.6, "O-2" = 0.4 }'
KNOWN = goals("O-1", "O-2", "O-3", "O-4")


def read(aim: str) -> Rule:
    (found,) = rules(rule('{ project = "PAY" }', aim=aim)).rules
    return found


def links(made: Linker, *placed: Placed, known: Neighbours | None = None) -> list[tuple[str, str | None, float]]:
    return [(link.item, link.goal, link.share) for link in link_all(made, placed, known)]


def one(made: Linker, **fields: Any) -> list[tuple[str | None, float]]:
    return [(goal, share) for _item, goal, share in links(made, Placed(item(**fields)))]


def test_a_rule_divides_an_item_between_goals() -> None:
    text = rule('{ project = "PAY" }', "split", SPLIT)
    first, second = linker(text, KNOWN).earned(Placed(item())).links
    assert (first.goal, first.share, second.goal, second.share) == ("O-1", 0.6, "O-2", 0.4)
    for link in (first, second):
        assert (link.via, link.rule, link.matched, link.confidence) == ("rule", "split", ("project any PAY",), 0.9)


def test_the_goal_that_takes_most_stands_for_the_rule() -> None:
    assert read('goal = { "O-1" = 0.3, "O-2" = 0.7 }').goal == "O-2"
    assert read('goal = { "O-1" = 0.5, "O-2" = 0.5 }').goal == "O-1"
    assert read('goal = { "O-1" = 1 }') == read('goal = "O-1"')
    assert read('goal = "O-1"').shares == (("O-1", 1.0),)
    assert read(SPLIT).goals == ("O-1", "O-2")


@pytest.mark.parametrize(
    "shares",
    [
        '"O-1" = 0.333, "O-2" = 0.333, "O-3" = 0.333',
        '"O-1" = 0.667, "O-2" = 0.334',
        '"O-1" = 0.5, "O-2" = 0.499',
        '"O-1" = 0.1, "O-2" = 0.2, "O-3" = 0.7',
        '"O-1" = 1',
    ],
)
def test_shares_may_miss_one_by_a_thousandth(shares: str) -> None:
    assert math.isclose(sum(share for _goal, share in read(f"goal = {{ {shares} }}").shares), 1)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ('"O-1" = 0.5, "O-2" = 0.51', "the shares add up to 1.01; make it 1"),
        ('"O-1" = 0.5, "O-2" = 0.498', "the shares add up to 0.998; make it 1"),
        ('"O-1" = 0.5, "O-2" = 0.502', "the shares add up to 1.002; make it 1"),
        ('"O-1" = 0.5', "the shares add up to 0.5; make it 1"),
        ("", "the shares add up to 0; make it 1"),
        ('"O-1" = 0, "O-2" = 1', "a share is a number above 0 and up to 1"),
        ('"O-1" = -0.5, "O-2" = 1.5', "a share is a number above 0 and up to 1"),
        ('"O-1" = true', "a share is a number above 0 and up to 1"),
        ('"O-1" = "all"', "a share is a number above 0 and up to 1"),
        ('"O-1" = nan', "a share is a number above 0 and up to 1"),
        ('"" = 1.0', "the goal is empty; write its key"),
    ],
)
def test_wrong_shares_are_told_with_their_line(shares: str, message: str) -> None:
    with pytest.raises(RulesError) as caught:
        read(f"goal = {{ {shares} }}")
    assert [str(problem) for problem in caught.value.problems] == [f"mappings.toml:3: error: {message}"]


def test_a_change_of_shares_is_a_new_version() -> None:
    versions = {read(f'goal = {{ "O-1" = {share}, "O-2" = {1 - share} }}').version for share in (0.25, 0.5, 0.75)}
    assert len(versions | {read('goal = "O-1"').version, read('goal = "O-1"\nalso = ["O-2"]').version}) == 5


def test_one_unknown_goal_leaves_out_the_whole_rule() -> None:
    made = linker(
        rule('{ project = "PAY" }', "a", SPLIT) + rule('{ project = "PAY" }', "b", 'goal = "O-3"'), goals("O-1", "O-3")
    )
    assert one(made) == [("O-3", 1.0)]
    assert [problem.rule for problem in made.problems] == ["a"]


def test_a_rule_that_would_link_an_item_in_part_to_itself_does_not_count() -> None:
    known = goals("O-2", "O-3") | {"O-1": goal("O-1", source="jira", item="PAY-7")}
    made = linker(rule('{ project = "PAY" }', "a", SPLIT) + rule('{ project = "PAY" }', "b", 'goal = "O-3"'), known)
    assert one(made) == [("O-3", 1.0)]
    traces = explain(made, Placed(item()), nobody()).rules
    assert [(trace.verdict, trace.goals) for trace in traces] == [("skipped", ("O-1", "O-2")), ("wins", ("O-3",))]


def test_shares_are_inherited_whole() -> None:
    made = linker(rule('{ labels = "top" }', "top", SPLIT), KNOWN)
    epic, story, task = item("PAY-1", labels=("top",)), item("PAY-2", parent="PAY-1"), item("PAY-3", parent="PAY-2")
    batch = [Placed(each) for each in (task, story, epic)]
    found = list(link_all(made, batch))
    assert [(link.item, link.goal, link.share, link.hops) for link in found] == [
        (key, goal, share, hops)
        for key, hops in (("PAY-3", 2), ("PAY-2", 1), ("PAY-1", 0))
        for goal, share in (("O-1", 0.6), ("O-2", 0.4))
    ]
    assert {(link.via, link.origin) for link in found if link.hops} == {("inherited", "jira:PAY-1")}


def test_shares_are_inherited_whole_or_not_at_all() -> None:
    epic = item("PAY-1", labels=("top",))
    made = Linker(
        rules(rule('{ labels = "top" }', "top", SPLIT)), KNOWN, disputed=[("jira", "PAY-2", "O-2")], today=DAY
    )
    assert (
        links(
            made,
            Placed(item("PAY-2", parent="PAY-1")),
            known=Neighbours([beside(epic, *made.earned(Placed(epic)).links)]),
        )
        == []
    )


def test_an_explanation_names_all_goals_with_their_shares() -> None:
    epic = item("PAY-1", labels=("top",))
    made = linker(rule('{ labels = "top" }', "top", SPLIT), KNOWN)
    held = made.earned(Placed(epic)).links
    told = explain(made, Placed(epic), nobody())
    assert told.reason.startswith('goals O-1 60% and O-2 40%: rule "top" holds')
    below = explain(made, Placed(item(parent="PAY-1")), Neighbours([beside(epic, *held)]))
    assert below.inherited[0].found == "goals O-1 60% and O-2 40%"
    assert [(link.goal, link.share) for link in below.links] == [("O-1", 0.6), ("O-2", 0.4)]


ALSO = rule('{ labels = "a" }', "also", 'also = ["O-3", "O-4"]')
MAIN = rule('{ project = "PAY" }', "main")


def test_references_come_from_every_rule_that_holds_and_once_for_each_goal() -> None:
    with_goal = rule('{ labels = "b" }', "lesser", 'goal = "O-2"\nalso = ["O-3", "O-1", "O-2"]', "weight = -1")
    made = linker(MAIN + ALSO + with_goal, KNOWN)
    assert one(made, labels=("a", "b")) == [("O-1", 1.0), ("O-3", 0.0), ("O-4", 0.0), ("O-2", 0.0)]
    assert one(made, labels=("b",)) == [("O-1", 1.0), ("O-3", 0.0), ("O-2", 0.0)]
    assert one(made) == [("O-1", 1.0)]


def test_a_reference_says_why() -> None:
    made = linker(ALSO, KNOWN)
    version = made.ruleset.rules[0].version
    (link, _other) = link_all(made, [Placed(item(labels=("a",)))])
    assert link == Link(
        source="jira",
        item="PAY-7",
        goal="O-3",
        share=0.0,
        via="rule",
        rule="also",
        version=version,
        matched=("labels any a",),
        confidence=0.9,
    )


def test_a_rule_that_only_refers_wins_over_nobody() -> None:
    heavy = rule('{ labels = "a" }', "also", 'also = ["O-3"]', "weight = 99")
    made = linker(heavy + MAIN, KNOWN)
    assert one(made, labels=("a",)) == [("O-1", 1.0), ("O-3", 0.0)]
    traces = explain(made, Placed(item(labels=("a",))), nobody()).rules
    assert [(trace.rule, trace.verdict) for trace in traces] == [("also", "refers"), ("main", "wins")]
    assert traces[0].reason == "it holds, and adds what the item has to do with"


def test_a_stop_hides_references_below_it_and_one_with_stop_hides_rules() -> None:
    stop = rule('{ labels = "s" }', "stop", 'goal = "O-2"', "stop = true")
    made = linker(stop + ALSO + MAIN, KNOWN)
    assert one(made, labels=("a", "s")) == [("O-2", 1.0)]
    assert one(made, labels=("a",)) == [("O-1", 1.0), ("O-3", 0.0), ("O-4", 0.0)]
    referring = rule('{ labels = "a" }', "also", 'also = ["O-3"]', "stop = true")
    assert one(linker(referring + MAIN, KNOWN), labels=("a",)) == [("O-3", 0.0)]


def test_references_leave_out_what_cannot_be_and_keep_the_rest() -> None:
    known = goals("O-1", "O-4") | {"O-3": goal("O-3", source="jira", item="PAY-7")}
    text = rule('{ labels = "a" }', "also", 'goal = "O-1"\nalso = ["O-9", "O-3", "O-4"]')
    made = linker(text, known)
    assert one(made, labels=("a",)) == [("O-1", 1.0), ("O-4", 0.0)]
    assert [problem.message for problem in made.problems] == [
        'rule "also" leads to the unknown goal "O-9", did you mean "O-4"?'
    ]
    disputed = Linker(rules(text), goals("O-1", "O-3", "O-4"), disputed=[("jira", "PAY-7", "O-4")], today=DAY)
    assert one(disputed, labels=("a",)) == [("O-1", 1.0), ("O-3", 0.0)]


def test_an_exempt_item_may_have_to_do_with_a_goal() -> None:
    made = linker(rule('{ project = "PAY" }', "chores", 'exempt = true\nalso = ["O-3"]'), KNOWN)
    assert one(made) == [(None, 1.0), ("O-3", 0.0)]


def test_further_goals_that_an_item_names_are_references() -> None:
    made = linker(MAIN, KNOWN)
    assert one(made, refs=("O-2", "O-3", "UTF-8", "O-2")) == [("O-2", 1.0), ("O-3", 0.0)]
    (_link, reference) = link_all(made, [Placed(item(refs=("O-2", "O-3")))])
    assert (reference.via, reference.matched, reference.confidence) == ("key", ("names O-3",), 1.0)


def test_references_are_not_inherited_and_come_last() -> None:
    batch = [Placed(item("PAY-2", parent="PAY-1")), Placed(item("PAY-1", labels=("a",)))]
    assert links(linker(ALSO, KNOWN), *batch) == [("PAY-1", "O-3", 0.0), ("PAY-1", "O-4", 0.0)]
    made = linker(MAIN + ALSO, KNOWN)
    assert links(made, Placed(item("PAY-1", labels=("a",))), Placed(item("PAY-2"))) == [
        ("PAY-1", "O-1", 1.0),
        ("PAY-1", "O-3", 0.0),
        ("PAY-1", "O-4", 0.0),
        ("PAY-2", "O-1", 1.0),
    ]


@pytest.mark.parametrize("also", ['"O-3"', "[3]", '[""]', '["O-3", 4]'])
def test_also_is_a_list_of_keys(also: str) -> None:
    with pytest.raises(RulesError, match=r"mappings.toml:3: error: `also` should be a list of keys of goals"):
        rules(f'[[rule]]\nid = "r"\nalso = {also}\nwhen = {{ labels = "a" }}')


def test_a_rule_with_an_empty_also_and_no_goal_leads_nowhere() -> None:
    with pytest.raises(RulesError, match="leads nowhere"):
        read("also = []")
