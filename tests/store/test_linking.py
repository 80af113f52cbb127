"""What is mapped again, in which order, and what becomes of the links."""

from collections.abc import Sequence

import pytest
from sqlalchemy import text

from core.links import Link
from core.people import People, Person, Team
from core.records import Item, Tombstone
from store import LinkCounts, Store, linking
from store.accounts import save_people
from store.links import holders, save_links
from tests.store.samples import DAY, NOW, account, item, pull, waiting

PULL_REQUEST = item(
    1, source="github", key="acme/pay#1", kind="pull_request", url="https://github.com/acme/pay/pull/1", refs=("pay-2",)
)
THREAD = item(1, source="slack", key="C1:1", kind="thread", refs=("https://github.com/acme/pay/pull/1?diff=split",))


def link(number: int, goal: str | None = "O-1", **changes: object) -> Link:
    values: dict[str, object] = {"via": "rule", "rule": "r", "version": "1", "matched": ("label = pay",), **changes}
    return Link(source="jira", item=f"PAY-{number}", goal=goal, **values)  # type: ignore[arg-type]


def keys_to_link(store: Store, *, everything: bool = False) -> list[str]:
    with store.read() as tx:
        return [each.placed.item.key for part in linking.to_link(tx, everything=everything) for each in part]


def save(store: Store, *links: Link, covered: Sequence[int] = (1, 2, 3), day: int = 0) -> LinkCounts:
    with store.write() as tx:
        return save_links(tx, links, covered, NOW + day * DAY)


def family(store: Store) -> None:
    """PAY-1 is above PAY-2 is above PAY-3, a pull request names PAY-2, a thread the pull request; all of it is mapped."""
    pull(store, THREAD, PULL_REQUEST, item(3, parent="PAY-2"), item(2, parent="PAY-1"), item(1, kind="epic"), item(9))
    mapped(store)


def mapped(store: Store) -> None:
    with store.write() as tx:
        tx.execute(text("DELETE FROM pending"))


def test_everything_comes_after_what_it_can_inherit_from(store: Store) -> None:
    family(store)
    assert keys_to_link(store) == []
    order = keys_to_link(store, everything=True)
    assert sorted(order) == sorted(["C1:1", "acme/pay#1", "PAY-3", "PAY-2", "PAY-1", "PAY-9"])
    wanted = ["PAY-1", "PAY-2", "PAY-3", "acme/pay#1", "C1:1"]
    assert [key for key in order if key in wanted] == wanted


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_the_database_counts_what_came_in_before_everything_is_read(store: Store) -> None:
    family(store)
    with store.write() as tx:
        linking.measure(tx)
        assert tx.execute(text("SELECT reltuples FROM pg_class WHERE relname = 'items'")).scalar_one() == 6


def test_a_change_reaches_all_that_may_inherit(store: Store) -> None:
    family(store)
    pull(store, item(1, kind="epic", title="Changed"))
    assert keys_to_link(store) == ["PAY-1", "PAY-2", "PAY-3", "acme/pay#1", "C1:1"]


def test_a_new_name_and_a_burial_reach_those_that_knew_the_old(store: Store) -> None:
    family(store)
    pull(store, item(2, key="OPS-2", parent="PAY-1"))
    assert keys_to_link(store) == ["OPS-2", "PAY-3", "acme/pay#1", "C1:1"]
    mapped(store)
    pull(store, Tombstone("github", PULL_REQUEST.id, "deleted"))
    assert keys_to_link(store) == ["C1:1"]


def test_a_child_is_given_with_its_parents_present_key(store: Store) -> None:
    family(store)
    pull(store, item(1, kind="epic", key="OPS-1"))
    with store.read() as tx:
        parents = {
            each.placed.item.key: each.placed.item.parent
            for part in linking.to_link(tx, everything=False)
            for each in part
        }
    assert parents["PAY-2"] == "OPS-1"


def test_a_circle_of_parents_ends(store: Store) -> None:
    pull(store, item(1, parent="PAY-2"), item(2, parent="PAY-1"))
    assert sorted(keys_to_link(store)) == ["PAY-1", "PAY-2"]


def test_neighbours_are_parents_and_named_items_with_their_links(store: Store) -> None:
    family(store)
    with store.write() as tx:
        numbers = {row.key: row.id for row in tx.execute(text("SELECT id, key FROM items"))}
        save_links(tx, [link(2)], [numbers["PAY-2"]], NOW)
        wanted = [each for part in linking.to_link(tx, everything=True) for each in part]
        inputs = [each for each in wanted if each.placed.item.key in ("PAY-3", "acme/pay#1", "C1:1")]
        around = linking.neighbours(tx, inputs)
    assert [(each.key, each.links) for each in around] == [("PAY-2", (link(2),))]


def test_the_team_is_the_assignees_else_the_containers(store: Store) -> None:
    pull(store, item(1, assignee="ana"), item(2, assignee="bo"), item(3), item(4, container="OPS"), account("ana"))
    people = People(
        people={"Ana@example.com": Person(team="core"), "bo@example.com": Person(team="web", accounts=("jira:bo",))},
        teams={"core": Team(), "web": Team(), "pay": Team(containers=("jira:PAY",))},
    )
    with store.write() as tx:
        assert save_people(tx, people)
        assert not save_people(tx, people)
        teams = {
            each.placed.item.key: each.placed.team for part in linking.to_link(tx, everything=True) for each in part
        }
    assert teams == {"PAY-1": "core", "PAY-2": "web", "PAY-3": "pay", "PAY-4": None}


