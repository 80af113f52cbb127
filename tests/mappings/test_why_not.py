"""Why not this goal: what could have led there, nearest first, and the one sentence that says where it fails."""

from datetime import date

import pytest

from core.links import Choice, Placed
from core.records import Goal, Item
from mappings import Linker, Neighbours, explain
from mappings.whynot import WhyNot, why_not
from tests.mappings.make import DAY, beside, first, goal, goals, item, rule, rules

KNOWN = goals("O-1", "O-2") | {"I-1": goal("I-1", source="jira", item="PAY-7", title="Cards everywhere")}


def ask(
    text: str,
    wanted: str = "O-2",
    each: Item | None = None,
    known: dict[str, Goal] = KNOWN,
    by_hand: str | None = None,
    disputed: tuple[str, ...] = (),
    around: Neighbours | None = None,
) -> WhyNot:
    placed = Placed(each or item(labels=("a",), type="Bug"))
    manual = {("jira", "PAY-7"): Choice(shares=((by_hand, 1.0),), actor="ana")} if by_hand else {}
    made = Linker(rules(text), known, manual, [("jira", "PAY-7", key) for key in disputed], today=DAY)
    around = around or Neighbours()
    return why_not(made, placed, around, explain(made, placed, around), wanted, known)


def test_the_nearest_rule_comes_first_and_says_where_alone_it_fails() -> None:
    far = rule('{ labels = "x", project = "WEB", type = "Bug" }', "far", 'goal = "O-2"')
    near = rule('{ labels = "x", project = "PAY" }', "near", 'goal = { "O-1" = 0.5, "O-2" = 0.5 }')
    other = rule('{ labels = "x" }', "other")
    told = ask(far + near + other)
    assert [trace.rule for trace in told.rules] == ["near", "far"]
    assert told.nearest == 'nearest: rule "near" at mappings.toml:6 fails only at labels any x: the item has a'
    assert ask(far).nearest == (
        'nearest: rule "far" at mappings.toml:1 fails at 2 of 3 conditions, first at labels any x: the item has a'
    )


def test_of_rules_that_fail_alike_the_one_with_more_that_holds_is_nearer() -> None:
    short, long = (
        rule('{ labels = "x" }', "short", 'goal = "O-2"'),
        rule('{ labels = "x", type = "Bug" }', "z", 'goal = "O-2"'),
    )
    assert [trace.rule for trace in ask(short + long).rules] == ["z", "short"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ('unless = { type = "Bug" }', "has all its conditions, but excepted by unless type any Bug"),
        (
            "valid_to = 2026-03-01",
            "has all its conditions, but not in force on 2026-03-02: its last day was 2026-03-01",
        ),
        (
            "valid_from = 2026-03-03",
            "has all its conditions, but not in force on 2026-03-02: its first day is 2026-03-03",
        ),
        ("weight = -1", 'has all its conditions, but "win" at mappings.toml:1 holds too and weighs 0, more than -1'),
    ],
)
def test_a_rule_that_holds_and_does_not_win(more: str, why: str) -> None:
    text = rule('{ labels = "a" }', "win") + rule('{ labels = "a" }', "lose", 'goal = "O-2"', more)
    assert ask(text).nearest == f'nearest: rule "lose" at mappings.toml:6 {why}'


def test_a_rule_that_only_refers() -> None:
    text = rule('{ labels = "a" }', "win", more='also = ["O-2"]')
    assert ask(text).nearest == 'nearest: rule "win" at mappings.toml:1 holds, and only refers to O-2'


def test_what_comes_before_every_rule_is_said() -> None:
    text = rule('{ labels = "x" }', aim='goal = "O-2"')
    assert ask(text, by_hand="O-1").nearest.endswith("; and a choice by hand comes before every rule")
    named = ask(text, each=item(refs=("O-1",)))
    assert named.nearest.endswith("; and a goal that the item names comes before every rule")


def test_goals_that_nothing_can_lead_to() -> None:
    assert ask("", "O-3").nearest == 'nothing can link it to O-3: O-3 is not known, did you mean "O-2"?'
    assert ask("", "I-1").nearest == "nothing can link it to I-1: it is this very item, which cannot serve itself"
    assert ask("", disputed=("O-2",)).nearest.startswith("nothing but a choice by hand can link it to O-2")
    assert ask("").nearest == "nearest: nothing; no rule leads to O-2"


def test_it_does_serve_the_goal() -> None:
    told = ask(rule('{ labels = "a" }', aim='goal = "O-2"'))
    assert told.nearest == 'it does serve O-2: goal O-2: rule "r" holds, and no rule that holds comes before it'


def steps(told: WhyNot) -> list[tuple[str, str, bool]]:
    return [(step.looked_at, step.found, step.counts) for step in told.steps]


def test_everything_besides_rules_is_looked_at() -> None:
    assert steps(ask("")) == [
        ("by hand", "nobody chose a goal for it", False),
        ("by name", 'it names neither [O-2] nor "O-2" in quotes', False),
        ("inherited", "it has no parent, and names no item that could hand one down", False),
    ]
    epic = item("PAY-1", kind="epic", labels=("a",))
    made = Linker(rules(rule('{ labels = "a" }')), KNOWN, today=DAY)
    around = Neighbours([beside(epic, first(made, epic))])
    told = ask("", each=item(parent="PAY-1", refs=("O-2",)), by_hand="O-1", around=around)
    assert steps(told) == [
        ("by hand", "ana chose O-1", False),
        ("by name", "it names O-2", True),
        ("parent PAY-1", "serves O-1", False),
    ]
    assert told.nearest == "nearest: by name, it names O-2, which something else comes before"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"closed": True}, "it is closed"),
        ({"superseded_by": "O-9"}, "it was superseded by O-9"),
        ({"effective_to": date(2026, 3, 1)}, "it ended on 2026-03-01"),
        ({"effective_to": DAY}, ""),
    ],
)
def test_a_goal_that_is_over(fields: dict[str, object], words: str) -> None:
    told = ask("", known={"O-2": goal("O-2", **fields)})
    over = [found for name, found, _counts in steps(told) if name == "the goal"]
    assert over == ([f"{words}; what serves it counts as outdated work"] if words else [])


def test_a_choice_that_names_an_unknown_goal_leads_nowhere() -> None:
    choice = Choice(shares=(("O-2", 0.5), ("O-9", 0.5)), actor="ana")
    made, placed = Linker(rules(""), KNOWN, {("jira", "PAY-7"): choice}, today=DAY), Placed(item())
    told = why_not(made, placed, Neighbours(), explain(made, placed, Neighbours()), "O-2", KNOWN)
    assert (told.steps[0].found, told.steps[0].counts) == ("ana chose O-2 and O-9", False)
    assert told.nearest == "nearest: nothing; no rule leads to O-2"
