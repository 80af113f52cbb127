"""What is suggested, what never is, and why."""

import random
import subprocess
import sys
from typing import Any

import pytest

from core.records import Goal, Item
from mappings.suggestions import Example, Suggester, Suggestion
from tests.mappings.make import goal, item

CHECKOUT = goal("O-1", title="Faster checkout and refunds", parent="S-1")
INCIDENTS = goal("O-2", title="Fewer incidents in the data centre")
GOALS = [goal("S-1", title="Customers love to pay"), CHECKOUT, INCIDENTS, goal("O-3", title="Hiring")]


def paying(number: int, **fields: Any) -> Item:
    return item(
        f"PAY-{number}", title=f"Step {number} of the card form", labels=("payments",), assignee="ana", **fields
    )


def running(number: int) -> Item:
    return item(f"OPS-{number}", title=f"Alarm {number} storm at night", container="OPS", assignee="bo")


def linked(count: int = 12) -> list[Example]:
    served = [(paying(number), "Shop", "O-1") for number in range(count)]
    served += [(running(number), "Base", "O-2") for number in range(count)]
    return [Example(each, team, key, True) for each, team, key in served]


def only(suggester: Suggester, asked: Item, team: str | None = None) -> tuple[Suggestion, ...]:
    (found,) = suggester.suggest([(asked, team)])
    return found


def keys(found: tuple[Suggestion, ...]) -> list[str]:
    return [each.goal for each in found]


def test_without_examples_a_title_finds_the_goal_of_its_words() -> None:
    best = only(Suggester(GOALS, []), item(title="Check-out loses the refund"))[0]

    assert best.goal == "O-1"
    assert best.reasons == ('title shares "checkout", "refund" with O-1 "Faster checkout and refunds"',)


def test_linked_items_make_up_for_words_that_the_goal_does_not_use() -> None:
    asked = item("PAY-99", title="Card form is slow", labels=("payments",), assignee="ana")

    assert only(Suggester(GOALS, []), asked) == ()
    assert only(Suggester(GOALS, linked()), asked, "Shop")[0].goal == "O-1"


def test_reasons_name_the_evidence_and_no_person() -> None:
    asked = item("PAY-99", title="Card form", labels=("payments",), author="ana")

    reasons = only(Suggester(GOALS, linked(16)), asked)[0].reasons

    assert any(reason.startswith("reads like PAY-") and reason.endswith("which serve it") for reason in reasons)
    assert "16 of 16 items labelled payments serve it" in reasons
    assert "16 of 16 items of the same people serve it" in reasons
    assert not any("ana" in reason for reason in reasons)


def test_values_of_own_fields_are_not_told_for_they_may_be_people() -> None:
    field = {"Reviewer": ("Ana Lee",)}
    examples = [Example(paying(number, fields=field), None, "O-1", True) for number in range(8)]
    examples += [Example(running(number), None, "O-2", True) for number in range(8)]

    reasons = only(Suggester(GOALS, examples), item("X-1", title="", container="X", fields=field))[0].reasons

    assert reasons == ("8 of 8 items with the same Reviewer serve it",)


def test_words_of_the_goals_above_count_too() -> None:
    goals = [goal("S-1", title="Customers love to pay", closed=True), CHECKOUT, INCIDENTS]

    best = only(Suggester(goals, []), item(title="Ask customers what they love"))[0]

    assert best.goal == "O-1"
    assert best.reasons == ('shares "customer", "love" with S-1 "Customers love to pay", which it is part of',)


def test_other_scripts_are_compared_by_pairs_of_characters() -> None:
    goals = [goal("O-1", title="提高部署速度"), goal("O-2", title="多团队支持")]

    assert keys(only(Suggester(goals, []), item(title="部署SaaS版本")))[:1] == ["O-1"]


