"""The items of one goal, a page at a time, now and as of a past moment; worked out by hand, on both databases."""

from datetime import datetime

import pytest
from sqlalchemy import text

from core.audience import PRIVATE_ITEM
from core.records import Change, Item
from core.times import millis
from store import Store
from store.goal_work import FIRST, Cursor, Work, feeds, work
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull
from tests.store.test_facts import link


def moved(number: int, before: str, after: str, days: int) -> Item:
    change = Change(NOW - days * DAY, "category", before, after)
    return item(number, category=after, changes=(change,))


@pytest.fixture
def full(store: Store) -> Store:
    """Items 1 to 6 of O-1 and 7 of O-2: done, to do, and the rest in work; 5 is private, 6 is talk."""
    pull(store, goal("O-1"), goal("O-2"), stream=OKRS, now=NOW - 30 * DAY)
    pull(
        store,
        moved(1, "doing", "done", 3),
        item(2, category="todo"),
        moved(3, "todo", "doing", 2),
        item(4, title="<b>bold</b>"),
        item(5, narrow=True),
        item(6, kind="thread"),
        item(7),
        now=NOW - 25 * DAY,
    )
    link(store, {**dict.fromkeys(range(1, 7), "O-1"), 7: "O-2"})
    return store


def told(
    store: Store, at: datetime | None = None, after: Cursor = FIRST, limit: int = 25
) -> tuple[list[Work], Cursor | None]:
    with store.read() as tx:
        items, more = work(tx, "O-1", at, after, limit)
    return list(items), more


def test_what_is_in_work_comes_first_and_no_private_title(full: Store) -> None:
    items, more = told(full)
    assert [each.key for each in items] == ["PAY-3", "PAY-4", "PAY-5", "PAY-2", "PAY-1"]
    assert [each.category for each in items] == ["doing", "doing", "doing", "todo", "done"]
    assert [items[1].title, items[2].title] == ["<b>bold</b>", PRIVATE_ITEM]
    assert (items[0].since, items[0].rule, items[0].name, more) == (NOW - 2 * DAY, "r", "jira:PAY-3", None)


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_follow_each_other_without_a_gap(full: Store, limit: int) -> None:
    keys, after = list[str](), FIRST
    for _ in range(9):
        items, more = told(full, after=after, limit=limit)
        keys += [each.key for each in items]
        if more is None:
            break
        after = Cursor.of(str(more))
    assert keys == [each.key for each in told(full)[0]]


def test_a_past_day_has_the_links_and_categories_of_then(full: Store) -> None:
    with full.write() as tx:
        tx.execute(text("UPDATE links SET valid_from = :at"), {"at": millis(NOW - 9 * DAY)})
        ended = {"at": millis(NOW - 4 * DAY)}
        tx.execute(
            text("UPDATE links SET valid_to = :at WHERE item_id = (SELECT id FROM items WHERE key = 'PAY-4')"), ended
        )
    then = {each.key: each.category for each in told(full, NOW - 5 * DAY)[0]}
    assert then == {"PAY-1": "doing", "PAY-2": "todo", "PAY-3": "todo", "PAY-4": "doing", "PAY-5": "doing"}
    assert "PAY-4" not in {each.key for each in told(full, NOW - 3 * DAY)[0]}
    assert told(full, NOW - 10 * DAY) == ([], None)


def test_what_feeds_a_goal_is_counted(full: Store) -> None:
    with full.read() as tx:
        assert [(each.via, each.rule, each.items) for each in feeds(tx, "O-1", None)] == [("rule", "r", 5)]
        assert feeds(tx, "O-9", None) == []
        assert feeds(tx, "O-1", NOW - 90 * DAY) == []
