"""Rules that links suggest."""

import random
from typing import Any

import pytest
import tomlkit

from core.links import Identity, Placed
from core.records import Item
from mappings.suggestions import Example, Proposal, propose
from tests.mappings.make import goals, item, linker


def made(key: str, goal: str = "O-1", *, confirmed: bool = True, team: str | None = None, **fields: Any) -> Example:
    return Example(item(key, **{"container": f"C-{key}", "title": "", **fields}), team, goal, confirmed)


def many(prefix: str, count: int, goal: str = "O-1", **fields: Any) -> list[Example]:
    return [made(f"{prefix}-{number}", goal, **fields) for number in range(count)]


def test_what_items_of_a_goal_share_is_proposed_with_its_figures() -> None:
    examples = [*many("A", 9, labels=("Payments",)), *many("B", 1, "O-2", labels=("payments",)), *many("C", 9)]

    assert propose(examples, ()) == [
        Proposal("O-1", {"labels": ["Payments"]}, 0.9, 9, 0.5, ("A-0", "A-1", "A-2", "A-3", "A-4"))
    ]


def test_disputed_links_are_wrong() -> None:
    examples = many("A", 8, labels=("payments",))
    doubts = [made(f"B-{n}", labels=("payments",), confirmed=False) for n in range(2)]

    assert propose([*examples, *doubts], ())[0].precision == 0.8
    assert propose([*examples, *doubts, made("B-9", labels=("payments",), confirmed=False)], ()) == []


def test_what_was_disputed_for_another_goal_says_nothing() -> None:
    doubts = [made(f"B-{n}", "O-2", labels=("payments",), confirmed=False) for n in range(9)]

    assert propose([*many("A", 8, labels=("payments",)), *doubts], ())[0].precision == 1.0


def test_items_that_rules_cover_need_no_rule_but_count_for_precision() -> None:
    examples = many("A", 8, labels=("payments",))
    covered: list[Identity] = [("jira", f"A-{number}") for number in range(3)]

    (proposal,) = propose(examples, covered)

    assert (proposal.support, proposal.coverage, proposal.precision) == (5, 1.0, 1.0)
    assert proposal.examples == ("A-3", "A-4", "A-5", "A-6", "A-7")
    assert propose(examples, [*covered, ("jira", "A-3")]) == []


def test_two_conditions_where_neither_alone_is_precise() -> None:
    examples = many("A", 10, container="PAY", labels=("api",))
    examples += [*many("B", 10, "O-2", container="PAY"), *many("C", 10, "O-3", labels=("api",))]

    proposals = propose(examples, (), goals=["O-1"])

    assert [each.when for each in proposals] == [{"container": ["PAY"], "labels": ["api"]}]
    assert proposals[0].precision == 1.0


def test_a_rule_whose_items_a_better_one_links_is_left_out() -> None:
    examples = many("A", 8, labels=("payments",), components=("card",)) + many("B", 3, labels=("payments",))

    assert [each.when for each in propose(examples, ())] == [{"labels": ["payments"]}]


def test_title_words_teams_parents_and_own_fields_can_be_conditions_and_people_cannot() -> None:
    examples = [
        *many("A", 9, "O-1", title="The check_out"),
        *many("B", 8, "O-2", parent="PAY-1"),
        *many("C", 7, "O-3", team="Shop"),
        *many("D", 6, "O-4", fields={"Cost center": ("CC-1",)}),
        *many("E", 9, "O-5", author="ana", assignee="ana"),
    ]

    assert [each.when for each in propose(examples, ())] == [
        {"title": {"regex": [r"(?i)\bcheck_out\b"]}},
        {"parent": ["PAY-1"]},
        {"team": ["Shop"]},
        {"fields": {"Cost center": ["CC-1"]}},
    ]


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    examples = wild(400)
    mixed = list(examples)
    random.Random(2).shuffle(mixed)

    assert propose(mixed, ()) == propose(examples, ()) != []


@pytest.mark.parametrize("text", ["", "\x00\ud800", "a" * 1_000_000, "x y z " * 200_000, '"]} = \'"""'])
def test_hostile_text_is_no_trouble(text: str) -> None:
    examples = [made(f"A-{n}", title=text, labels=(text,), fields={text: (text,) * 50}, team=text) for n in range(6)]

    assert all(each.precision == 1.0 for each in propose(examples, ()))


def test_a_proposal_is_a_rule_that_holds_for_just_the_items_it_counts() -> None:
    examples = wild(600)

    proposals = propose(examples, (), least=8, precise=0.5)

    assert {len(each.when) for each in proposals} == {1, 2}
    for proposal in proposals:
        rule = tomlkit.dumps({"rule": [{"id": "r", "goal": proposal.goal, "when": proposal.when}]})
        made = linker(rule, goals(*{each.goal for each in examples}))
        held = [each.goal for each in examples if made.earned(Placed(each.item, each.team)).links]
        assert held.count(proposal.goal) == proposal.support
        assert round(proposal.support / len(held), 4) == proposal.precision


def test_rules_are_found_among_many_links_that_follow_them_more_often_than_not() -> None:
    assert propose(wild(20_000), ())


def wild(count: int) -> list[Example]:
    """Links that follow from label, project, word and own field more often than not."""
    lot = random.Random(5)
    return [_wild(lot, number) for number in range(count)]


def _wild(lot: random.Random, number: int) -> Example:
    goal = lot.randrange(12)
    label, project, word, squad = (goal if lot.random() < 0.7 else lot.randrange(12) for _ in range(4))
    each: Item = item(
        f"P-{number}",
        container=f"P{project % 4}",
        title=f"{lot.choice(['Café', 'über_', 'x-'])}word{word} {lot.choice('abc')}ness",
        labels=(f"Label{label}" if lot.random() < 0.5 else f"label{label}", f"any{lot.randrange(40)}"),
        fields={"Squad": (f"s{squad}",)},
    )
    return Example(each, f"team {goal % 3}", f"O-{goal}", True)