def test_the_people_map_has_the_last_word_on_accounts(store: Store) -> None:
    mapping = People(people={"bo@example.com": Person(accounts=("jira:bo", "github:bo"))})
    with store.write() as tx:
        save_people(tx, mapping)
    pull(store, account("bo", email="other@example.com"))
    query = "SELECT source, person FROM accounts ORDER BY source"
    with store.write() as tx:
        assert save_people(tx, mapping)
        assert [tuple(row) for row in tx.execute(text(query))] == [
            ("github", "bo@example.com"),
            ("jira", "bo@example.com"),
        ]
        save_people(tx, People())
        assert [tuple(row) for row in tx.execute(text(query))] == [("jira", "other@example.com")]


def test_links_open_change_and_close(store: Store) -> None:
    pull(store, item(1), item(2), item(3))
    assert save(store, link(1), link(2), link(3, None)) == LinkCounts(linked=3)
    assert save(store, link(1), link(2), link(3, None), day=1) == LinkCounts(unchanged=3)
    assert save(store, link(1, "O-2"), link(2), day=2) == LinkCounts(changed=1, unlinked=1, unchanged=1)
    with store.read() as tx:
        rows = tx.execute(text("SELECT item_id, goal, valid_to IS NULL FROM links ORDER BY item_id, valid_from"))
        intervals = [(row[0], row[1], bool(row[2])) for row in rows]
        assert waiting(tx) == 0
    assert intervals == [(1, "O-1", False), (1, "O-2", True), (2, "O-1", True), (3, None, False)]


def test_only_covered_items_lose_links(store: Store) -> None:
    pull(store, item(1), item(2), item(3))
    save(store, link(1), link(2), link(3))
    assert save(store, covered=[2]) == LinkCounts(unlinked=1)


def test_a_link_that_changes_twice_in_a_moment_stands_once(store: Store) -> None:
    pull(store, item(1))
    save(store, link(1), covered=[1])
    save(store, link(1, "O-2"), covered=[1])
    with store.read() as tx:
        assert tx.execute(text("SELECT goal, valid_to FROM links")).all() == [("O-2", None)]


def test_a_buried_item_holds_no_link(store: Store) -> None:
    pull(store, item(1))
    save(store, link(1), covered=[1])
    pull(store, Tombstone("jira", item(1).id, "deleted"))
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM links WHERE valid_to IS NULL")).scalar() == 0


def test_a_split_and_references_are_intervals_of_their_own(store: Store) -> None:
    pull(store, item(1))
    half, other = link(1, share=0.6), link(1, "O-2", share=0.4)
    seen, named = link(1, "O-3", share=0.0), link(1, "O-9", share=0.0)
    assert save(store, other, half, seen, covered=[1]) == LinkCounts(linked=1)
    assert save(store, half, other, seen, covered=[1], day=1) == LinkCounts(unchanged=1)
    assert save(store, half, other, named, covered=[1], day=2) == LinkCounts(changed=1)
    with store.read() as tx:
        rows = tx.execute(text("SELECT position, goal, valid_to FROM links ORDER BY position, valid_from")).all()
        (holder,) = holders(tx, [1])
    assert [(row[0], row[1], row[2] is None) for row in rows] == [
        (-1, "O-3", False),
        (-1, "O-9", True),
        (0, "O-1", True),
        (1, "O-2", True),
    ]
    assert holder.links == (half, other)


def test_an_item_that_only_refers_to_a_goal_is_not_linked(store: Store) -> None:
    pull(store, item(1))
    assert save(store, link(1, share=0.0), covered=[1]) == LinkCounts()
    with store.read() as tx:
        assert [holder.links for holder in holders(tx, [1])] == [()]


def test_the_keys_of_all_above_are_given_nearest_first(store: Store) -> None:
    family(store)
    with store.read() as tx:
        above = {each.placed.item.key: each.placed.ancestors for part in linking.all_inputs(tx) for each in part}
    assert (above["PAY-3"], above["PAY-2"], above["PAY-1"]) == (("PAY-2", "PAY-1"), ("PAY-1",), ())


def test_ancestors_in_a_circle_end(store: Store) -> None:
    pull(store, item(1, parent="PAY-2"), item(2, parent="PAY-1"))
    with store.read() as tx:
        above = {each.placed.item.key: each.placed.ancestors for part in linking.all_inputs(tx) for each in part}
    assert above == {"PAY-1": ("PAY-2", "PAY-1"), "PAY-2": ("PAY-1", "PAY-2")}


def test_many_items_come_in_parts(store: Store) -> None:
    many: list[Item] = [item(number) for number in range(1, 1_203)]
    pull(store, *many)
    with store.read() as tx:
        sizes = [len(part) for part in linking.to_link(tx, everything=False)]
    assert sizes == [500, 500, 202]
