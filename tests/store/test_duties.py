"""What is asked for while a duty is under way is done after it: nothing that came in the meantime waits for the next round."""

from datetime import datetime, timedelta

import pytest

from store import Store, duties
from tests.store.samples import NOW

ENDED, ROUND = NOW + timedelta(seconds=10), NOW + timedelta(minutes=15)


@pytest.fixture
def begun(store: Store) -> Store:
    """`judge` was due a second ago, and is under way."""
    with store.write() as tx:
        duties.assume(tx, "judge", [""], NOW - timedelta(seconds=1))
        assert duties.begin(tx, "judge", "", NOW)
    return store


def hastened(store: Store, *moments: datetime) -> None:
    for at in moments:
        with store.write() as tx:
            duties.hasten(tx, "judge", "", at)


def due_at(store: Store) -> datetime | None:
    with store.read() as tx:
        return duties.all_duties(tx)[0].next_due_at


def end(store: Store) -> None:
    with store.write() as tx:
        duties.end(tx, "judge", "", ENDED, ROUND)


def test_what_is_asked_for_while_it_is_under_way_is_done_after_it(begun: Store) -> None:
    hastened(begun, NOW + timedelta(seconds=3), NOW + timedelta(seconds=5))
    end(begun)
    assert due_at(begun) == NOW + timedelta(seconds=3)


def test_what_nobody_asked_for_again_is_done_in_its_round(begun: Store) -> None:
    end(begun)
    assert due_at(begun) == ROUND


def test_what_is_due_is_not_put_off_by_being_asked_for(begun: Store) -> None:
    end(begun)
    hastened(begun, ENDED + timedelta(seconds=1), ENDED + timedelta(seconds=9))
    assert due_at(begun) == ENDED + timedelta(seconds=1)


def test_what_died_under_way_is_put_off_once_at_most(begun: Store) -> None:
    hastened(begun, *(NOW + timedelta(seconds=each) for each in range(2, 9)))
    assert due_at(begun) == NOW + timedelta(seconds=2)


def test_what_took_long_is_worn_for_so_many_times_as_long(begun: Store) -> None:
    end(begun)  # after ten seconds
    with begun.read() as tx:
        for seconds, worn in ((-1, False), (0, True), (29, True), (30, False)):
            assert bool(duties.worn(tx, "judge", 3, ENDED + timedelta(seconds=seconds))) is worn
        assert not duties.worn(tx, "apply", 3, ENDED)


def test_what_is_under_way_again_is_not_worn(begun: Store) -> None:
    end(begun)
    with begun.write() as tx:
        assert duties.begin(tx, "judge", "", ENDED + timedelta(seconds=1))
        assert not duties.worn(tx, "judge", 3, ENDED + timedelta(seconds=2))
