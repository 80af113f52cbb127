import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from core.links import Placed
from core.records import Item
from mappings import Explanation, Linker, Neighbours, explain
from mappings.matcher import Matcher
from tests.mappings.any import placed, rulesets
from tests.mappings.make import DAY, beside, first, goal, goals, item, linker, nobody, rule, rules


def why(text: str, each: Item | None = None, by_hand: str | None = None) -> Explanation:
    made = linker(text, PAY_7=by_hand) if by_hand else linker(text)
    return explain(made, Placed(each or item(labels=("a", "b"))), nobody())


def verdicts(text: str, by_hand: str | None = None) -> list[tuple[str, str, str]]:
    return [(each.rule, each.verdict, each.reason) for each in why(text, by_hand=by_hand).rules]


A, B = rule('{ labels = "a" }', "a"), rule('{ labels = "b" }', "b", 'goal = "O-2"')


def test_each_condition_shows_the_value_seen_and_the_first_that_failed_is_named() -> None:
    told = why(rule('{ project = "PAY", labels = "z", title = { glob = "x*" } }')).rules[0]
    assert [(each.condition, each.seen, each.held) for each in told.when] == [
        ("project any PAY", ("PAY",), True),
        ("labels any z", ("a", "b"), False),
        ("title glob x*", ("Pay by card",), False),
    ]
    assert (told.verdict, told.failed) == ("fails", "labels any z")
    assert told.reason == "labels any z does not hold: the item has a, b"


def test_the_winner_and_why() -> None:
    told = why(A + B)
    assert told.links
    assert told.reason == 'goal O-1: rule "a" holds, and no rule that holds comes before it'
    assert verdicts(A + B) == [
        ("a", "wins", "it holds and comes first of all that hold"),
        (
            "b",
            "outranked",
            '"a" at mappings.toml:1 holds too and comes first in the alphabet, as nothing else tells them apart',
        ),
    ]


def test_what_becomes_of_the_others() -> None:
    heavy = rule('{ labels = "b" }', "heavy", more="weight = 3")
    stop = rule('{ labels = "a" }', "stop", more="stop = true")
    assert verdicts(A + heavy)[0][1:] == ("outranked", '"heavy" at mappings.toml:6 holds too and weighs 3, more than 0')
    assert verdicts(stop + heavy)[1][1:] == ("hidden", '"stop" at mappings.toml:1 holds and has stop')
    assert verdicts(A, by_hand="O-2")[0][1:] == ("outranked", "a person linked the item by hand")
    assert why(A, item(labels=("a",), refs=("O-2",))).rules[0].reason == "the item names its goal itself"
    assert verdicts(rule('{ labels = "a" }', aim='goal = "O-9"'))[0][1:] == ("skipped", "goal O-9 is not known")
    late = rule('{ labels = "a" }', more="valid_from = 2027-01-01")
    assert verdicts(late)[0][1:] == ("skipped", "not in force on 2026-03-02: its first day is 2027-01-01")
    excepted = rule('{ labels = "a" }', more='unless = { labels = "b" }')
    assert verdicts(excepted)[0][1:] == ("excepted", "excepted by unless labels any b")


def test_a_rule_to_the_goal_that_the_item_is() -> None:
    known = goals("O-1") | {"I-1": goal("I-1", source="jira", item="PAY-7")}
    made = linker(rule('{ project = "PAY" }', aim='goal = "I-1"'), known)
    assert explain(made, Placed(item()), nobody()).rules[0].reason == "the item is goal I-1 itself"


