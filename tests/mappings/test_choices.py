"""What people said by hand: goals with shares, exemptions, until when; and goals that they disputed."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.links import Choice, Link, Placed
from mappings import Linker, Neighbours, explain, link_all
from tests.mappings.make import DAY, beside, goal, goals, item, linker, nobody, rule, rules

PAY = rule('{ project = "PAY" }', "pay") + rule('{ project = "PAY" }', "second", 'goal = "O-2"')
ITEM = ("jira", "PAY-7")


def made(choice: Choice | None = None, *disputed: str, text: str = PAY, today: date = DAY) -> Linker:
    known = goals("O-1", "O-2", "O-3")
    return Linker(
        rules(text), known, {ITEM: choice} if choice else {}, [(*ITEM, goal) for goal in disputed], today=today
    )


def served(linker: Linker, **fields: Any) -> list[tuple[str | None, str]]:
    return [(link.goal, link.via) for link in link_all(linker, [Placed(item(**fields))])]


def test_a_person_may_divide_an_item() -> None:
    choice = Choice(shares=(("O-3", 0.75), ("O-2", 0.25)), actor="ana", reason="agreed in the review")
    links = made(choice).earned(Placed(item())).links
    assert [(link.goal, link.share) for link in links] == [("O-3", 0.75), ("O-2", 0.25)]
    assert links[0] == Link(
        source="jira",
        item="PAY-7",
        goal="O-3",
        share=0.75,
        via="manual",
        actor="ana",
        matched=("agreed in the review",),
    )


def test_an_exemption_by_hand_keeps_who_and_why() -> None:
    (link,) = made(Choice(actor="bo", reason="a duplicate")).earned(Placed(item())).links
    assert (link.goal, link.share, link.actor, link.matched) == (None, 1.0, "bo", ("a duplicate",))


@pytest.mark.parametrize(("days", "via"), [(-1, "manual"), (0, "manual"), (1, "rule")])
def test_a_choice_counts_up_to_and_including_its_last_day(days: int, via: str) -> None:
    choice = Choice(shares=(("O-3", 1.0),), until=DAY)
    assert served(made(choice, today=DAY + timedelta(days=days)))[0][1] == via


@pytest.mark.parametrize("shares", [(("O-3", 0.5), ("O-99", 0.5)), (("O-99", 1.0),)])
def test_a_choice_with_an_unknown_goal_does_not_count(shares: tuple[tuple[str, float], ...]) -> None:
    linker = made(Choice(shares=shares, actor="ana"))
    assert served(linker) == [("O-1", "rule")]
    (step,) = explain(linker, Placed(item()), nobody()).manual
    assert (step.looked_at, step.counts) == ("chosen by ana", False)
    assert "goal O-99, which is not known" in step.found


def test_who_chose_goes_down_with_the_link() -> None:
    epic = item("PAY-1", kind="epic")
    linker = Linker(
        rules(""), goals("O-1"), {("jira", "PAY-1"): Choice(shares=(("O-1", 1.0),), actor="ana")}, today=DAY
    )
    (link,) = linker.inherited(item(parent="PAY-1"), Neighbours([beside(epic, *linker.earned(Placed(epic)).links)]))
    assert (link.via, link.actor, link.hops, link.confidence) == ("inherited", "ana", 1, 0.9)


def test_a_disputed_goal_is_passed_over_by_name_and_by_rule() -> None:
    assert served(made(None, "O-1")) == [("O-2", "rule")]
    assert served(made(None, "O-1", "O-2")) == []
    assert served(made(None, "O-3"), refs=("O-3",)) == [("O-1", "rule")]
    assert served(made(None, "O-3"), refs=("O-3", "O-2")) == [("O-2", "key")]


def test_a_dispute_holds_for_that_item_and_goal_only() -> None:
    assert served(made(None, "O-1"), key="PAY-8") == [("O-1", "rule")]
    assert served(made(None, "O-1"), source="github") == [("O-1", "rule")]
    assert served(made(None, "O-3")) == [("O-1", "rule")]


def test_a_disputed_goal_is_not_inherited_nor_given_by_default() -> None:
    epic = item("PAY-1", kind="epic")
    linker = made(None, "O-1", text='[defaults.jira]\ngoal = "O-1"')
    parent = Neighbours([beside(epic, *linker.default(Placed(epic)))])
    assert parent.at(("jira", "PAY-1"))
    assert linker.inherited(item(parent="PAY-1"), parent) == ()
    assert linker.inherited(item("PAY-8", parent="PAY-1"), parent)[0].goal == "O-1"
    assert linker.default(Placed(item())) == ()


def test_a_person_may_choose_what_another_disputed() -> None:
    assert served(made(Choice(shares=(("O-1", 1.0),)), "O-1")) == [("O-1", "manual")]


def test_a_rule_whose_goal_is_disputed_still_stops() -> None:
    stop = rule('{ project = "PAY" }', "stop", more="stop = true")
    assert served(made(None, "O-1", text=stop + rule('{ project = "PAY" }', "later", 'goal = "O-2"'))) == []


def test_explain_shows_choices_and_disputes() -> None:
    linker = made(Choice(shares=(("O-3", 0.5), ("O-2", 0.5)), actor="ana"), "O-1")
    told = explain(linker, Placed(item(refs=("O-1",))), nobody())
    assert told.reason == "goals O-3 50% and O-2 50%: ana said so, which beats everything else"
    assert [(step.looked_at, step.found, step.counts) for step in (*told.manual, *told.keys)] == [
        ("chosen by ana", "goal O-3, goal O-2", True),
        ("disputed", "somebody said that it does not serve O-1", False),
        ("names O-1", "goal O-1, which somebody disputed", False),
    ]
    assert [(trace.verdict, trace.reason) for trace in told.rules] == [
        ("skipped", "somebody disputed that it serves O-1"),
        ("outranked", "a person linked the item by hand"),
    ]


TITLED = {
    "O-1": goal("O-1", title="Win back lapsed buyers"),
    "O-2": goal("O-2", title="Ship  the App"),
    "O-3": goal("O-3", title="Same"),
    "O-4": goal("O-4", title="same"),
    "I-1": goal("I-1", title="Card form", source="jira", item="PAY-1"),
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"title": 'For "Win back lapsed buyers"'}, "O-1"),
        ({"title": "For “win back LAPSED buyers”"}, "O-1"),
        ({"title": "For „Win back lapsed buyers“"}, "O-1"),
        ({"title": "For «Win back lapsed buyers»"}, "O-1"),
        ({"text": 'about the card,\nand "ship the app" too'}, "O-2"),
        ({"title": '"Ship the App"', "text": '"Win back lapsed buyers"'}, "O-2"),
        ({"title": "Win back lapsed buyers"}, None),
        ({"title": 'For "Win back lapsed"'}, None),
        ({"title": 'For "Win back\nlapsed buyers"'}, None),
        ({"title": '"Same"'}, None),
        ({"title": '"Card form"'}, "I-1"),
        ({"title": '"Ship the App"', "refs": ("O-1",)}, "O-1"),
        ({"title": '"unclosed Ship the App'}, None),
    ],
)
def test_a_title_in_quotes_names_its_goal(fields: dict[str, Any], expected: str | None) -> None:
    links = linker("", TITLED).earned(Placed(item(**fields))).links
    assert [link.goal for link in links] == ([expected] if expected else [])
    assert {link.via for link in links} <= {"key"}


def test_a_link_by_title_says_what_was_read() -> None:
    made = linker("", TITLED)
    each = Placed(item(title='Work for "Ship the App"'))
    (link,) = made.earned(each).links
    assert link.matched == ('names "Ship the App"',)
    step = explain(made, each, nobody()).keys[0]
    assert (step.looked_at, step.found, step.counts) == ('names "Ship the App"', "goal O-2", True)


def test_an_item_that_is_a_goal_does_not_link_to_itself_by_its_title() -> None:
    assert linker("", TITLED).earned(Placed(item("PAY-1", title='"Card form"'))).links == ()
