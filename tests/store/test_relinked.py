"""Items in progress that came to serve another goal, worked out by hand."""

from datetime import datetime, timedelta

from core.facts import EffortFact, RelinkedFact
from core.links import Link
from store import Store, linking
from store.accounts import save_people
from store.facts import facts
from store.links import save_links
from store.relinked import relinked
from store.rules import StoredRule, save_rules
from tests.store.samples import DAY, NOW, activity, goal, item, pull
from tests.store.test_facts import PEOPLE


def serve(store: Store, goals: dict[int, str | None], at: datetime, *, share: float = 1.0) -> None:
    """From then on these items serve these goals, and every other none."""
    links = [
        Link(source="jira", item=f"PAY-{number}", goal=key, via="rule", rule="r", share=share)
        for number, key in goals.items()
    ]
    with store.write() as tx:
        covered = [each.id for part in linking.to_link(tx, everything=True) for each in part]
        save_links(tx, links, covered, at)


def staffed(store: Store, *items: object) -> None:
    pull(store, *(goal(key) for key in ("O-1", "O-2", "O-3")), *items)  # type: ignore[arg-type]
    with store.write() as tx:
        save_people(tx, PEOPLE)


def told(store: Store, now: datetime = NOW, days: int = 7) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        return [(each.item, each.before, each.after) for each in relinked(tx, now, days, 28)]


def test_what_moved_within_the_window_with_the_effort_of_each_team(store: Store) -> None:
    staffed(
        store,
        *(item(1), item(2), activity(1, "PAY-1"), activity(2, "PAY-1", actor="bo"), activity(3, "PAY-2")),
        activity(4, "PAY-1", at=NOW - 3 * DAY),
    )
    serve(store, {1: "O-1", 2: "O-1"}, NOW - 20 * DAY)
    serve(store, {1: "O-2", 2: "O-1"}, NOW - 2 * DAY)
    with store.read() as tx:
        found = facts(tx, NOW)
    at = NOW - 2 * DAY
    assert found.relinked == (
        RelinkedFact("jira:PAY-1", "pay", "O-1", "O-2", at, 1.5),
        RelinkedFact("jira:PAY-1", "web", "O-1", "O-2", at, 1.0),
    )
    assert found.doing_effort == (
        EffortFact("pay", "O-1", 0.5, 1),
        EffortFact("pay", "O-2", 1.5, 1),
        EffortFact("web", "O-2", 1.0, 1),
    )


def test_the_window_is_open_at_its_beginning(store: Store) -> None:
    staffed(store, item(1), activity(1, "PAY-1"))
    serve(store, {1: "O-1"}, NOW - 20 * DAY)
    serve(store, {1: "O-2"}, NOW - 7 * DAY)
    assert told(store) == []
    assert told(store, NOW - timedelta(seconds=1)) == [("jira:PAY-1", "O-1", "O-2")]
    assert told(store, NOW - 8 * DAY) == [], "it had not moved yet"


def test_what_came_back_did_not_move_and_what_went_on_went_to_the_last(store: Store) -> None:
    staffed(store, *(item(number) for number in (1, 2)), *(activity(n, f"PAY-{n}") for n in (1, 2)))
    serve(store, {1: "O-1", 2: "O-1"}, NOW - 20 * DAY)
    serve(store, {1: "O-2", 2: "O-2"}, NOW - 4 * DAY)
    serve(store, {1: "O-1", 2: "O-3"}, NOW - 2 * DAY)
    assert told(store) == [("jira:PAY-2", "O-1", "O-3")]


def test_an_edit_of_the_rules_moves_nothing_by_itself(store: Store) -> None:
    staffed(store, item(1), item(2), activity(1, "PAY-1"), activity(2, "PAY-2"))
    serve(store, {1: "O-1", 2: "O-1"}, NOW - 20 * DAY)
    with store.write() as tx:
        save_rules(tx, {"r": StoredRule("1", "rules.toml:3", "{}")}, NOW - 4 * DAY)
    serve(store, {1: "O-2", 2: "O-1"}, NOW - 4 * DAY)
    serve(store, {1: "O-2", 2: "O-3"}, NOW - 3 * DAY)
    assert told(store) == [("jira:PAY-2", "O-1", "O-3")]
    with store.write() as tx:
        save_rules(tx, {}, NOW - 3 * DAY)
    assert told(store) == [], "the rule went at that moment"


def test_only_work_in_progress_that_served_and_serves_a_goal_moves(store: Store) -> None:
    kinds: tuple[dict[str, str], ...] = ({"category": "done"}, {"category": "todo"}, {"kind": "thread"}, {}, {}, {})
    numbered = list(enumerate(kinds, start=1))
    staffed(store, *(item(n, **more) for n, more in numbered), *(activity(n, f"PAY-{n}") for n, _ in numbered))
    serve(store, {**{n: "O-1" for n, _ in numbered[:4]}, 5: None}, NOW - 20 * DAY)
    serve(store, {**{n: "O-2" for n, _ in numbered[:3]}, 4: None, 5: "O-2", 6: "O-2"}, NOW - 2 * DAY)
    assert told(store) == []
