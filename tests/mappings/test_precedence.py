from datetime import date

import msgspec
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from core.links import Link
from core.records import Item
from mappings import Linker
from tests.mappings.make import DAY, goal, goals, item, linker, rule, rules

PAY = rule('{ project = "PAY" }', "pay")


def winner(text: str, each: Item | None = None) -> str | None:
    link = linker(text).direct(each or item(labels=("a", "b")))
    return link.rule if link else None


def given(made: Linker, each: Item) -> Link:
    link = made.direct(each)
    assert link is not None
    return link


def test_a_rule_gives_a_link_with_all_its_provenance() -> None:
    text = rule('{ labels = ["a", "b", "c"], title = { regex = "card" }, project = "PAY" }', "cards")
    (read,) = rules(text).rules
    assert linker(text).direct(item(labels=("B", "a", "z"))) == Link(
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
    assert linker("", known).direct(item(refs=("https://sheet.example/1",))) is None


def test_a_thread_names_a_goal_without_its_text_being_kept() -> None:
    thread = item("C1/17.2", source="slack", kind="thread", text="", refs=("O-1",))
    link = given(linker(""), thread)
    assert link.goal == "O-1"


EPIC_GOAL = {"I-1": goal("I-1", source="jira", item="PAY-1", url="https://tool.example/PAY-1")}


def test_an_epic_that_is_a_goal_is_only_named_in_brackets() -> None:
    passing = item(refs=("PAY-1", "I-1", "https://tool.example/PAY-1"), text="blocked by PAY-1")
    assert linker("", EPIC_GOAL).direct(passing) is None
    link = given(linker("", EPIC_GOAL), item(refs=("PAY-1",), title="Card form [pay-1]"))
    assert (link.goal, link.via) == ("I-1", "key")


def test_an_item_that_is_a_goal_never_links_to_itself_but_may_to_another() -> None:
    epic = item("PAY-1", kind="epic", title="[I-1] Cards", refs=("I-1",))
    to_itself = rule('{ project = "PAY" }', "own", 'goal = "I-1"', "weight = 9")
    known = EPIC_GOAL | goals("O-1")
    assert linker(to_itself, known, PAY_1="I-1").direct(epic) is None
    link = given(linker(to_itself + PAY, known), epic)
    assert (link.goal, link.rule) == ("O-1", "pay")


def test_unknown_goals_are_left_out_and_told() -> None:
    text = rule('{ project = "PAY" }', "lost", 'goal = "O-11"', "weight = 9\nstop = true") + PAY
    made = linker(text, PAY_7="O-99")
    assert given(made, item()).rule == "pay"
    assert [str(each) for each in made.problems] == [
        'mappings.toml:1: error: rule "lost" leads to the unknown goal "O-11", did you mean "O-1"?'
    ]


def test_the_heavier_rule_wins_then_the_earlier() -> None:
    a, b = rule('{ labels = "a" }', "a"), rule('{ labels = "b" }', "b")
    heavy = rule('{ labels = "b" }', "heavy", more="weight = 2")
    light = rule('{ labels = "a" }', "light", more="weight = -1")
    assert [winner(a + b), winner(b + a), winner(a + b + heavy), winner(light + b)] == ["a", "b", "heavy", "b"]


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
    assert made.direct(item(), "Checkout")
    assert made.direct(item(), None) is None


@for_all(st.permutations(range(6)), st.sets(st.integers(0, 5), max_size=1))
def test_order_does_not_matter_among_equals_that_do_not_overlap(order: list[int], has: set[int]) -> None:
    texts = [rule(f'{{ labels = "l{n}" }}', f"r{n}") for n in range(6)]
    each = item(labels=tuple(f"l{n}" for n in has))
    made = Linker(rules("".join(texts[n] for n in order)), goals("O-1"), today=DAY)
    link = made.direct(each)
    assert (link.rule if link else None) == next((f"r{n}" for n in has), None)


def test_links_travel_as_plain_values() -> None:
    link = linker(PAY).direct(item())
    assert msgspec.convert(msgspec.to_builtins(link), Link) == link
