"""Easy items by week, worked out by hand."""

from typing import Any

from core.facts import DoneWeek
from core.people import People, Team
from core.records import Change, Item
from store import Store
from store.accounts import save_people
from tests.store.samples import DAY, NOW, item, pull
from tests.store.test_facts import link, look

PAY = People(teams={"pay": Team(containers=("jira:PAY",))})


def done(number: int, back: int, *, days: float = 5, **more: Any) -> Item:
    """Done so many days ago, `days` after it was begun."""
    end = NOW - back * DAY
    steps = ((NOW - 60 * DAY, None, "todo"), (end - days * DAY, "todo", "doing"), (end, "doing", "done"))
    changes = tuple(Change(at, "category", before, after) for at, before, after in steps)
    values = {"category": "done", "status": "Done", "created_at": steps[0][0], "done_at": end, "changes": changes}
    return item(number, **{**values, **more})


def test_small_unlinked_items_count_by_the_week_in_which_they_were_done(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, PAY)
    pull(
        store,
        *(done(1, 1, points=1.0), done(2, 1, points=3.0), done(3, 2, points=5.0), done(4, 8, points=1.0)),
        *(done(5, 8, estimate=0.5), done(6, 9, estimate=2.0), done(7, 15, days=0.5), done(8, 16, days=1.5)),
        *(done(9, 16, points=1.0), done(10, 16, points=1.0), done(11, 100, points=1.0, created_at=NOW - 110 * DAY)),
        done(12, 3, points=8.0, container="OPS"),
    )
    link(store, {4: "O-1", 9: "O-1", 10: None})
    (team,) = look(store).flows
    assert team.team == "pay"
    assert team.weeks[-4:] == (DoneWeek(0, 0), DoneWeek(4, 1), DoneWeek(3, 1), DoneWeek(3, 0))


def test_aged_items_tell_their_priority(store: Store) -> None:
    with store.write() as tx:
        save_people(tx, PAY)
    old = item(20, priority="High", created_at=NOW - 50 * DAY)
    pull(store, *(done(number, 10) for number in range(1, 9)), old)
    link(store, {20: "O-1"})
    (team,) = look(store).flows
    assert [(each.item.key, each.priority, each.item.goal) for each in team.aged] == [("jira:PAY-20", "High", "O-1")]
