"""All that a tool shows, compared with what the hub knows: P5 to P7."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text

from core.contract import Stream
from core.records import Item, Rejected, Tombstone
from core.times import millis
from store import Store, pulls, roster
from store.census import Census, census_due, take_census
from store.facts import facts
from tests.store.samples import DAY, ISSUES, NOW, facet, finish, item, pull

HOUR = timedelta(hours=1)
OPS = Stream("issues", "OPS", exhaustive=True)


def census(store: Store, *shown: Item, at: datetime = NOW, stream: Stream = ISSUES, begun: datetime = NOW) -> Census:
    seen = {each.id: millis(each.updated_at) for each in shown}
    with store.write() as tx:
        return take_census(tx, "jira", stream, seen, at, begun)


def due(store: Store, at: datetime, *, hours: float = 24, stream: Stream = ISSUES) -> bool:
    with store.read() as tx:
        return census_due(tx, "jira", stream, at, hours)


def cursor(store: Store, stream: Stream = ISSUES) -> str | None:
    with store.read() as tx:
        return pulls.cursor(tx, "jira", stream)


def living(store: Store) -> list[str]:
    with store.read() as tx:
        return sorted(tx.execute(text("SELECT key FROM items WHERE gone_at IS NULL")).scalars())


def known(store: Store, numbers: Iterable[int] = range(1, 4), stream: Stream = ISSUES) -> list[Item]:
    items = [item(number) for number in numbers]
    pull(store, *items, stream=stream)
    finish(store, stream)
    return items


def test_what_two_censuses_an_hour_apart_do_not_show_is_gone(store: Store) -> None:
    one, two, _three = known(store)
    assert census(store, one, two) == Census(missing=1)
    assert census(store, one, two, at=NOW + 0.9 * HOUR) == Census(missing=1)
    assert living(store) == ["PAY-1", "PAY-2", "PAY-3"]
    assert census(store, one, two, at=NOW + HOUR) == Census(gone=1)
    assert living(store) == ["PAY-1", "PAY-2"]
    assert census(store, one, two, at=NOW + 2 * HOUR) == Census()


def test_what_is_shown_again_was_not_missing(store: Store) -> None:
    one, two, three = known(store)
    census(store, one, two)
    assert census(store, one, two, three, at=NOW + HOUR) == Census()
    assert census(store, one, two, at=NOW + 2 * HOUR) == Census(missing=1)


def test_a_pull_that_brings_a_missing_item_shows_it(store: Store) -> None:
    one, two, three = known(store)
    census(store, one, two)
    pull(store, three)
    assert census(store, one, two, at=NOW + 2 * HOUR) == Census(missing=1)
    pull(store, item(3, title="Changed"))
    assert census(store, one, two, at=NOW + 4 * HOUR) == Census(missing=1)


def test_a_buried_item_that_is_shown_is_read_again_once(store: Store) -> None:
    one, two, three = known(store)
    pull(store, Tombstone("jira", three.id, "not shown any more"))
    assert census(store, one, two, three) == Census(unknown=1, repair=True)
    assert cursor(store) is None
    pull(store, one, two, three)
    assert living(store) == ["PAY-1", "PAY-2", "PAY-3"]
    assert census(store, one, two, three) == Census()


def test_an_item_that_moved_to_another_container_is_not_missing(store: Store) -> None:
    one, two, _ = known(store)
    pull(store, item(3, key="OPS-1", container="OPS"), stream=OPS)
    assert census(store, one, two) == Census()


def test_an_item_that_has_just_moved_here_is_known_and_belongs_here(store: Store) -> None:
    """It is not missing where it was, and the container that it comes from is not compared with this one."""
    one, two, three = known(store)
    known(store, range(20, 23), OPS)
    moved = item(20)
    assert census(store, one, two, three, moved) == Census()
    assert census(store, item(21), item(22), stream=OPS) == Census()
    assert census(store, one, two, three) == Census(missing=1)


def test_a_moved_item_that_was_missing_there_is_not_buried(store: Store) -> None:
    one, two, three = known(store)
    known(store, [20], OPS)
    census(store, one, two)
    assert census(store, three, item(20), stream=OPS) == Census()
    assert census(store, one, two, at=NOW + 2 * HOUR) == Census()


@pytest.mark.parametrize(
    ("count", "shown", "held"),
    [(3, 0, True), (1, 0, True), (12, 6, False), (19, 10, False), (20, 10, False), (20, 9, True), (100, 49, True)],
)
def test_so_much_at_once_is_rather_a_lost_right(store: Store, count: int, shown: int, held: bool) -> None:
    items = known(store, range(count))
    for hours in (0, 2):
        found = census(store, *items[:shown], at=NOW + hours * HOUR)
        assert (found.held is not None) is held
    assert len(living(store)) == (count if held else shown)
    with store.read() as tx:
        told = {stream.doubt: stream.doubt_since for stream in facts(tx, NOW).streams if stream.doubt}
    assert told == ({found.held: NOW} if held else {}), "told once, since the first time"
    if held:
        assert found == Census(held=found.held)
        assert f"shows {shown:,} of the {count:,} items" in (found.held or "")


def test_an_empty_container_is_no_trouble(store: Store) -> None:
    known(store, ())
    assert census(store) == Census()


def test_what_is_shown_counts_even_when_the_rest_is_doubted(store: Store) -> None:
    items = known(store, range(30))
    assert census(store, *items[1:]).missing == 1
    assert census(store, items[0], at=NOW + HOUR).held
    assert census(store, *items[1:], at=NOW + 2 * HOUR) == Census(missing=1)


def test_what_the_pull_overlooked_is_read_again(store: Store) -> None:
    one, _two, three = known(store)
    late = item(9, updated_at=NOW - 2 * HOUR)
    behind = item(2, updated_at=NOW - 2 * HOUR)
    assert census(store, one, behind, three, late) == Census(unknown=1, changed=1, repair=True)
    assert cursor(store) is None
    pull(store, one, behind, three, late)
    assert census(store, one, behind, three, late) == Census()
    assert cursor(store) == "cursor"


def test_what_changed_since_is_for_the_next_pull(store: Store) -> None:
    one, _two, three = known(store)
    young = (item(9, updated_at=NOW - 0.9 * HOUR), item(2, updated_at=NOW - HOUR))
    assert census(store, one, three, *young) == Census()
    assert cursor(store) == "cursor"


def test_the_same_set_is_read_again_only_once(store: Store) -> None:
    items = known(store)
    unreadable = item(9, updated_at=NOW - DAY)
    assert census(store, *items, unreadable).repair
    pull(store, *items)
    assert census(store, *items, unreadable) == Census(unknown=1)
    assert cursor(store) == "cursor"
    assert census(store, *items, unreadable, item(10, updated_at=NOW - DAY)) == Census(unknown=2, repair=True)


def test_what_lies_in_quarantine_does_not_have_all_read_again_whenever_it_changes(store: Store) -> None:
    one, two, _three = known(store)
    pull(store, Rejected(source="jira", place=f"jira issue {item(3).id}", reason="not a date"))
    pull(store, Rejected(source="jira", place=f"jira issue {item(9).id}", reason="not a date"))
    for day in (5, 4):
        shown = (one, two, item(3, updated_at=NOW - day * DAY), item(9, updated_at=NOW - day * DAY))
        assert census(store, *shown) == Census(unknown=1, changed=1)
    assert cursor(store) == "cursor"
    pull(store, item(9, updated_at=NOW - 4 * DAY))
    assert census(store, *shown[:3], item(9, updated_at=NOW - 3 * DAY)).repair, "it was read meanwhile, so it can be"


def test_a_change_after_a_repair_is_repaired_too(store: Store) -> None:
    one, two, _three = known(store)
    for day in (5, 4):
        assert census(store, one, two, item(3, updated_at=NOW - day * DAY)).repair
    assert not census(store, one, two, item(3, updated_at=NOW - 4 * DAY)).repair


def test_nothing_from_before_since_is_asked_for(store: Store) -> None:
    with store.write() as tx:
        assert pulls.begin_since(tx, "jira", ISSUES, "from here", NOW - 5 * DAY, NOW)
    assert cursor(store) == "from here"
    items = known(store)
    assert census(store, *items, item(9, updated_at=NOW - 6 * DAY)) == Census()
    assert census(store, *items, item(9, updated_at=NOW - 4 * DAY)) == Census(unknown=1, repair=True)
    with store.read() as tx:
        assert pulls.since_limit(tx, "jira", ISSUES) == NOW - 5 * DAY
        assert pulls.since_limit(tx, "jira", OPS) is None


def test_only_a_stream_that_was_never_pulled_begins_at_since(store: Store) -> None:
    known(store)
    with store.write() as tx:
        assert not pulls.begin_since(tx, "jira", ISSUES, "from here", NOW, NOW)
    assert cursor(store) == "cursor"
    with store.read() as tx:
        assert pulls.since_limit(tx, "jira", ISSUES) is None


def test_a_stream_that_never_answered_begins_at_since_however_often_it_was_tried(store: Store) -> None:
    """The first sync had a wrong token; the second one, with the right token, is asked for 90 days."""
    with store.write() as tx:
        for _ in range(2):
            pulls.failed(tx, "jira", ISSUES, NOW, "wrong token")
        assert pulls.begin_since(tx, "jira", ISSUES, "from here", NOW - 5 * DAY, NOW)
        assert not pulls.begin_since(tx, "jira", ISSUES, "from there", NOW - 9 * DAY, NOW)
    assert cursor(store) == "from here"


def test_what_was_missing_when_its_tool_said_that_it_is_gone_is_waited_for_no_longer(store: Store) -> None:
    one, two, three = known(store)
    census(store, one, two)
    assert due(store, NOW + HOUR)
    pull(store, Tombstone("jira", three.id, "deleted"))
    assert not due(store, NOW + HOUR)
    assert census(store, one, two) == Census()


def test_streams_of_a_place_that_is_not_shown_any_more_are_missed_while_they_hold_something(store: Store) -> None:
    """One whose items have all moved on or gone is simply not there any more."""
    known(store)
    known(store, range(20, 22), OPS)
    vanished = partial(roster.vanished, connector="jira", streams=[Stream("issues", "WEB")])
    with store.write() as tx:
        assert [stream.container for stream in vanished(tx)] == ["OPS", "PAY"]
        assert roster.vanished(tx, "jira", [OPS, Stream("comments", "PAY")]) == []
    pull(store, Tombstone("jira", item(20).id, "deleted"))
    known(store, [21], Stream("issues", "WEB", exhaustive=True))
    with store.read() as tx:
        assert [stream.container for stream in vanished(tx)] == ["PAY"]


def test_a_facet_does_not_hide_that_its_item_changed(store: Store) -> None:
    items = known(store)
    pull(store, facet(3, at=NOW))
    assert census(store, *items[:2], item(3, updated_at=NOW - DAY)).changed == 1


def test_a_census_is_due_a_day_after_all_was_read_and_an_hour_after_something_was_missing(store: Store) -> None:
    assert not due(store, NOW)
    items = [item(number) for number in range(3)]
    pull(store, *items)
    assert not due(store, NOW + 9 * DAY)
    finish(store, ISSUES)
    finish(store, ISSUES, NOW + 0.9 * DAY, complete=False)
    assert not due(store, NOW + DAY - HOUR)
    assert due(store, NOW + DAY)
    assert not due(store, NOW + DAY, hours=0)
    assert not due(store, NOW + DAY, stream=Stream("issues", "PAY"))
    census(store, *items, at=NOW + DAY)
    assert not due(store, NOW + DAY + 2 * HOUR)
    census(store, *items[1:], at=NOW + 2 * DAY)
    assert not due(store, NOW + 2 * DAY + 0.9 * HOUR)
    assert due(store, NOW + 2 * DAY + HOUR)


def test_another_stream_of_the_same_items_takes_them_over(store: Store) -> None:
    """The settings name the container in another way: what the old stream brought is compared with what the new one shows."""
    one, two, _three = known(store)
    with store.write() as tx:
        roster.retire(tx, "jira", [])
    renamed = Stream("issues", "pay", exhaustive=True)
    known(store, range(1, 4), renamed)
    assert census(store, one, two, stream=renamed) == Census(missing=1)
