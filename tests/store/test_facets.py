"""Items stand as their facets make them, whichever came first, and as their tool has them once no facet is left."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copy

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from core.contract import Stream
from core.records import Facet, Item, Record, Tombstone
from core.times import millis
from store import Store, linking, roster
from store.export import canonical
from store.items import forget_texts
from tests.seeds import examples
from tests.store.samples import DAY, NOW, facet, finish, item, pull, waiting

BOARD = Stream("projects", "acme/3", incremental=False, exhaustive=True)
HOUR = timedelta(hours=1)


def stored(store: Store, key: str = "PAY-1") -> Item:
    with store.read() as tx:
        found = linking.find(tx, key)
    assert found
    return found.placed.item


def value(store: Store, column: str) -> object:
    with store.read() as tx:
        return tx.execute(text(f"SELECT {column} FROM items WHERE key = 'PAY-1'")).scalar()


def mapped(store: Store) -> None:
    with store.write() as tx:
        tx.execute(text("DELETE FROM pending"))


def test_an_item_stands_with_its_facets(store: Store) -> None:
    pull(store, item(1))
    mapped(store)
    said = facet(
        1, status="Blocked", category="todo", due=date(2026, 5, 1), points=3.0, fields={"Squad": ("Owl",)}, at=NOW
    )
    assert pull(store, said, stream=BOARD).facets == 1
    found = stored(store)
    assert (found.status, found.category, found.due, found.points, found.fields) == (
        *("Blocked", "todo", date(2026, 5, 1), 3.0),
        {"Squad": ("Owl",)},
    )
    assert [value(store, name) for name in ("status", "category", "due", "updated_at", "category_since")] == [
        *("Blocked", "todo", "2026-05-01"),
        *(millis(NOW), millis(NOW)),
    ]
    with store.read() as tx:
        assert waiting(tx) == 1


def test_the_same_facet_again_changes_nothing(store: Store) -> None:
    said = facet(1, status="Blocked")
    pull(store, item(1), said)
    mapped(store)
    assert pull(store, item(1), said).facets == 0
    assert pull(store, item(1)).unchanged == 1
    with store.read() as tx:
        assert waiting(tx) == 0


def test_an_item_keeps_its_facets_when_it_changes(store: Store) -> None:
    pull(store, facet(1, status="Blocked"))
    pull(store, item(1))
    pull(store, item(1, title="New"))
    assert (stored(store).title, stored(store).status) == ("New", "Blocked")


def test_a_facet_that_goes_takes_its_effect_away(store: Store) -> None:
    pull(store, item(1), item(2))
    before = stored(store)
    pull(store, facet(1, status="Blocked", category="todo"), facet(2, status="Next"), stream=BOARD)
    finish(store, BOARD)
    for hours, status in ((1, "Blocked"), (1.5, "Blocked"), (2, before.status)):
        pull(store, facet(2, status="Next"), stream=BOARD)
        finish(store, BOARD, NOW + hours * HOUR)
        assert stored(store).status == status
    assert stored(store) == before
    assert value(store, "base") is None
    assert value(store, "category_since") == millis(item(1).created_at)
    pull(store, facet(1, status="Blocked"), stream=BOARD)
    assert stored(store).status == "Blocked"


def test_facets_of_a_board_that_is_not_read_any_more_go_but_stay_while_the_tool_is_off(store: Store) -> None:
    pull(store, item(1))
    pull(store, facet(1, status="Blocked"), stream=BOARD)
    with store.write() as tx:
        roster.retire(tx, "jira", [])
    assert stored(store).status == "Blocked"
    pull(store, facet(1, status="Blocked"), stream=BOARD)
    with store.write() as tx:
        roster.retire(tx, "jira", [Stream("issues", "PAY")])
    assert stored(store) == item(1)


def test_a_category_has_been_so_since_the_facet_first_gave_it(store: Store) -> None:
    pull(store, item(1), facet(1, category="todo", at=NOW - 5 * DAY))
    pull(store, facet(1, category="todo", points=5.0, at=NOW - 2 * DAY))
    assert value(store, "category_since") == millis(NOW - 5 * DAY)
    pull(store, facet(1, category="done", points=5.0, at=NOW - DAY))
    assert value(store, "category_since") == millis(NOW - DAY)


def test_a_parent_that_was_renamed_keeps_its_new_name(store: Store) -> None:
    pull(store, item(1, kind="epic"), item(2, parent="PAY-1"))
    pull(store, item(1, kind="epic", key="OPS-1"))
    pull(store, facet(2, points=3.0))
    assert (stored(store, "PAY-2").parent, stored(store, "PAY-2").points) == ("OPS-1", 3.0)


def test_a_facet_can_give_a_parent(store: Store) -> None:
    pull(store, item(1, kind="epic"), item(2), facet(2, parent="PAY-1"))
    with store.read() as tx:
        assert tx.execute(text("SELECT parent_key FROM items WHERE key = 'PAY-2'")).scalar() == "PAY-1"


def test_a_facet_of_a_buried_item_does_not_bring_it_back(store: Store) -> None:
    pull(store, item(1))
    pull(store, Tombstone("jira", item(1).id, "deleted"))
    mapped(store)
    pull(store, facet(1, status="Blocked"))
    assert value(store, "gone_at") is not None
    with store.read() as tx:
        assert waiting(tx) == 0
    pull(store, item(1))
    assert stored(store).status == "Blocked"


def test_text_is_forgotten_in_the_items_own_record_too(store: Store) -> None:
    talk = item(1, text="secret", text_until=NOW, refs=("PAY-2",))
    pull(store, talk, item(2, text="kept"), item(3, text="secret", text_until=NOW + HOUR), facet(1, status="Blocked"))
    mapped(store)
    with store.write() as tx:
        assert forget_texts(tx, NOW - HOUR) == 0
        assert forget_texts(tx, NOW) == 1
        assert forget_texts(tx, NOW) == 0
        assert waiting(tx) == 0
        told = tx.execute(text("SELECT data, base FROM items WHERE key = 'PAY-1'")).one()
    assert "secret" not in f"{told.data}{told.base}"
    assert (stored(store).refs, stored(store, "PAY-2").text, stored(store, "PAY-3").text) == (
        ("PAY-2",),
        "kept",
        "secret",
    )
    assert pull(store, talk).unchanged == 1
    assert stored(store).text == ""


items = st.builds(
    lambda number, status, category, day, points, parent: item(
        number, status=status, category=category, updated_at=NOW - day * DAY, points=points, parent=parent
    ),
    *(st.integers(1, 2), st.sampled_from(("Open", "Review")), st.sampled_from(("todo", "doing", "done"))),
    *(st.integers(0, 9), st.sampled_from((None, 1.0)), st.sampled_from((None, "PAY-2"))),
)
facets = st.builds(
    lambda number, origin, status, category, day, fields: facet(
        number, origin, status=status, category=category, at=NOW - day * DAY, fields=fields
    ),
    *(st.integers(1, 2), st.sampled_from(("a", "b")), st.sampled_from((None, "Next", "Open"))),
    *(st.sampled_from((None, "todo", "done")), st.integers(0, 9), st.sampled_from(({}, {"Size": ("L",)}))),
)


def interleaved(draw: st.DataObject, one: Sequence[Record], other: Sequence[Record]) -> list[Record]:
    """Both in their own order, mixed at random."""
    rest = [list(one), list(other)]
    mixed: list[Record] = []
    while any(rest):
        mixed.append((rest[0] if not rest[1] or (rest[0] and draw.draw(st.booleans())) else rest[1]).pop(0))
    return mixed


@settings(max_examples=examples(30), deadline=None)
@given(st.lists(items, max_size=6), st.lists(facets, max_size=6), st.data())
def test_whatever_comes_first_all_ends_the_same(
    empty: Path, own: list[Item], said: list[Facet], draw: st.DataObject
) -> None:
    dumps = []
    for order in (interleaved(draw, own, said), interleaved(draw, own, said)):
        cuts = sorted(draw.draw(st.sets(st.integers(0, len(order)), max_size=4)))
        with closing(Store.open(f"sqlite:///{copy(empty, empty.with_name('facets.db'))}")) as store:
            for start, end in pairwise([0, *cuts, len(order)]):
                pull(store, *order[start:end])
            with store.read() as tx:
                dumps.append(list(canonical(tx)))
    assert dumps[0] == dumps[1]
