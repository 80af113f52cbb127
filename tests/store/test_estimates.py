"""Medians of actual over estimate, by hand and against a plain recomputation of random items."""

from collections import defaultdict
from random import Random
from statistics import median
from typing import Any

import pytest

from core.facts import EstimateFact
from core.people import People, Team
from core.records import Activity, Item
from store import Store, kept
from store.accounts import save_people
from tests.store.samples import DAY, NOW, activity, item, pull
from tests.store.test_facts import link, look

TEAMS = People(people={}, teams={"pay": Team(containers=("jira:PAY",)), "web": Team(containers=("jira:WEB",))})


@pytest.fixture(autouse=True)
def teams(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, TEAMS)


def done(number: int, days: float = 1, **more: Any) -> Item:
    values = {"category": "done", "status": "Done", "type": "Task", "estimate": 1.0, "done_at": NOW - days * DAY}
    return item(number, **{**values, **more})


def logged(number: int, item_number: int, hours: float, days: float = 1) -> Activity:
    return activity(number, f"PAY-{item_number}", hours=hours, kind="worklog", at=NOW - days * DAY)


def task(items: int, with_hours: int, ratio: float, team: str = "pay", type_: str = "Task") -> EstimateFact:
    return EstimateFact(team=team, type=type_, items=items, with_hours=with_hours, ratio=ratio)


def test_worklogs_count_and_else_person_days(store: Store) -> None:
    pull(
        store,
        *(done(1, estimate=0.5), done(2, estimate=0.25), done(3, type="Bug", estimate=2.0)),
        *(logged(1, 1, 6), logged(2, 1, 6, days=200)),  # 1.5 days
        activity(3, "PAY-2", at=NOW - 2 * DAY),  # half of a day,
        activity(4, "PAY-3", at=NOW - 2 * DAY),  # and the other half
    )
    assert look(store).estimates == (task(1, 0, 0.25, type_="Bug"), task(2, 1, 2.5))


def test_what_does_not_count(store: Store) -> None:
    pull(
        store,
        *(done(1, estimate=None), done(2, days=98), done(3), done(4), done(5), done(6, container="OPS")),
        done(7, category="doing"),
        *(logged(1, 1, 8), logged(2, 2, 8), logged(6, 6, 8), logged(7, 7, 8)),
        *(activity(31, "PAY-3", at=NOW - 99 * DAY), activity(32, "PAY-3")),  # begun before that time
        activity(41, "PAY-4", bot=True),
    )
    assert look(store).estimates == ()


def test_exempt_items_count_by_their_worklogs_only(store: Store) -> None:
    pull(store, done(1), done(2), logged(1, 1, 8), activity(2, "PAY-2"))
    link(store, {1: None, 2: None})
    assert look(store).estimates == (task(1, 1, 1.0),)


@pytest.mark.parametrize("days", [97, 97.4])
def test_the_first_day_counts_whole(store: Store, days: float) -> None:
    pull(store, done(1, days=days), logged(1, 1, 8, days=days))
    assert look(store).estimates == (task(1, 1, 1.0),)


@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_random_items_agree_with_a_plain_recomputation(store: Store, seed: int, fresh: bool) -> None:
    chance = Random(seed)
    ratios: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(1, 60):
        team, kind = chance.choice(["pay", "web"]), chance.choice(["Task", "Bug"])
        estimate, hours = chance.choice([0.25, 0.5, 1.0, 3.0]), [chance.choice([1.0, 2.5, 4.0]) for _ in range(3)]
        pull(store, done(number, type=kind, estimate=estimate, container=team.upper()))
        pull(store, *(logged(10 * number + nth, number, spent) for nth, spent in enumerate(hours)))
        ratios[team, kind].append(sum(hours) / 8 / estimate)
    if fresh:
        with store.write() as tx:
            kept.refresh(tx, NOW)
    assert look(store).estimates == tuple(
        task(len(found), len(found), round(median(found), 4), *key) for key, found in sorted(ratios.items())
    )
