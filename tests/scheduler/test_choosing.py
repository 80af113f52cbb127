"""What people say of an item by hand counts at once, for the item and all that inherits from it, and beats every rule."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from scheduler.choosing import Chosen, choose
from scheduler.config import load_config
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.wishes import NeedsNone, NotChosen, Serves, TakenBack, Wish
from store import Store, choices
from store.export import canonical
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull, waiting

TODAY = NOW.date()
RULES = """
[[rule]]
id = "cards"
goal = "O-1"
when = { labels = "cards" }

[[rule]]
id = "both"
goal = { "O-1" = 0.5, "O-2" = 0.5 }
when = { labels = "both" }

[[rule]]
id = "chores"
exempt = true
when = { labels = "chore" }
"""
ONE, TWO = (("O-1", 1.0),), (("O-2", 1.0),)


class Desk:
    """A hub with an epic PAY-1, PAY-2 below it, PAY-3 below that, a pull request that names PAY-2, and others beside."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.now = NOW
        self.rules = folder / "mappings.toml"
        self.rules.write_text(RULES)
        (folder / "config.toml").write_text("")
        self.hub = Hub(load_config(folder / "config.toml", {}), store, {}, self.clock)
        pull(store, goal("O-1"), goal("O-2"), goal("O-3", closed=True, superseded_by="O-1"), stream=OKRS)
        pull(store, goal("I-1", source="jira", item="PAY-8"), stream=OKRS)
        pull(
            store,
            item(1, kind="epic", labels=("cards",)),
            item(2, parent="PAY-1"),
            item(3, parent="PAY-2"),
            item(4, source="github", key="acme/pay#4", kind="pull_request", refs=("PAY-2",)),
            *(item(5, labels=("both",)), item(6, labels=("chore",)), item(7), item(8, kind="epic")),
        )
        link(self.hub)

    def clock(self) -> datetime:
        return self.now

    def say(self, name: str, wish: Wish, reason: str = "", **more: Any) -> Chosen:
        return choose(self.hub, name, wish, actor="ana", reason=reason, **more)

    @property
    def links(self) -> dict[str, str]:
        """Goals of all items that have a link, with how they got it."""
        query = (
            "SELECT i.key, l.goal, l.via FROM links l JOIN items i ON i.id = l.item_id WHERE valid_to IS NULL "
            "ORDER BY i.key, l.position"
        )
        found: dict[str, list[str]] = {}
        with self.hub.store.read() as tx:
            for key, goal_, via in tx.execute(text(query)):
                found.setdefault(key, []).append(f"{goal_} {via}")
        return {key: ", ".join(each) for key, each in found.items()}

    @property
    def audit(self) -> list[Any]:
        with self.hub.store.read() as tx:
            return list(tx.execute(text("SELECT at, actor, action, target, before, after FROM audit ORDER BY id")))

    @property
    def disputes(self) -> list[tuple[str, str, str | None]]:
        with self.hub.store.read() as tx:
            return [(each.item, each.goal, each.rule) for each in choices.disputes(tx)]


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    return Desk(store, tmp_path)


BEFORE = {
    "PAY-1": "O-1 rule",
    "PAY-2": "O-1 inherited",
    "PAY-3": "O-1 inherited",
    "acme/pay#4": "O-1 inherited",
    "PAY-5": "O-1 rule, O-2 rule",
    "PAY-6": "None rule",
}


def test_a_link_by_hand_counts_at_once_for_all_that_inherit(desk: Desk) -> None:
    assert desk.links == BEFORE
    told = desk.say("PAY-2", Serves(TWO), "belongs to billing")
    assert [(each.goal, each.via, each.rule) for each in told.before] == [("O-1", "inherited", "cards")]
    assert [(each.goal, each.via, each.actor, each.matched) for each in told.after] == [
        ("O-2", "manual", "ana", ("belongs to billing",))
    ]
    assert (told.source, told.item, told.others) == ("jira", "PAY-2", 2)
    assert desk.links == BEFORE | {"PAY-2": "O-2 manual", "PAY-3": "O-2 inherited", "acme/pay#4": "O-2 inherited"}
    with desk.hub.store.read() as tx:
        assert waiting(tx) == 0
    link(desk.hub, everything=True)
    assert desk.links["PAY-3"] == "O-2 inherited"


def test_what_is_said_is_in_the_audit_with_what_was_before(desk: Desk) -> None:
    desk.say("jira:PAY-1", Serves((("O-1", 0.6), ("O-2", 0.4)), TODAY), "half and half")
    ((at, actor, action, target, before, after),) = desk.audit
    assert (at, actor, action, target) == (int(NOW.timestamp() * 1000), "ana", "link", "jira:PAY-1")
    assert [each["goal"] for each in json.loads(before)["links"]] == ["O-1"]
    told = json.loads(after)
    assert [(each["goal"], each["share"]) for each in told["links"]] == [("O-1", 0.6), ("O-2", 0.4)]
    assert (told["reason"], told["said"]["until"]) == ("half and half", TODAY.isoformat())


