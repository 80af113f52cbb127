import math
from datetime import date
from itertools import accumulate, pairwise
from random import Random

import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from core.links import Link, Placed
from core.records import Item
from mappings import Linker, link_all
from tests.mappings.any import placed, rule_lists
from tests.mappings.make import DAY, first, goal, goals, item, linker, rule, rules

PAY = rule('{ project = "PAY" }', "pay")


def winner(text: str, each: Item | None = None) -> str | None:
    link = first(linker(text), each or item(labels=("a", "b")))
    return link.rule if link else None


def given(made: Linker, each: Item) -> Link:
    link = first(made, each)
    assert link is not None
    return link


def test_a_rule_gives_a_link_with_all_its_provenance() -> None:
    text = rule('{ labels = ["a", "b", "c"], title = { regex = "card" }, project = "PAY" }', "cards")
    (read,) = rules(text).rules
    assert first(linker(text), item(labels=("B", "a", "z"))) == Link(
        source="jira",
        item="PAY-7",
        goal="O-1",
        via="rule",
        rule="cards",
        version=read.version,
        matched=("labels any B, a", "title regex card", "project any PAY"),
        confidence=0.9,
    )


def test_by_hand_beats_naming_beats_rules() -> None:
    naming = item(refs=("O-2",))
    by_key = given(linker(PAY), naming)
    assert given(linker(PAY), item()).via == "rule"
    assert (by_key.via, by_key.goal, by_key.matched, by_key.confidence) == ("key", "O-2", ("names O-2",), 1.0)
    assert given(linker(PAY, PAY_7="O-1"), naming).via == "manual"


def test_an_exemption_by_hand_or_by_rule_is_a_link_to_no_goal() -> None:
    by_hand = given(linker(PAY, PAY_7=None), item())
    by_rule = given(linker(rule('{ project = "PAY" }', "chores", "exempt = true")), item())
    assert (by_hand.via, by_hand.goal) == ("manual", None)
    assert (by_rule.rule, by_rule.goal) == ("chores", None)


@pytest.mark.parametrize("ref", ["O-2", "o-2", "https://okr.example/2", "https://okr.example/2/?view=all#top"])
def test_a_goal_is_named_by_key_or_address(ref: str) -> None:
    known = goals("O-1") | {"O-2": goal("O-2", url="https://okr.example/2")}
    link = given(linker("", known), item(refs=("UTF-8", "PAY-9", ref)))
    assert (link.goal, link.via) == ("O-2", "key")


def test_the_goal_named_first_counts() -> None:
    link = given(linker(""), item(refs=("O-2", "O-1")))
    assert link.goal == "O-2"


def test_an_address_that_goals_share_names_none_of_them() -> None:
    known = {key: goal(key, url="https://sheet.example/1") for key in ("O-1", "O-2")}
    assert first(linker("", known), item(refs=("https://sheet.example/1",))) is None


def test_a_thread_names_a_goal_without_its_text_being_kept() -> None:
    thread = item("C1/17.2", source="slack", kind="thread", text="", refs=("O-1",))
    link = given(linker(""), thread)
    assert link.goal == "O-1"


EPIC_GOAL = {"I-1": goal("I-1", source="jira", item="PAY-1", url="https://tool.example/PAY-1")}


def test_an_epic_that_is_a_goal_is_only_named_in_brackets() -> None:
    passing = item(refs=("PAY-1", "I-1", "https://tool.example/PAY-1"), text="blocked by PAY-1")
    assert first(linker("", EPIC_GOAL), passing) is None
    link = given(linker("", EPIC_GOAL), item(refs=("PAY-1",), title="Card form [pay-1]"))
    assert (link.goal, link.via) == ("I-1", "key")


def test_an_item_that_is_a_goal_never_links_to_itself_but_may_to_another() -> None:
    epic = item("PAY-1", kind="epic", title="[I-1] Cards", refs=("I-1",))
    to_itself = rule('{ project = "PAY" }', "own", 'goal = "I-1"', "weight = 9")
    known = EPIC_GOAL | goals("O-1")
    assert first(linker(to_itself, known, PAY_1="I-1"), epic) is None
    link = given(linker(to_itself + PAY, known), epic)
    assert (link.goal, link.rule) == ("O-1", "pay")


def test_unknown_goals_are_left_out_and_told() -> None:
    text = rule('{ project = "PAY" }', "lost", 'goal = "O-11"', "weight = 9\nstop = true") + PAY
    made = linker(text, PAY_7="O-99")
    assert given(made, item()).rule == "pay"
    assert [str(each) for each in made.problems] == [
        'mappings.toml:1: error: rule "lost" leads to the unknown goal "O-11", did you mean "O-1"?'
    ]


