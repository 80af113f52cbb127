"""Threads by the goals that they serve."""

from datetime import timedelta
from typing import Any

import pytest

from core.facts import Talk
from core.links import Link
from core.records import Item, Tombstone
from store import Store
from store.attention import talk
from store.linking import to_link
from store.links import save_links
from tests.store.samples import DAY, NOW, item, pull
from tests.store.test_facts import link

MIDNIGHT = NOW.replace(hour=0)


def thread(number: int, **more: Any) -> Item:
    return item(number, **{"kind": "thread", "category": "todo", "status": "open", "created_at": NOW - DAY, **more})


def seen(store: Store) -> tuple[Talk, ...]:
    with store.read() as tx:
        return talk(tx, NOW, 28)


def test_only_threads_that_serve_a_goal_count(store: Store) -> None:
    pull(store, *(thread(number) for number in range(1, 7)), item(7), Tombstone("jira", item(6).id, "deleted"))
    link(store, {1: "O-1", 2: "O-1", 3: "O-2", 4: None, 6: "O-1", 7: "O-1"})
    assert seen(store) == (Talk("O-1", 2), Talk("O-2", 1))


def test_a_thread_that_is_shared_counts_by_shares_and_references_count_for_nothing(store: Store) -> None:
    pull(store, thread(1))
    shares = [("O-1", 0.75), ("O-2", 0.25), ("O-3", 0.0)]
    links = [Link(source="jira", item="PAY-1", goal=key, via="rule", rule="r", share=share) for key, share in shares]
    with store.write() as tx:
        save_links(tx, links, [each.id for part in to_link(tx, everything=True) for each in part], NOW)
    assert seen(store) == (Talk("O-1", 0.75), Talk("O-2", 0.25))


@pytest.mark.parametrize(
    ("begun", "expected"),
    [(MIDNIGHT - 27 * DAY, 1), (MIDNIGHT - 27 * DAY - timedelta(seconds=1), 0), (NOW + DAY, 0)],
)
def test_the_window(store: Store, begun: Any, expected: int) -> None:
    pull(store, thread(1, created_at=begun, updated_at=NOW + 2 * DAY))
    link(store, {1: "O-1"})
    assert len(seen(store)) == expected
