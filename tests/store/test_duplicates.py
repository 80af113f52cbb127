"""Pairs of open items that seem to be about the same, worked out by hand."""

from datetime import timedelta
from typing import Any

import pytest

from core.facts import PairFact
from core.people import People, Team
from core.records import Item, Tombstone
from store import Store
from store.accounts import save_people
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull
from tests.store.test_facts import link, look

TEAMS = People(people={}, teams={"pay": Team(containers=("jira:PAY",)), "web": Team(containers=("jira:WEB",))})
TITLE, TICKET = "Mend the old ledger", "https://desk.example.com/4711"


@pytest.fixture(autouse=True)
def teams(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, TEAMS)


def other(number: int, **more: Any) -> Item:
    """Of the other team, created a day later."""
    return item(number, **{"container": "WEB", "created_at": NOW - 19 * DAY, **more})


def seen(store: Store) -> list[tuple[str, str]]:
    return [(pair.first.key, pair.second.key) for pair in look(store).like_items]


def test_a_pair_with_all_that_is_told_of_it(store: Store) -> None:
    pull(store, item(1, title=TITLE, refs=(TICKET,)), other(2, title="mend old ledger now", refs=(TICKET,)))
    link(store, {1: "O-1"})
    (pair,) = look(store).like_items
    assert (pair.likeness, pair.words, pair.quoted) == (0.75, 3, (TICKET,))
    first, second = pair.first, pair.second
    assert (first.key, first.team, first.goal, first.created) == ("jira:PAY-1", "pay", "O-1", NOW - 20 * DAY)
    assert (second.key, second.team, second.goal, second.title) == ("jira:PAY-2", "web", None, "mend old ledger now")


@pytest.mark.parametrize(
    "change",
    [
        {"container": "PAY"},
        {"category": "done"},
        {"kind": "pull_request"},
        {"kind": "thread"},
        {"category": "todo", "created_at": NOW - 91 * DAY},
        {"refs": ("PAY-1",)},
        {"refs": ("https://jira.example.com/browse/PAY-1",)},
        {"parent": "PAY-1"},
        {"parent": "PAY-9"},
        {"title": "Mend the new ledger"},
    ],
)
def test_no_pair(store: Store, change: dict[str, Any]) -> None:
    one = item(1, title=TITLE, parent="PAY-9")
    pull(store, one, other(2, **{"title": TITLE, **change}))
    assert seen(store) == []


@pytest.mark.parametrize(
    "change", [{}, {"source": "github"}, {"category": "todo", "created_at": NOW - 89 * DAY}, {"kind": "epic"}]
)
def test_a_pair(store: Store, change: dict[str, Any]) -> None:
    pull(store, item(1, title=TITLE), other(2, **{"title": TITLE, **change}))
    assert len(seen(store)) == 1


def test_another_tool_is_another_place(store: Store) -> None:
    pull(store, item(1, title=TITLE, container="OPS"), item(2, title=TITLE, container="OPS", source="github"))
    assert seen(store) == [("github:PAY-2", "jira:PAY-1")]


def test_what_is_gone_is_no_twin(store: Store) -> None:
    pull(store, item(1, title=TITLE), other(2, title=TITLE))
    pull(store, Tombstone("jira", item(2).id, "deleted"))
    assert seen(store) == []


@pytest.mark.parametrize(
    ("one", "another", "quoted"),
    [
        ((TICKET,), (TICKET,), (TICKET,)),
        ((f"{TICKET}?tab=1",), (f"{TICKET}?tab=2",), None),
        ((f"{TICKET}?tab=1",), (f"{TICKET}?tab=1",), (f"{TICKET}?tab=1",)),
        (("PAY-7",), ("PAY-7",), ("pay-7",)),
        (("PAY-8",), ("PAY-8",), None),  # an epic
        (("UTF-8",), ("UTF-8",), None),  # nothing that is known
        (("O-1",), ("O-1",), None),  # a goal
    ],
)
def test_what_both_quote(store: Store, one: Any, another: Any, quoted: Any) -> None:
    pull(store, goal("O-1"), stream=OKRS)
    pull(store, item(1, refs=one), other(2, refs=another), item(7, title="Far from it"), item(8, kind="epic"))
    assert [pair.quoted for pair in look(store).like_items] == ([quoted] if quoted else [])


@pytest.mark.parametrize(("items", "expected"), [(3, 2), (4, 0)])
def test_what_many_quote_is_common_knowledge(store: Store, items: int, expected: int) -> None:
    pull(store, item(1, refs=(TICKET,)), *(other(number, refs=(TICKET,)) for number in range(2, items + 1)))
    assert len(seen(store)) == expected


def test_the_order_is_that_of_creation(store: Store) -> None:
    later = NOW - 20 * DAY + timedelta(seconds=1)
    pull(store, item(1, title=TITLE, created_at=later), other(2, title=TITLE, created_at=NOW - 20 * DAY))
    pairs: tuple[PairFact, ...] = look(store).like_items
    assert [(pair.first.key, pair.second.key) for pair in pairs] == [("jira:PAY-2", "jira:PAY-1")]
