import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from core.records import Item
from mappings import Explanation, Linker, Neighbours, explain
from mappings.matcher import Matcher
from tests.mappings.any import items, rulesets
from tests.mappings.make import DAY, beside, goal, goals, item, linker, nobody, rule, rules


def why(text: str, each: Item | None = None, by_hand: str | None = None) -> Explanation:
    made = linker(text, PAY_7=by_hand) if by_hand else linker(text)
    return explain(made, each or item(labels=("a", "b")), None, nobody())


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
    assert told.link
    assert told.reason == 'goal O-1: rule "a" holds, and no rule that holds comes before it'
    assert verdicts(A + B) == [
        ("a", "wins", "it holds and comes first of all that hold"),
        ("b", "outranked", '"a" at mappings.toml:1 holds too and stands before it'),
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
    assert verdicts(late)[0][1:] == ("skipped", "not in force on 2026-03-02 (2027-01-01 to )")
    excepted = rule('{ labels = "a" }', more='unless = { labels = "b" }')
    assert verdicts(excepted)[0][1:] == ("excepted", "excepted by unless labels any b")


def test_a_rule_to_the_goal_that_the_item_is() -> None:
    known = goals("O-1") | {"I-1": goal("I-1", source="jira", item="PAY-7")}
    made = linker(rule('{ project = "PAY" }', aim='goal = "I-1"'), known)
    assert explain(made, item(), None, nobody()).rules[0].reason == "the item is goal I-1 itself"


def test_steps_other_than_rules() -> None:
    epic = item("PAY-1", kind="epic", labels=("a",))
    made = linker(A, PAY_7="O-9")
    neighbours = Neighbours([beside(epic, made.direct(epic))])
    told = explain(made, item(parent="PAY-1", refs=("UTF-8",)), None, neighbours)
    assert [(each.looked_at, each.found, each.counts) for each in (*told.manual, *told.keys, *told.inherited)] == [
        ("chosen by hand", "goal O-9, which is not known", False),
        ("names UTF-8", "no goal that is known by it", False),
        ("parent PAY-1", "goal O-1", True),
    ]
    assert told.reason == "goal O-1: no rule holds for it, so it takes the goal of jira:PAY-1 (parent PAY-1)"


def test_nothing_links_it() -> None:
    told = why("")
    assert told.link is None
    assert told.reason.startswith("nobody linked it by hand, it names no goal, no rule holds")


def test_an_explanation_is_plain_json() -> None:
    plain: dict[str, Any] = json.loads(json.dumps(why(A + B).to_dict()))
    assert plain["link"]["goal"] == "O-1"
    assert plain["rules"][0]["when"][0] == {"condition": "labels any a", "seen": ["a", "b"], "held": True}


HOLDS = ("wins", "outranked", "hidden")


def test_explain_agrees_with_the_matcher_on_any_rules_and_items() -> None:
    known = goals("O-1", "O-2") | {"I-1": goal("I-1", source="jira", item="PAY-7")}
    reached: set[str] = set()

    @given(rulesets(), items, st.sampled_from([None, "a", "pay"]))
    def agree(text: str, each: Item, team: str | None) -> None:
        made = Linker(rules(text), known, today=DAY)
        told = explain(made, each, team, nobody())
        wins = [trace.rule for trace in told.rules if trace.verdict == "wins"]
        assert wins == ([told.link.rule] if told.link and told.link.via == "rule" else [])
        holding = {trace.rule for trace in told.rules if trace.verdict in HOLDS or trace.reason.endswith("itself")}
        unstopped = Matcher([rule for rule in made.ruleset.rules if rule.valid_on(DAY)], stops=False)
        assert holding == {held.rule.id for held in unstopped.matching(each, team) if made.knows(held.rule.goal)}
        reached.update(trace.verdict for trace in told.rules)

    agree()
    assert reached >= {"wins", "outranked", "fails"}
