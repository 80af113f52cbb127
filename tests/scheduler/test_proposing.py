"""Rules are proposed from what people linked, with what each would do to the items in the store."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from core.records import Item
from mappings.suggestions import Proposal
from scheduler.choosing import choose
from scheduler.linking import link
from scheduler.proposing import Proposals, proposals
from scheduler.wishes import Serves, TakenBack
from store import Store
from tests.scheduler.test_suggesting import Desk
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull

BY_HAND = range(1, 9)


def kiosk(number: int, **more: Any) -> Item:
    return item(number, labels=("kiosk",), **more)


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    """Eight items labelled kiosk that somebody linked to O-2 by hand, and others beside them."""
    desk = Desk(store, tmp_path)
    desk.mapped(*map(kiosk, BY_HAND), *(item(number, labels=("cards",)) for number in range(11, 19)), item(30))
    for number in BY_HAND:
        desk.serves(number, "O-2")
    return desk


def proposed(desk: Desk, precise: float = 0.9) -> Proposals:
    return proposals(desk.hub, precise=precise, most=10)


def add(desk: Desk, toml: str) -> None:
    rules = desk.folder / "mappings.toml"
    rules.write_text(rules.read_text() + toml)


def test_what_people_linked_alike_becomes_a_rule(desk: Desk) -> None:
    pull(desk.hub.store, kiosk(20), kiosk(21, category="done", created_at=NOW - 90 * DAY, done_at=NOW - 60 * DAY))
    link(desk.hub)
    found = proposed(desk)
    (rule,) = found.rules
    assert (found.said, found.uncovered, found.titles["O-2"]) == (8, 8, "Search that finds it")
    assert rule.proposal == Proposal("O-2", {"labels": ["kiosk"]}, 1.0, 8, 1.0, tuple(f"PAY-{n}" for n in range(1, 6)))
    assert (rule.catches, rule.caught) == (2, ("PAY-20", "PAY-21"))
    assert tomllib.loads(rule.toml) == {"rule": [rule.rule]}
    assert rule.rule["id"] == "o-2-kiosk"
    assert "8 links" in rule.rule["description"]


def test_the_rule_links_what_was_told_and_is_not_proposed_again(desk: Desk) -> None:
    pull(desk.hub.store, kiosk(20))
    link(desk.hub)
    add(desk, proposed(desk).rules[0].toml)
    assert link(desk.hub).counts.linked == 1
    again = proposed(desk)
    assert (again.said, again.uncovered, again.rules) == (8, 0, ())


def test_a_rule_that_leads_elsewhere_covers_nothing(desk: Desk) -> None:
    add(desk, '[[rule]]\nid = "o-2-kiosk"\ngoal = "O-1"\nwhen = { labels = "kiosk" }\n')
    link(desk.hub)
    found = proposed(desk)
    assert (found.uncovered, [each.rule["id"] for each in found.rules]) == (8, ["o-2-kiosk-2"])


def test_items_that_a_person_disputed_are_not_caught_and_count_as_wrong(desk: Desk) -> None:
    desk.mapped(kiosk(20), kiosk(21))
    choose(desk.hub, "PAY-20", TakenBack("O-2"), actor="ana")
    assert [each.proposal.precision for each in proposed(desk, 0.8).rules] == [0.8889]
    assert [each.caught for each in proposed(desk, 0.8).rules] == [("PAY-21",)]
    assert proposed(desk).rules == ()


def test_what_rules_linked_elsewhere_counts_as_wrong(desk: Desk) -> None:
    desk.mapped(*(item(number, labels=("cards", "kiosk")) for number in range(40, 48)))
    assert proposed(desk).rules == ()


def test_no_rule_for_a_goal_that_is_over_or_for_too_few(desk: Desk) -> None:
    assert proposals(desk.hub, precise=0.9, most=0).rules == ()
    for number in BY_HAND[4:]:
        choose(desk.hub, f"PAY-{number}", TakenBack(), actor="ana")
    assert (proposed(desk).uncovered, proposed(desk).rules) == (4, ())
    for number in BY_HAND[4:]:
        desk.serves(number, "O-2")
    assert len(proposed(desk).rules) == 1
    pull(desk.hub.store, goal("O-2", title="Search that finds it", closed=True), stream=OKRS)
    assert proposed(desk).rules == ()


def test_a_goal_of_the_items_own_tool_needs_no_rule_when_it_is_named_and_any_other_does(desk: Desk) -> None:
    pull(desk.hub.store, goal("M-1", source="jira", url="https://jira.example.com/m/1"))
    named = ("https://jira.example.com/m/1",)
    desk.mapped(*(item(number, milestone="v1", refs=named) for number in range(50, 58)))
    assert [each.proposal.goal for each in proposed(desk).rules] == ["O-2"]
    desk.mapped(*(item(number, milestone="v2", refs=("O-1",), title="[O-1]") for number in range(60, 68)))
    assert [each.rule["when"] for each in proposed(desk).rules if each.proposal.goal == "O-1"] == [
        {"milestone": ["v2"]}
    ]


def test_odd_goals_and_values_get_ids_that_rules_may_have(desk: Desk) -> None:
    odd = ('Ünïcode "quoted" \\ label', "päy")
    pull(desk.hub.store, goal("O 9/ü", title="Odd"))
    desk.mapped(*(item(number, labels=odd) for number in range(50, 58)), item(60, labels=odd))
    for number in range(50, 58):
        choose(desk.hub, f"PAY-{number}", Serves((("O 9/ü", 1.0),)), actor="ana")
    rule = next(each for each in proposed(desk).rules if each.proposal.goal == "O 9/ü")
    add(desk, rule.toml)
    assert link(desk.hub).counts.linked == rule.catches == 1


def test_nothing_is_written(desk: Desk) -> None:
    def tables() -> list[Any]:
        with desk.hub.store.read() as tx:
            return [
                tx.execute(text(f"SELECT * FROM {each} ORDER BY 1, 2")).all() for each in ("links", "rules", "audit")
            ]

    before = tables()
    proposed(desk)
    assert tables() == before
