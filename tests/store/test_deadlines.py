"""First due dates, slips and done days, as of any moment; held against a plain recomputation on random histories."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from core.facts import DeadlineFact
from core.records import Change, Item, Tracked
from store import Store
from store.deadlines import deadlines
from tests.store.samples import DAY, NOW, item, pull

BORN = NOW - 20 * DAY  # as `samples.item` has it
Changes = list[tuple[datetime, Tracked, str | None]]
STATUS = {"todo": "To Do", "doing": "In Progress", "done": "Done"}


def history(number: int, changes: Changes, **more: Any) -> Item:
    """An item that began in `todo` without a due date, and what its tool tells of it since."""
    now: dict[str, str | None] = {"due": None, "category": "todo"}
    told = []
    for at, field, after in changes:
        told.append(Change(at, field, now[field], after))
        now[field] = after
    due = date.fromisoformat(now["due"]) if now["due"] else None
    category = now["category"] or "todo"
    last = changes[-1][0] if changes else BORN
    values: dict[str, Any] = {"status": STATUS[category], "category": category, "due": due, "updated_at": last}
    return item(number, changes=tuple(told), **values, **more)


def seen(store: Store, now: datetime = NOW) -> dict[str, DeadlineFact]:
    with store.read() as tx:
        return {each.key: each for each in deadlines(tx, now, 28)}


def day(offset: int) -> str:
    return (NOW + offset * DAY).date().isoformat()


def test_the_first_date_counts_and_later_ones_are_slips(store: Store) -> None:
    moves: Changes = [
        (NOW - 15 * DAY, "due", day(-5)),
        (NOW - 9 * DAY, "due", day(-3)),
        (NOW - 8 * DAY, "due", day(-4)),
        (NOW - 7 * DAY, "due", None),
        (NOW - 6 * DAY, "due", day(-1)),
        (NOW - 2 * DAY, "category", "done"),
    ]
    pull(store, history(1, moves))
    told = seen(store)["jira:PAY-1"]
    assert (told.due.isoformat(), told.slips, told.done_on) == (day(-5), 2, (NOW - 2 * DAY).date())
    before = seen(store, NOW - 5 * DAY)["jira:PAY-1"]
    assert (before.due.isoformat(), before.slips, before.done_on) == (day(-5), 2, None)
    assert seen(store, NOW - 12 * DAY) == {}  # not due yet, and never moved


def test_what_was_reopened_is_done_when_it_was_done_for_good(store: Store) -> None:
    back: Changes = [(NOW - n * DAY, "category", to) for n, to in ((9, "done"), (6, "doing"), (3, "done"))]
    pull(store, history(1, [(NOW - 15 * DAY, "due", day(-5)), *back]))
    assert seen(store)["jira:PAY-1"].done_on == (NOW - 3 * DAY).date()
    assert seen(store, NOW - 4 * DAY)["jira:PAY-1"].done_on is None


def test_threads_and_pull_requests_promise_nothing(store: Store) -> None:
    due: Changes = [(NOW - 15 * DAY, "due", day(-5))]
    pull(store, history(1, due, kind="pull_request"), history(2, due, kind="thread"), history(3, due))
    assert list(seen(store)) == ["jira:PAY-3"]


@pytest.mark.parametrize("seed", range(12))
def test_random_histories_agree_with_a_plain_recomputation(store: Store, seed: int) -> None:
    chance = Random(seed)
    histories = {number: _changes(chance) for number in range(1, 25)}
    pull(store, *(history(number, changes) for number, changes in histories.items()))
    for back in (0, 3, 7.5):
        now = NOW - back * DAY
        wanted = {f"jira:PAY-{n}": told for n, changes in histories.items() if (told := _plainly(changes, now))}
        got = {key: (fact.due, fact.slips, fact.done_on) for key, fact in seen(store, now).items()}
        assert got == wanted


def _changes(chance: Random) -> Changes:
    moments = sorted(chance.sample(range(1, 19 * 24), chance.randint(0, 9)))
    return [_change(chance, BORN + timedelta(hours=hour)) for hour in moments]


def _change(chance: Random, at: datetime) -> tuple[datetime, Tracked, str | None]:
    if chance.random() < 0.5:
        return at, "due", _due(chance)
    return at, "category", chance.choice([*STATUS])


def _due(chance: Random) -> str | None:
    return chance.choice([None, day(chance.randint(-18, 9))])


def _plainly(changes: Changes, now: datetime) -> tuple[date, int, date | None] | None:
    dues: list[date] = []
    category, done = "todo", None
    for at, field, after in changes:
        if at > now:
            break
        if field == "due" and after:
            dues.append(date.fromisoformat(after))
        if field == "category" and after:
            done = (done if category == "done" else at) if after == "done" else None
            category = after
    slips = sum(before < later for before, later in pairwise(dues))
    today = now.astimezone(UTC).date()
    if not dues or not (today - timedelta(days=28) <= dues[0] < today or (category != "done" and slips)):
        return None
    return dues[0], slips, done and done.date()