@pytest.mark.parametrize("wish", [Serves(TWO), NeedsNone(), TakenBack(), TakenBack("O-1")])
def test_a_trial_tells_the_same_and_changes_nothing(desk: Desk, wish: Wish) -> None:
    with desk.hub.store.read() as tx:
        before = list(canonical(tx))
    tried = desk.say("PAY-1", wish, "why", dry_run=True)
    with desk.hub.store.read() as tx:
        assert list(canonical(tx)) == before
    assert desk.audit == []
    assert desk.say("PAY-1", wish, "why") == tried
    assert tried.others == 3


def test_taking_back_lets_the_rules_decide_again(desk: Desk) -> None:
    desk.say("PAY-1", Serves(TWO))
    told = desk.say("PAY-1", TakenBack())
    assert ([each.via for each in told.after], told.disputed, told.others) == (["rule"], (), 3)
    assert desk.links == BEFORE
    assert desk.disputes == []


def test_where_nobody_said_anything_the_goal_is_disputed_with_its_rule(desk: Desk) -> None:
    told = desk.say("PAY-1", TakenBack(), "other cards")
    assert (told.after, told.disputed, told.others) == ((), ("O-1",), 3)
    assert desk.disputes == [("PAY-1", "O-1", "cards")]
    assert desk.links == {key: BEFORE[key] for key in ("PAY-5", "PAY-6")}


def test_an_inherited_goal_is_disputed_without_blaming_the_rule_of_the_parent(desk: Desk) -> None:
    desk.say("PAY-2", TakenBack())
    assert desk.disputes == [("PAY-2", "O-1", None)]
    assert desk.links == {key: BEFORE[key] for key in ("PAY-1", "PAY-5", "PAY-6")}


def test_all_goals_that_share_an_item_are_disputed(desk: Desk) -> None:
    assert desk.say("PAY-5", TakenBack()).disputed == ("O-1", "O-2")
    assert desk.disputes == [("PAY-5", "O-1", "both"), ("PAY-5", "O-2", "both")]


def test_a_dispute_outlives_an_edit_of_the_rules_and_a_full_mapping(desk: Desk) -> None:
    desk.say("PAY-1", TakenBack())
    desk.rules.write_text(RULES.replace('labels = "cards"', 'labels = ["cards", "card"]'))
    link(desk.hub)
    assert "PAY-1" not in desk.links
    desk.now += DAY
    link(desk.hub, everything=True)
    assert "PAY-1" not in desk.links
    desk.rules.write_text(RULES + '[[rule]]\nid = "next"\ngoal = "O-2"\nwhen = { labels = "cards" }\n')
    link(desk.hub)
    assert desk.links["PAY-1"] == "O-2 rule"


def test_a_goal_that_was_disputed_can_be_chosen_and_taken_back(desk: Desk) -> None:
    desk.say("PAY-1", TakenBack())
    desk.say("PAY-1", Serves(ONE))
    assert (desk.links["PAY-1"], desk.disputes) == ("O-1 manual", [])
    desk.say("PAY-1", TakenBack())
    assert desk.links == BEFORE


def test_a_named_goal_is_disputed_whoever_chose_it(desk: Desk) -> None:
    desk.say("PAY-1", Serves(TWO))
    told = desk.say("PAY-1", TakenBack("O-2"))
    assert [(each.goal, each.via) for each in told.after] == [("O-1", "rule")]
    assert desk.disputes == [("PAY-1", "O-2", None)]


def test_the_other_goals_take_the_share_of_one_that_is_disputed(desk: Desk) -> None:
    desk.say("PAY-1", Serves((("O-1", 0.25), ("O-2", 0.25), ("I-1", 0.5)), TODAY))
    told = desk.say("PAY-1", TakenBack("I-1"))
    assert [(each.goal, each.share, each.via) for each in told.after] == [
        ("O-1", 0.5, "manual"),
        ("O-2", 0.5, "manual"),
    ]


def test_a_goal_can_be_disputed_before_anything_links_it(desk: Desk) -> None:
    told = desk.say("PAY-7", TakenBack("O-1"))
    assert (told.before, told.after, told.disputed) == ((), (), ("O-1",))
    pull(desk.hub.store, item(7, labels=("cards",)))
    link(desk.hub)
    assert "PAY-7" not in desk.links


