"""The chain of goals as it stood at a moment."""

from datetime import datetime

from core.times import millis
from store import Store
from store.bulk import put
from store.goals_at import goals_at
from store.links import COLUMNS
from tests.store.samples import DAY, NOW, OKRS, goal, item, pull


def parents(store: Store, at: datetime) -> dict[str, str | None]:
    with store.read() as tx:
        return {key: each.parent for key, each in goals_at(tx, millis(at)).items()}


def test_goals_are_those_of_the_day(store: Store) -> None:
    pull(store, goal("A"), goal("B"), goal("C", parent="A"), stream=OKRS, now=NOW - 9 * DAY)
    pull(store, goal("C", parent="B"), goal("D"), stream=OKRS, now=NOW - 4 * DAY)
    assert parents(store, NOW - 10 * DAY) == {}
    assert parents(store, NOW - 5 * DAY) == {"A": None, "B": None, "C": "A"}
    assert parents(store, NOW) == {"A": None, "B": None, "C": "B", "D": None}


def test_a_goal_that_is_an_item_serves_what_its_item_mainly_served(store: Store) -> None:
    pull(store, item(1, kind="epic"))
    pull(store, *map(goal, "AB"), goal("E", source="jira", item="PAY-1", parent="A"), stream=OKRS, now=NOW - 9 * DAY)
    then, later = millis(NOW - 6 * DAY), millis(NOW - 3 * DAY)
    why = ("rule", "r", "v", None, "[]", None, 0, 0.9)
    links = [
        (then, 0, later, "B", 0.6),
        (then, 1, later, "A", 0.4),
        (later, -1, None, "B", 0.0),
        (later, 0, None, "E", 1.0),
    ]
    with store.write() as tx:
        put(tx, "links", COLUMNS, [(1, *each, *why) for each in links], ("item_id", "valid_from", "position"))
    days = {days: parents(store, NOW - days * DAY)["E"] for days in (8, 5, 0)}
    assert days == {8: "A", 5: "B", 0: "A"}  # never itself, nor what it only refers to