def test_the_heavier_rule_wins_then_the_narrower_then_the_first_in_the_alphabet() -> None:
    a, b = rule('{ labels = "a" }', "a"), rule('{ labels = "b" }', "b")
    narrow = rule('{ labels = "a", project = "PAY" }', "narrow")
    heavy = rule('{ labels = "b" }', "z-heavy", more="weight = 2")
    light = rule('{ labels = "a", project = "PAY", type = { exists = false } }', "a-light", more="weight = -1")
    assert [winner(a + b), winner(b + a)] == ["a", "a"]
    assert [winner(a + narrow), winner(narrow + a)] == ["narrow", "narrow"]
    assert [winner(heavy + narrow + a), winner(a + narrow + heavy)] == ["z-heavy", "z-heavy"]
    assert [winner(light + b), winner(b + light), winner(light)] == ["b", "b", "a-light"]


def test_a_condition_counts_once_however_many_it_holds() -> None:
    """A group `any` is one condition of `when`, and so is `not`; those in `all` count each; `unless` does not count."""
    two = rule('{ labels = "a", project = "PAY" }', "two")
    any_of = rule('{ any = [{ labels = "a", project = "PAY" }, { labels = "z", type = "x", status = "y" }] }', "any")
    none_of = rule('{ not = { labels = "z", type = "x", status = "y" } }', "not")
    all_of = rule('{ all = [{ labels = "a", project = "PAY" }, { status = "Open" }] }', "z-all")
    excepted = rule('{ labels = "a" }', "a", more='unless = { type = "x", status = "y" }')
    assert [winner(two + other) for other in (any_of, none_of, all_of, excepted)] == ["two", "two", "z-all", "two"]


def test_a_stop_that_holds_hides_all_rules_after_it() -> None:
    stop = rule('{ labels = "a" }', "stop", more="stop = true")
    idle = rule('{ labels = "none" }', "idle", more="stop = true")
    heavy = rule('{ labels = "b" }', "heavy", more="weight = 2")
    assert [winner(stop + heavy), winner(heavy + stop), winner(idle + heavy)] == ["stop", "heavy", "heavy"]


def test_unless_excepts_when_all_of_it_holds() -> None:
    text = rule('{ project = "PAY" }', more='unless = { labels = "a", title = { glob = "*card*" } }')
    assert winner(text, item(labels=("a",))) is None
    assert winner(text, item(labels=("a",), title="Else")) == "r"
    assert winner(text, item()) == "r"


@pytest.mark.parametrize(
    ("dates", "held"),
    [
        ("valid_from = 2026-03-02", True),
        ("valid_from = 2026-03-03", False),
        ("valid_to = 2026-03-02", True),
        ("valid_to = 2026-03-01", False),
        ("valid_from = 2026-01-01\nvalid_to = 2026-12-31", True),
    ],
)
def test_both_dates_are_inclusive(dates: str, held: bool) -> None:
    assert date(2026, 3, 2) == DAY
    assert (winner(rule('{ project = "PAY" }', more=dates)) == "r") is held


def test_the_team_is_given_beside_the_item() -> None:
    made = linker(rule('{ team = "checkout" }'))
    assert first(made, item(), "Checkout")
    assert first(made, item(), None) is None


@for_all(rule_lists(), placed, st.randoms())
def test_the_order_of_rules_matters_for_stops_only(texts: list[str], each: Placed, random: Random) -> None:
    """Between two stops the rules may stand in any order."""
    stretches = accumulate(
        ("stop = true" in text) + ("stop = true" in before) for before, text in pairwise(["", *texts])
    )
    ordered = sorted(zip(stretches, texts, strict=True), key=lambda pair: (pair[0], random.random()))
    known = goals("O-1", "O-2") | {"I-1": goal("I-1", source="jira", item="PAY-7")}
    as_written, as_shuffled = (
        list(link_all(Linker(rules("".join(given)), known, today=DAY), [each]))
        for given in (texts, [text for _stretch, text in ordered])
    )
    assert as_written == as_shuffled


@for_all(rule_lists(), placed)
def test_the_shares_of_an_item_add_up_to_one_and_references_have_none(texts: list[str], each: Placed) -> None:
    made = linker("".join(texts), goals("O-1", "O-2", "O-9", "I-1"))
    links = made.earned(each).links
    assert not links or math.isclose(sum(link.share for link in links), 1)
    references = list(made.earned(each).references(links))
    assert {link.share for link in references} <= {0}
    named = [link.goal for link in (*links, *references)]
    assert len(named) == len(set(named))


def test_links_travel_as_plain_values() -> None:
    link = first(linker(PAY), item())
    assert msgspec.convert(msgspec.to_builtins(link), Link) == link