def test_an_exemption_and_a_link_count_to_the_end_of_their_last_day(desk: Desk) -> None:
    desk.say("PAY-1", NeedsNone(TODAY + timedelta(days=7)), "a freeze")
    desk.say("PAY-7", Serves(TWO, TODAY + timedelta(days=7)))
    desk.now += 7 * DAY
    link(desk.hub)
    assert (desk.links["PAY-1"], desk.links["PAY-3"], desk.links["PAY-7"]) == (
        *("None manual", "None inherited"),
        "O-2 manual",
    )
    desk.now += DAY
    link(desk.hub)
    assert desk.links == BEFORE


def test_what_has_ended_is_not_taken_back_but_what_stands(desk: Desk) -> None:
    desk.say("PAY-1", Serves(TWO, TODAY))
    desk.now += DAY
    link(desk.hub)
    assert desk.say("PAY-1", TakenBack()).disputed == ("O-1",)


def test_rules_that_nobody_has_mapped_with_do_not_count_yet(desk: Desk) -> None:
    desk.rules.write_text("")
    desk.say("PAY-1", Serves(TWO))
    desk.say("PAY-1", TakenBack())
    assert desk.links == BEFORE


def test_before_the_first_mapping_the_rules_of_the_file_count(desk: Desk) -> None:
    with desk.hub.store.write() as tx:
        for table in ("links", "rules", "meta"):
            tx.execute(text(f"DELETE FROM {table}"))
    assert desk.say("PAY-2", Serves(TWO)).others == 2
    link(desk.hub)
    assert desk.links["PAY-1"] == "O-1 rule"
    assert desk.links["PAY-2"] == "O-2 manual"


@pytest.mark.parametrize(
    ("name", "wish", "reason", "words"),
    [
        ("PAY-77", Serves(ONE), "", ["no item PAY-77", 'did you mean "PAY-7"']),
        ("PYA-5", Serves(ONE), "", ['did you mean "PAY-5"']),
        ("pay-5", Serves(ONE), "", ['did you mean "PAY-5"']),
        ("jira:PYA-5", Serves(ONE), "", ['did you mean "PAY-5"']),
        ("acme/pay#5", Serves(ONE), "", ['did you mean "acme/pay#4"']),
        ("%_\\", Serves(ONE), "", ["no item", "sync first"]),
        ("x" * 5000, Serves(ONE), "", ["no item"]),
        ("PAY-5", Serves((("o-1", 1.0),)), "", ["no goal o-1", 'did you mean "O-1"']),
        ("PAY-5", Serves((("nothing like it", 1.0),)), "", ["fairlead goals"]),
        ("PAY-5", Serves((("O-3", 1.0),)), "", ["O-3 is closed", "O-1 has taken its place"]),
        ("PAY-8", Serves((("I-1", 1.0),)), "", ["PAY-8 is goal I-1 itself"]),
        ("PAY-5", Serves(()), "", ["name a goal"]),
        ("PAY-5", Serves((("O-1", 0.5), ("O-1", 0.5))), "", ["each goal once"]),
        ("PAY-5", Serves((("O-1", 0.6), ("O-2", 0.41))), "", ["add up to 1.01"]),
        ("PAY-5", Serves((("O-1", 1.5), ("O-2", -0.5))), "", ["more than 0"]),
        ("PAY-5", Serves((("O-1", float("nan")),)), "", ["add up to nan"]),
        ("PAY-5", Serves(ONE, TODAY - timedelta(days=1)), "", ["2026-03-01 is past"]),
        ("PAY-5", NeedsNone(date(1999, 1, 1)), "why", ["1999-01-01 is past"]),
        ("PAY-5", NeedsNone(), "  ", ["say why"]),
        ("PAY-5", TakenBack("o-1"), "", ['did you mean "O-1"']),
        ("PAY-7", TakenBack(), "", ["PAY-7 serves no goal"]),
        ("PAY-6", TakenBack(), "", ['needs no goal by rule "chores"', "fairlead link"]),
    ],
)
def test_what_cannot_be_said_is_told_with_the_mend(
    desk: Desk, name: str, wish: Wish, reason: str, words: list[str]
) -> None:
    with pytest.raises(NotChosen) as told:
        desk.say(name, wish, reason)
    assert [word for word in words if word not in str(told.value)] == []
    assert (desk.links, desk.audit) == (BEFORE, [])


def test_shares_may_miss_one_by_a_thousandth_and_are_kept_as_parts_of_one(desk: Desk) -> None:
    thirds = (("O-1", 0.333), ("O-2", 0.333), ("I-1", 0.333))
    told = desk.say("PAY-7", Serves(thirds))
    assert [(each.goal, each.share) for each in told.after] == [(goal, 1 / 3) for goal in ("I-1", "O-1", "O-2")]
