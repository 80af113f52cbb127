"""What people say by hand, and what they dispute."""

from datetime import timedelta

from sqlalchemy import text

from core.links import Choice, Link
from store import Store, choices, rules
from store.links import save_links
from store.rules import StoredRule
from tests.store.samples import NOW, item, pull, waiting

TODAY = NOW.date()


def mapped(store: Store) -> None:
    pull(store, item(1), item(2))
    with store.write() as tx:
        tx.execute(text("DELETE FROM pending"))


def test_a_choice_is_kept_and_can_be_taken_back(store: Store) -> None:
    mapped(store)
    exempt = Choice(actor="ana", reason="housekeeping", until=TODAY)
    with store.write() as tx:
        choices.choose(tx, 1, exempt, NOW)
        assert choices.choices(tx) == {("jira", "PAY-1"): exempt}
        assert waiting(tx) == 1
        assert choices.forget(tx, 1)
        assert not choices.forget(tx, 1)
        assert choices.choices(tx) == {}


def test_a_later_choice_takes_the_place_of_the_first(store: Store) -> None:
    mapped(store)
    split = Choice(shares=(("O-1", 0.6), ("O-2", 0.4)), actor="bo")
    with store.write() as tx:
        choices.choose(tx, 1, Choice(shares=(("O-9", 1.0),), actor="ana"), NOW)
        choices.choose(tx, 1, split, NOW)
        assert choices.choices(tx) == {("jira", "PAY-1"): split}


def test_a_dispute_stands_until_the_goal_is_chosen(store: Store) -> None:
    mapped(store)
    with store.write() as tx:
        choices.dispute(tx, 1, "O-1", "cards", "ana", "a different card", NOW)
        choices.dispute(tx, 1, "O-2", None, "ana", "", NOW)
        assert waiting(tx) == 1
        assert [(each.goal, each.rule, each.reason) for each in choices.disputes(tx)] == [
            ("O-1", "cards", "a different card"),
            ("O-2", None, ""),
        ]
        choices.choose(tx, 1, Choice(shares=(("O-1", 1.0),), actor="bo"), NOW)
        assert [each.goal for each in choices.disputes(tx)] == ["O-2"]


def test_what_has_ended_and_still_stands_is_found(store: Store) -> None:
    mapped(store)
    by_hand = [Link(source="jira", item=f"PAY-{n}", goal=None, via="manual") for n in (1, 2)]
    with store.write() as tx:
        choices.choose(tx, 1, Choice(actor="ana", until=TODAY), NOW)
        choices.choose(tx, 2, Choice(actor="ana"), NOW)
        save_links(tx, by_hand, [1, 2], NOW)
        assert choices.expired(tx, TODAY) == []
        assert choices.expired(tx, TODAY + timedelta(days=1)) == [1]


def test_a_dispute_is_settled_by_an_edit_of_the_rule_or_a_link_by_hand(store: Store) -> None:
    mapped(store)
    with store.write() as tx:
        rules.save_rules(tx, {name: StoredRule("v1", "m:1", "{}") for name in ("cards", "old", "hand")}, NOW)
        for item_id, goal, rule in ((1, "O-1", "cards"), (1, "O-2", "old"), (2, "O-1", "hand"), (2, "O-3", None)):
            choices.dispute(tx, item_id, goal, rule, "ana", "", NOW + timedelta(hours=1))
        assert [(each.item, each.rule) for each in choices.unsettled(tx)] == [
            ("PAY-1", "cards"),
            ("PAY-1", "old"),
            ("PAY-2", "hand"),
        ]
        again = {"cards": StoredRule("v2", "m:1", "{}"), "old": StoredRule("v1", "m:9", "{}")}
        rules.save_rules(tx, {**again, "hand": StoredRule("v1", "m:1", "{}")}, NOW + timedelta(hours=2))
        choices.choose(tx, 2, Choice(shares=(("O-2", 1.0),), actor="bo"), NOW + timedelta(hours=2))
        assert [each.rule for each in choices.unsettled(tx)] == ["old"]
        assert choices.restore(tx, 1, "old")
        assert choices.unsettled(tx) == []
        assert len(choices.disputes(tx)) == 3
