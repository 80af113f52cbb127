"""What moves below an initiative, worked out by hand."""

from msgspec.structs import replace

from core.facts import MovementFact
from core.links import Link
from core.records import Tombstone
from store import Store, linking
from store.links import save_links
from tests.store.samples import DAY, ISSUES, NOW, OKRS, goal, item, pull
from tests.store.test_facts import link, look

DONE = {"category": "done", "status": "Done"}
TODO = {"category": "todo", "status": "To Do"}


def test_links_and_parents_lead_below_an_initiative(store: Store) -> None:
    pull(
        store,
        goal("PAY-1", source="jira", level="initiative", item="PAY-1"),
        goal("O-1"),
        item(1, kind="epic"),
        item(2, parent="PAY-1", done_at=NOW - 5 * DAY, **DONE),
        item(3, parent="PAY-1"),
        item(4, parent="PAY-3", **TODO),
        item(5, kind="thread"),
        item(6, done_at=NOW - 3 * DAY, **DONE),
    )
    link(store, {1: "O-1", 2: "PAY-1", 3: "O-1", 5: "PAY-1", 6: "O-1"})
    assert look(store).movements == (
        MovementFact(goal="PAY-1", doing_since=item(1).created_at, open=2, doing=1, last_done=NOW - 5 * DAY),
    )


def test_what_moves_below_a_part_moves_below_the_whole(store: Store) -> None:
    pull(store, goal("I-1", level="initiative"), goal("I-2", level="initiative", parent="I-1"), stream=OKRS)
    pull(store, item(1, done_at=NOW - 9 * DAY, **DONE), item(2), stream=ISSUES)
    link(store, {1: "I-1", 2: "I-2"})
    whole, part = look(store).movements
    assert whole == MovementFact(goal="I-1", open=1, doing=1, last_done=NOW - 9 * DAY)
    assert part == MovementFact(goal="I-2", open=1, doing=1)


def test_only_initiatives_that_run_and_have_something_below_are_told(store: Store) -> None:
    over, empty = goal("I-1", level="initiative", closed=True), goal("I-2", level="initiative")
    pull(store, over, empty, goal("O-1"), stream=OKRS)
    pull(store, item(1), item(2))
    link(store, {1: "I-1", 2: "O-1"})
    assert look(store).movements == ()


def test_an_item_that_goes_does_not_count_any_more(store: Store) -> None:
    pull(store, goal("I-1", level="initiative"), stream=OKRS)
    pull(store, item(1), item(2, done_at=NOW - DAY, **DONE))
    link(store, {1: "I-1", 2: "I-1"})
    pull(store, Tombstone("jira", item(1).id, "deleted"))
    assert look(store).movements == (MovementFact(goal="I-1", last_done=NOW - DAY),)


def test_an_item_of_several_initiatives_is_one_item_of_the_whole(store: Store) -> None:
    """One is divided between two parts, and one hangs below a part and so below the whole as well."""
    whole = goal("PAY-1", source="jira", level="initiative", item="PAY-1")
    parts = [replace(whole, key=f"PAY-{n}", item=f"PAY-{n}", parent="PAY-1") for n in (2, 3)]
    pull(store, whole, *parts)
    pull(store, item(1, **TODO), item(2, parent="PAY-1", **TODO), item(3, **TODO), item(4), item(5, parent="PAY-2"))
    divided = [Link(source="jira", item="PAY-4", goal=f"PAY-{n}", share=0.5, via="manual") for n in (2, 3)]
    with store.write() as tx:
        covered = [each.id for some in linking.to_link(tx, everything=True) for each in some]
        save_links(tx, divided, covered, NOW)
    assert {each.goal: (each.open, each.doing) for each in look(store).movements} == {
        "PAY-1": (3, 2),  # with PAY-2, which hangs below PAY-1
        "PAY-2": (2, 2),
        "PAY-3": (1, 1),
    }
