"""What holds items back and since when, worked out by hand."""

from datetime import datetime
from typing import Any

import pytest

from core.facts import BlockedFact, Hold, Signs
from core.records import Change, Item, Tombstone
from store import Store
from store.blocked import blocked
from tests.store.samples import DAY, NOW, OKRS, activity, facet, goal, item, pull
from tests.store.test_facts import link

SIGNS = Signs(statuses=("blocked", "On hold"), reactions=("no_entry",))
BORN = item(1).created_at


def seen(store: Store, signs: Signs = SIGNS) -> dict[str, BlockedFact]:
    with store.read() as tx:
        return {each.item.key: each for each in blocked(tx, signs)}


def holds(store: Store, key: str = "jira:PAY-1") -> tuple[Hold, ...]:
    return seen(store)[key].holds


def thread(number: int, *reactions: str, **changes: Any) -> Item:
    values: dict[str, Any] = {"kind": "thread", "category": "todo", "labels": reactions, "refs": ("PAY-1",)}
    return item(number, source="slack", id=f"C1:{number}", key=f"pay/{number}", **{**values, **changes})


def test_a_flag_counts_from_when_it_was_last_given(store: Store) -> None:
    pull(store, item(1, flagged=True), item(2, flagged=True), item(3))
    pull(store, *(activity(n, kind="flagged", at=NOW - n * DAY, bot=n == 4) for n in (4, 9)), activity(1))
    assert holds(store) == (Hold(NOW - 4 * DAY, "flag", "", "jira"),)
    assert holds(store, "jira:PAY-2") == (Hold(BORN, "flag", "", "jira"),)
    assert "jira:PAY-3" not in seen(store)


def moved(*steps: tuple[int, str]) -> tuple[Change, ...]:
    return tuple(Change(NOW - days * DAY, "status", None, status) for days, status in steps)


def test_a_status_counts_from_when_it_began_whatever_it_was_before(store: Store) -> None:
    twice = moved((15, "Blocked"), (12, "In Progress"), (6, "On Hold"), (5, "BLOCKED"))
    pull(
        store,
        item(1, status="BLOCKED", changes=twice),
        item(2, status="Review", changes=moved((9, "Blocked"), (5, "Review"))),
    )
    assert holds(store) == (Hold(NOW - 6 * DAY, "status", "BLOCKED", "jira"),)
    assert list(seen(store)) == ["jira:PAY-1"]
    assert seen(store, Signs()) == {}


def test_a_status_that_only_a_board_gives_counts_from_when_its_category_began(store: Store) -> None:
    pull(store, item(1, category="todo", status="open"), facet(1, status="Blocked", category="doing"))
    assert holds(store) == (Hold(NOW - 9 * DAY, "status", "Blocked", "jira"),)


def begun(number: int, days: int, **more: Any) -> Item:
    changes = (Change(BORN, "category", None, "todo"), Change(NOW - days * DAY, "category", "todo", "doing"))
    return item(number, changes=changes, **more)


def waits(store: Store) -> datetime:
    (hold,) = holds(store)
    assert (hold.by, hold.what, hold.title) == ("dependency", "PAY-2", "Item 2")
    return hold.since


def test_a_dependency_counts_from_when_all_of_it_was_so(store: Store) -> None:
    pull(store, begun(1, 9, blocked_by=("PAY-2", "PAY-77")), item(2, category="todo"))
    assert waits(store) == NOW - 9 * DAY
    pull(store, activity(1, kind="blocked_by_added", at=NOW - 7 * DAY))
    assert waits(store) == NOW - 7 * DAY
    reopened = (Change(NOW - 8 * DAY, "category", "doing", "done"), Change(NOW - 5 * DAY, "category", "done", "doing"))
    pull(store, item(2, changes=reopened))
    assert waits(store) == NOW - 5 * DAY


@pytest.mark.parametrize(
    "records",
    [
        (begun(1, 9, blocked_by=("PAY-2",)), item(2, category="done", status="Done", done_at=NOW - DAY)),
        (begun(1, 9, blocked_by=("PAY-2",)), item(2), Tombstone("jira", item(2).id, "deleted")),
        (begun(1, 9, blocked_by=("PAY-2",)), item(2, source="github", id="g")),
        (item(1, category="todo", blocked_by=("PAY-2",)), item(2)),
        (item(1, category="done", status="Blocked", flagged=True),),
        (item(1, flagged=True), Tombstone("jira", item(1).id, "deleted")),
        (item(1, text='"flagged":true,"blocked_by":["PAY-2"]', fields={"blocked_by": ("PAY-2",)}), item(2)),
        (item(1), thread(2, "tada"), thread(3, "no_entry", refs=("PAY-9",))),
        (item(1), thread(2, title='"no_entry"')),
    ],
)
def test_what_is_over_gone_not_begun_or_only_looks_like_it_holds_nothing_back(store: Store, records: Any) -> None:
    pull(store, *records)
    assert seen(store) == {}


def test_a_reaction_to_a_thread_counts_for_all_that_it_names(store: Store) -> None:
    pull(store, item(1), item(2, category="todo"), thread(3, "eyes", "no_entry", refs=("PAY-1", item(2).url)))
    hold = Hold(item(3).updated_at, "thread", "pay/3", "slack", "Item 3")
    assert {key: each.holds for key, each in seen(store).items()} == {"jira:PAY-1": (hold,), "jira:PAY-2": (hold,)}


def test_an_item_is_told_once_with_all_that_holds_it_and_all_that_it_serves(store: Store) -> None:
    epic = goal("PAY-5", source="jira", level="initiative", item="PAY-5")
    pull(store, epic, goal("O-1"), goal("O-2"), stream=OKRS)
    pull(
        store,
        item(5, kind="epic"),
        item(4, parent="PAY-5"),
        begun(1, 9, parent="PAY-4", flagged=True, blocked_by=("PAY-4",)),
    )
    link(store, {1: "O-2", 4: "O-1"})
    (found,) = seen(store).values()
    assert [hold.by for hold in found.holds] == ["dependency", "flag"]
    assert (found.item.goal, found.goals) == ("O-2", ("O-1", "O-2", "PAY-5"))
