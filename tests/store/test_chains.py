"""Items in progress by goal and merged pull requests, worked out by hand."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.facts import ActiveItems, MergedPulls
from core.people import People, Team
from core.records import Item, Tombstone
from store import Store
from store.accounts import save_people
from tests.store.samples import DAY, NOW, activity, facet, item, pull
from tests.store.test_facts import link, look

TEAMS = People(people={}, teams={"pay": Team(containers=("jira:PAY",)), "web": Team(containers=("jira:WEB",))})


@pytest.fixture(autouse=True)
def teams(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, TEAMS)


def merged(number: int, at: datetime = NOW - DAY, **more: Any) -> Item:
    values = {"kind": "pull_request", "status": "merged", "category": "done", "done_at": at, "updated_at": at}
    return item(number, **{**values, **more})


def test_items_in_progress_by_team_and_main_goal(store: Store) -> None:
    pull(
        store,
        *(item(1), item(2), item(3, kind="pull_request"), item(4, container="WEB"), item(5)),
        *(
            item(6, category="todo"),
            item(7, category="done"),
            item(8, kind="thread"),
            item(9, container="OPS"),
            item(10),
        ),
        Tombstone("jira", item(10).id, "deleted"),
    )
    link(store, {1: "O-1", 2: "O-1", 4: "O-2", 5: None})
    assert look(store).active == (
        ActiveItems("pay", None, 1),
        ActiveItems("pay", "O-1", 2),
        ActiveItems("web", "O-2", 1),
    )


def test_a_pull_request_belongs_to_what_it_closes_or_names(store: Store) -> None:
    pull(
        store,
        *(item(1), item(2, kind="thread"), item(3, kind="epic")),
        merged(11, parent="PAY-1"),
        merged(12, refs=("PAY-3",)),
        merged(13, refs=("https://jira.example.com/browse/PAY-1?x=1",)),
        merged(14, refs=("PAY-2", "PAY-11", "UTF-8", "O-1")),
        merged(15, parent="PAY-99", at=NOW - 2 * DAY),
        merged(16, container="WEB"),
    )
    assert look(store).merged == (
        MergedPulls("pay", 5, 2, ("jira:PAY-14", "jira:PAY-15")),
        MergedPulls("web", 1, 1, ("jira:PAY-16",)),
    )


def test_what_is_closed_unmerged_or_exempt_or_a_robot_s_is_left_out(store: Store) -> None:
    pull(
        store,
        *(merged(11, status="closed"), merged(12), merged(13), merged(14)),
        activity(1, "PAY-13", kind="opened", bot=True),
        activity(2, "PAY-14", bot=True),
        facet(14, status="Shipped"),
    )
    link(store, {12: None, 14: "O-1"})
    assert look(store).merged == (MergedPulls("pay", 1, 1, ("jira:PAY-14",)),)


@pytest.mark.parametrize(("age", "expected"), [(28 * DAY, 1), (28 * DAY + timedelta(seconds=1), 0), (-DAY, 0)])
def test_the_window(store: Store, age: timedelta, expected: int) -> None:
    pull(store, merged(11, NOW - age))
    assert len(look(store).merged) == expected


def test_examples_are_few(store: Store) -> None:
    pull(store, *(merged(number, NOW - number * timedelta(hours=1)) for number in range(1, 15)))
    (found,) = look(store).merged
    assert (found.merged, found.alone) == (14, 14)
    assert found.examples == tuple(f"jira:PAY-{number}" for number in range(1, 11))
