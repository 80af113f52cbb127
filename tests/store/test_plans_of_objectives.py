"""What became of the work that an objective began with, worked out by hand."""

from datetime import date, datetime, timedelta

import pytest

from core.facts import PlanFact
from core.links import Link
from core.records import Change, Target, Tombstone
from store import Store, linking
from store.links import save_links
from tests.store.samples import DAY, NOW, OKRS, activity, goal, item, pull
from tests.store.test_facts import look

LATER = NOW + 44 * DAY
BEGIN = NOW.date()


def link(store: Store, goals: dict[int, str | None], now: datetime = NOW) -> None:
    """Gives these items their goals, and every other none."""
    links = [Link(source="jira", item=f"PAY-{number}", goal=key, via="rule", rule="r") for number, key in goals.items()]
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, now)


def strategy(store: Store, begin: date | None = BEGIN) -> None:
    pull(
        store,
        goal("O-1", effective_from=begin),
        goal("KR-1", level="key_result", parent="O-1"),
        goal("O-2"),
        stream=OKRS,
    )


def test_what_became_of_them(store: Store) -> None:
    strategy(store)
    pull(store, *(item(number) for number in range(1, 10)), item(10, category="done"), item(11, kind="pull_request"))
    first: dict[int, str | None] = {number: "KR-1" if number % 2 else "O-1" for number in (*range(1, 9), 10, 11)}
    link(store, {**first, 9: "O-2"})
    done = {"category": "done", "status": "Done", "updated_at": LATER - 20 * DAY, "done_at": LATER - 20 * DAY}
    pull(store, item(1, **done), item(20), activity(1, "PAY-2", at=LATER - 14 * DAY), now=LATER)
    pull(store, activity(2, "PAY-3", at=LATER - 15 * DAY), activity(3, "PAY-3", at=LATER, bot=True), now=LATER)
    pull(store, Tombstone("jira", item(4).id, "deleted"), now=LATER)
    link(store, {1: "KR-1", 2: "KR-1", 3: "O-1", 5: "O-2", 6: None, 8: "O-1", 9: "O-1", 20: "O-1"}, LATER)
    assert look(store, LATER).plans == (
        PlanFact(goal="O-1", begin=BEGIN, delivered=1, active=1, idle=2, relinked=1, unlinked=2, gone=1),
    )


def test_what_was_begun_again_is_active_though_nobody_said_a_word(store: Store) -> None:
    strategy(store)
    pull(store, item(1, category="todo", status="To Do"))
    link(store, {1: "O-1"})
    begun = LATER - 3 * DAY
    pull(store, item(1, updated_at=begun, changes=(Change(begun, "category", "todo", "doing"),)), now=LATER)
    link(store, {1: "O-1"}, LATER)
    assert look(store, LATER).plans == (PlanFact(goal="O-1", begin=BEGIN, active=1),)


@pytest.mark.parametrize(
    ("begin", "committed"), [(BEGIN, 1), (BEGIN - DAY, 0), (BEGIN + DAY, 1), (BEGIN - timedelta(days=90), 0)]
)
def test_only_what_was_linked_on_the_first_day_is_committed(store: Store, begin: date, committed: int) -> None:
    strategy(store, begin)
    pull(store, item(1))
    link(store, {1: "O-1"})
    assert sum(plan.committed for plan in look(store, LATER).plans) == committed


def test_what_came_later_was_not_committed(store: Store) -> None:
    strategy(store)
    link(store, {})
    pull(store, item(1), now=NOW + DAY)
    link(store, {1: "O-1"}, NOW + DAY)
    assert look(store, LATER).plans == ()


@pytest.mark.parametrize("days", [130, 131])
def test_long_ago_is_not_looked_at(store: Store, days: int) -> None:
    strategy(store)
    pull(store, item(1))
    link(store, {1: "O-1"})
    assert len(look(store, NOW + days * DAY).plans) == (1 if days == 130 else 0)


def test_an_objective_without_dates_begins_with_its_key_results_or_their_targets(store: Store) -> None:
    strategy(store, None)
    pull(store, item(1))
    link(store, {1: "O-1"})
    assert look(store, LATER).plans == ()
    target = Target(source="sheets", id="t", goal="KR-1", begin=BEGIN, end=BEGIN + 90 * DAY, value=9, place="T!2")
    pull(store, target, stream=OKRS)
    assert [plan.begin for plan in look(store, LATER).plans] == [BEGIN]
    day_after = BEGIN + DAY
    pull(store, goal("KR-1", level="key_result", parent="O-1", effective_from=day_after), stream=OKRS)
    assert [plan.begin for plan in look(store, LATER).plans] == [day_after]
