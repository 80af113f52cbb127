"""A lock on PostgreSQL is a lease: whoever was cut off from the server has lost it, and writes nothing more under it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from store import Busy, Store, meta
from store.engine import ADVISORY_LOCK
from store.leases import SILENT
from store.trouble import Lost
from tests.store.conftest import NewUrl


@pytest.fixture
def both(new_url: NewUrl) -> Iterator[tuple[Store, Store]]:
    """Two processes at one database."""
    address = new_url("postgresql")
    one, other = Store.open(address), Store.open(address)
    yield one, other
    one.close()
    other.close()


def cut_all_off(store: Store) -> None:
    """Ends all sessions that hold locks, as the server does when they are silent for too long."""
    with store.read() as tx:
        tx.execute(text(_CUT), {"lock": ADVISORY_LOCK})


_CUT = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = :lock AND objsubid = 2"


def test_whoever_was_cut_off_writes_nothing_while_another_one_is_at_it(both: tuple[Store, Store]) -> None:
    one, other = both
    with one.alone("sync jira"):
        with one.write() as tx:
            meta.put(tx, "who", "one")
        cut_all_off(other)
        with other.alone("sync jira", 5.0), other.write() as tx:
            meta.put(tx, "who", "other")
        with pytest.raises(Lost, match="sync jira"), one.write() as tx:
            meta.put(tx, "who", "one again")
        with pytest.raises(Lost):
            one.insist()
    with one.read() as tx:
        assert meta.get(tx, "who") == "other"


def test_what_needs_no_lock_is_written_as_ever(both: tuple[Store, Store]) -> None:
    one, other = both
    with one.alone("sync jira"):
        cut_all_off(other)
    with one.write() as tx:
        meta.put(tx, "who", "one")
    with one.alone("sync jira"), pytest.raises(Busy), other.alone("sync jira"):
        pass


def test_a_lock_is_free_again_after_an_error(both: tuple[Store, Store]) -> None:
    one, other = both
    with pytest.raises(ZeroDivisionError), one.alone("sync jira"):
        raise ZeroDivisionError
    with other.alone("sync jira"):
        pass


def test_the_server_itself_ends_what_is_silent(both: tuple[Store, Store]) -> None:
    """Whose process is paused says nothing; so the time limit is the session's own, kept by the server."""
    one, _ = both
    assert one._leases
    with one._leases._sessions.connect() as session:
        assert session.execute(text("SHOW idle_session_timeout")).scalar_one() == f"{SILENT}s"
