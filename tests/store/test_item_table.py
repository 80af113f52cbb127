"""Items as exports tell them, and what hangs below those without a goal; worked out by hand, on both databases."""

from core.records import Account, Tombstone
from store import Store
from store.hanging import hanging
from store.item_table import served
from tests.store.samples import ISSUES, NOW, OKRS, goal, item, pull
from tests.store.test_facts import link


def test_each_item_comes_with_the_goal_it_serves_most(store: Store) -> None:
    pull(store, goal("O-1"), stream=OKRS)
    pull(store, item(1), item(2), item(3), item(4), item(5, kind="thread"), stream=ISSUES)
    link(store, {1: "O-1", 2: None})
    pull(store, Tombstone("jira", item(4).id, "deleted"))
    with store.read() as tx:
        told = {each.key: each for each in served(tx)}
    assert {key: (each.goal, each.exempt) for key, each in told.items()} == {
        "PAY-1": ("O-1", False),
        "PAY-2": (None, True),
        "PAY-3": (None, False),
        "PAY-5": (None, False),
    }
    assert (told["PAY-1"].share, told["PAY-1"].category, told["PAY-1"].since) == (1.0, "doing", item(1).created_at)
    assert told["PAY-3"].via is None


def below(store: Store) -> dict[str, tuple[int, bool]]:
    with store.read() as tx:
        return {each.key: (each.below, each.top) for each in hanging(tx)}


def test_what_hangs_below_counts_at_every_depth_and_only_without_a_goal(store: Store) -> None:
    pull(store, goal("O-1"), stream=OKRS)
    pull(
        store,
        item(1, kind="epic"),
        item(2, parent="PAY-1"),
        item(3, parent="PAY-2"),
        item(4, parent="PAY-2"),
        item(5, parent="PAY-1"),
        item(6, parent="PAY-1", kind="thread"),
        item(7),
    )
    link(store, {5: "O-1"})
    assert below(store) == {"PAY-1": (3, True), "PAY-2": (2, False)}


def test_an_item_below_one_with_a_goal_stands_at_the_top_of_its_own(store: Store) -> None:
    pull(store, goal("O-1"), stream=OKRS)
    pull(store, item(1, kind="epic"), item(2, parent="PAY-1"), item(3, parent="PAY-2"))
    link(store, {1: "O-1"})
    assert below(store) == {"PAY-2": (1, True)}


def test_parents_in_a_circle_end(store: Store) -> None:
    pull(store, item(1, parent="PAY-2"), item(2, parent="PAY-1"), item(3, parent="PAY-3"))
    assert below(store) == {"PAY-1": (1, False), "PAY-2": (1, False)}


def test_what_is_gone_neither_hangs_nor_holds(store: Store) -> None:
    pull(store, item(1, kind="epic"), item(2, parent="PAY-1"), item(3, parent="PAY-2"))
    pull(store, Account(source="jira", id="ana", name="Ana"), Tombstone("jira", item(2).id, "deleted"), now=NOW)
    assert below(store) == {}