def test_steps_other_than_rules() -> None:
    epic = item("PAY-1", kind="epic", labels=("a",))
    made = linker(A, PAY_7="O-9")
    neighbours = Neighbours([beside(epic, first(made, epic))])
    told = explain(made, Placed(item(parent="PAY-1", refs=("UTF-8",))), neighbours)
    assert [(each.looked_at, each.found, each.counts) for each in (*told.manual, *told.keys, *told.inherited)] == [
        ("chosen by a person", "goal O-9, which is not known", False),
        ("names UTF-8", "no goal that is known by it", False),
        ("parent PAY-1", "goal O-1", True),
    ]
    assert told.reason == "goal O-1: no rule holds for it, so it takes the goal of jira:PAY-1 (parent PAY-1)"


def test_nothing_links_it() -> None:
    told = why("")
    assert told.links == ()
    assert told.reason.startswith("nobody linked it by hand, it names no goal, no rule holds")


def test_an_explanation_is_plain_json() -> None:
    plain: dict[str, Any] = json.loads(json.dumps(why(A + B).to_dict()))
    assert plain["links"][0]["goal"] == "O-1"
    trace = {"condition": "labels any a", "seen": ["a", "b"], "held": True, "parts": [], "group": None}
    assert plain["rules"][0]["when"][0] == trace


HOLDS = ("wins", "outranked", "hidden", "refers")
BARRED = ("the item is goal", "somebody disputed")
KNOWN = goals("O-1", "O-2") | {"I-1": goal("I-1", source="jira", item="PAY-7")}
DISPUTED = [("jira", "PAY-7", "O-2")]


EVERY = '{ project = "PAY" }'
EACH_VERDICT = "".join(
    [
        rule(EVERY, "refers", 'also = ["O-1", "O-2"]'),
        rule(EVERY, "skipped", 'goal = "I-1"'),
        rule(EVERY, "outranked", more="weight = 0"),
        rule(EVERY, "wins", more="weight = 1\nstop = true"),
        rule(EVERY, "hidden", more="weight = 2"),
    ]
)


def test_explain_agrees_with_the_matcher_on_any_rules_and_items() -> None:
    reached: set[str] = set()

    @example(EACH_VERDICT, Placed(item()), [])
    @given(rulesets, placed, st.sampled_from([[], DISPUTED]))
    def agree(text: str, each: Placed, disputed: list[tuple[str, str, str]]) -> None:
        made = Linker(rules(text), KNOWN, disputed=disputed, today=DAY)
        told = explain(made, each, nobody())
        wins = [trace.rule for trace in told.rules if trace.verdict == "wins"]
        assert wins == ([told.links[0].rule] if told.links and told.links[0].via == "rule" else [])
        holding = {trace.rule for trace in told.rules if trace.verdict in HOLDS or trace.reason.startswith(BARRED)}
        unstopped = Matcher(made.in_force, DAY, stops=False)
        assert holding == {held.rule.id for held in unstopped.matching(each)}
        shown = {trace.rule for trace in told.rules if trace.verdict != "hidden"} & holding
        assert shown == {held.rule.id for held in made.matcher.matching(each)}
        assert {link.goal for link in told.references if link.via == "rule"} == added(made, each, told, shown)
        reached.update(trace.verdict for trace in told.rules)

    agree()
    assert reached >= {"wins", "outranked", "fails", "skipped", "hidden", "refers"}


def added(made: Linker, each: Placed, told: Explanation, shown: set[str]) -> set[str]:
    """The goals that the rules add: not those that the item holds or names itself."""
    also = {goal for rule in made.ruleset.rules if rule.id in shown for goal in rule.also}
    named = {link.goal for link in (*told.links, *told.references) if link.via == "key" or link.share}
    return {goal for goal in also if made.may_serve(each.item, goal)} - named


def test_a_reference_to_what_cannot_be_linked_is_told() -> None:
    made = Linker(rules(rule(EVERY, "refers", 'also = ["O-2", "O-9"]')), KNOWN, disputed=DISPUTED, today=DAY)
    told = explain(made, Placed(item()), nobody())
    assert told.references == ()
    assert told.rules[0].reason == (
        "it holds, but the item cannot be linked to O-2 or O-9: unknown, disputed, or the item itself"
    )