@pytest.mark.parametrize(
    "over",
    [
        goal("O-1", title="Faster checkout", closed=True),
        goal("O-1", title="Faster checkout", superseded_by="O-3"),
        goal("O-1", title="Faster checkout", source="jira", item="PAY-7"),
    ],
)
def test_goals_that_are_over_or_are_the_item_itself_are_never_suggested(over: Goal) -> None:
    examples = [Example(paying(number), None, "O-1", True) for number in range(10, 20)]

    found = only(Suggester([over, INCIDENTS], examples), item("PAY-7", title="Faster checkout", labels=("payments",)))

    assert "O-1" not in keys(found)


def test_what_somebody_disputed_is_never_suggested_again_even_if_a_rule_says_so() -> None:
    asked = paying(3)
    doubt = Example(asked, "Shop", "O-1", False)

    assert "O-1" not in keys(only(Suggester(GOALS, [*linked(), doubt]), asked, "Shop"))
    assert "O-1" in keys(only(Suggester(GOALS, linked()), asked, "Shop"))


def test_disputes_lower_the_confidence_of_what_is_alike() -> None:
    doubts = [Example(item(f"PAY-{100 + n}", title=f"Card form {n}"), "Shop", "O-1", False) for n in range(3)]
    asked = item("PAY-999", title="Card form again")

    calm, doubtful = (only(Suggester(GOALS, [*linked(), *more]), asked, "Shop")[0] for more in ([], doubts))

    assert calm.goal == doubtful.goal == "O-1"
    assert doubtful.confidence < calm.confidence


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    asked = [(paying(number), "Shop") for number in range(50, 80)] + [(running(50), None), (item("X-1"), None)]
    mixed, mixed_examples, mixed_goals = list(asked), linked(), list(GOALS)
    for each in (mixed, mixed_examples, mixed_goals):
        random.Random(3).shuffle(each)

    straight = dict(zip([each.key for each, _team in asked], Suggester(GOALS, linked()).suggest(asked), strict=True))
    shuffled = Suggester(mixed_goals, mixed_examples).suggest(mixed)

    assert shuffled == [straight[each.key] for each, _team in mixed]
    assert [only(Suggester(GOALS, linked()), each, team) for each, team in asked[:5]] == list(straight.values())[:5]


@pytest.mark.parametrize(
    "text",
    ["", "\x00\x07\ud800\u202e", "a" * 1_000_000, "[x](" * 250_000, "((((" * 100_000, "a-" * 500_000, "<" * 500_000],
)
def test_hostile_text_is_read_as_far_as_it_goes(text: str) -> None:
    hostile = item("PAY-666", title=text, text=text, labels=(text,), fields={text: (text,)}, container=text)
    examples = [*linked(), Example(hostile, text, "O-2", True), Example(hostile, None, "unknown", False)]

    for given in ([], examples):
        suggester = Suggester([*GOALS, goal("O-9", title=text)], given)
        assert all(0 <= each.confidence <= 1 for each in only(suggester, hostile, text))


def test_nothing_to_go_by_gives_nothing() -> None:
    asked = item("X-1", title="zzz", container="X")

    assert Suggester([], linked()).suggest([(asked, None)]) == [()]
    assert Suggester(GOALS, linked()).suggest([]) == []
    assert only(Suggester(GOALS, []), asked) == ()


def test_what_is_asked_for_bounds_what_is_given() -> None:
    (found,) = Suggester(GOALS, linked()).suggest([(item(title="checkout incidents"), None)], best=1)

    assert len(found) == 1


def test_an_item_that_serves_two_goals_speaks_for_both() -> None:
    both = [Example(paying(number), "Shop", "O-3", True) for number in range(12)]

    found = only(Suggester(GOALS, [*linked(), *both]), paying(99), "Shop")

    assert keys(found)[:2] == ["O-1", "O-3"] or keys(found)[:2] == ["O-3", "O-1"]
    assert found[0].confidence < 0.6


def test_an_item_is_no_reason_for_itself() -> None:
    found = only(Suggester(GOALS, linked()), paying(3), "Shop")[0]

    assert not any("PAY-3 " in reason or reason.endswith("PAY-3") for reason in found.reasons)


def test_the_command_line_does_not_wait_for_the_learning_libraries() -> None:
    code = "import sys, mappings, mappings.suggestions; print([m for m in ('numpy', 'scipy') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"
