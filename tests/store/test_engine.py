"""Transactions, and what happens to databases that cannot be used."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from store import Store, StoreError, meta
from tests.store.samples import item, pull


def test_a_snapshot_does_not_see_later_writes(store: Store) -> None:
    with store.read() as tx:
        before = meta.get(tx, "a")
        with store.write() as other:
            meta.put(other, "a", "1")
        assert before is None
        assert meta.get(tx, "a") is None
    with store.read() as tx:
        assert meta.get(tx, "a") == "1"


def test_nothing_is_written_through_a_reader(store: Store) -> None:
    with pytest.raises((DBAPIError, StoreError)), store.read() as tx:
        meta.put(tx, "a", "1")
    with store.read() as tx:
        assert meta.get(tx, "a") is None


def test_writers_take_turns(url: str) -> None:
    """Two hubs on one database, four threads each: no increment is lost."""
    stores = [Store.open(url), Store.open(url)]

    def increment(store: Store) -> None:
        for _ in range(5):
            with store.write() as tx:
                meta.put(tx, "n", str(int(meta.get(tx, "n") or 0) + 1))

    threads = [threading.Thread(target=increment, args=(store,)) for store in stores for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].read() as tx:
        assert meta.get(tx, "n") == "40"
    for store in stores:
        store.close()


def test_a_foreign_lock_delays_and_fails_nothing(database_file: Path) -> None:
    store = Store.open(f"sqlite:///{database_file}")
    foreign = sqlite3.connect(database_file, isolation_level=None, check_same_thread=False)
    foreign.execute("BEGIN IMMEDIATE")
    with store.read() as tx:
        assert meta.get(tx, "a") is None
    timer = threading.Timer(0.3, lambda: foreign.execute("COMMIT"))
    timer.start()
    with store.write() as tx:
        meta.put(tx, "a", "1")
    timer.join()
    foreign.close()
    store.close()


def test_opening_again_keeps_everything(url: str) -> None:
    store = Store.open(url)
    pull(store, item(1))
    store.close()
    store = Store.open(url)
    with store.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM items")).scalar() == 1
    store.close()


def test_a_newer_schema_is_refused(url: str) -> None:
    store = Store.open(url)
    with store.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreError, match="newer Fairlead"):
        Store.open(url)


def test_a_file_that_is_no_database_is_refused(database_file: Path) -> None:
    database_file.write_bytes(b"not a database at all, but long enough to look at" * 100)
    with pytest.raises(StoreError, match=r"damaged.*`fairlead restore FILE`"):
        Store.open(f"sqlite:///{database_file}")


def test_flipped_bytes_are_found_before_anything_is_written_outside(database_file: Path) -> None:
    store = Store.open(f"sqlite:///{database_file}")
    pull(store, *(item(number) for number in range(300)))
    store.check()
    store.close()
    pages = bytearray(database_file.read_bytes())
    for page in range(8_192, len(pages), 8_192):
        pages[page] ^= 0xFF  # the byte that says what kind of page it is
    database_file.write_bytes(pages)
    with pytest.raises(StoreError, match="damaged"):
        Store.open(f"sqlite:///{database_file}").check()


@pytest.mark.parametrize("address", ["", "mysql://root@host/db", "sqlite://", "sqlite:///:memory:", "what?"])
def test_other_addresses_are_refused_with_the_mend(address: str) -> None:
    with pytest.raises(StoreError, match="write sqlite:///file"):
        Store.open(address)


def test_no_password_is_told() -> None:
    with pytest.raises(StoreError) as caught:
        Store.open("postgresql://hub:hunter2@127.0.0.1:1/fairlead")
    assert "hunter2" not in str(caught.value)


def test_the_database_is_for_its_owner_only(database_file: Path) -> None:
    Store.open(f"sqlite:///{database_file}").close()
    assert database_file.stat().st_mode & 0o077 == 0


def test_a_job_is_done_by_one_process_at_a_time(url: str) -> None:
    one, other = Store.open(url), Store.open(url)
    with one.alone("sync"):
        with pytest.raises(StoreError, match="another `fairlead sync` is under way"), other.alone("sync"):
            pass
        with other.alone("apply"):
            pull(other, item(1))
    with other.alone("sync"):
        pass
    one.close()
    other.close()


def test_whoever_has_patience_waits_for_the_other_to_end(url: str) -> None:
    one, other = Store.open(url), Store.open(url)
    began, done = threading.Event(), list[str]()

    def work() -> None:
        with one.alone("answers"):
            began.set()
            threading.Event().wait(0.3)
            done.append("one")

    worker = threading.Thread(target=work)
    worker.start()
    assert began.wait(10)
    with other.alone("apply"), other.alone("answers", 30):
        done.append("other")
    worker.join()
    assert done == ["one", "other"]
    one.close()
    other.close()


def test_no_private_text_is_told_with_a_broken_statement(store: Store) -> None:
    statement = "INSERT INTO nowhere (title) VALUES (:title)"
    with pytest.raises(Exception, match="nowhere") as caught, store.write() as tx:
        tx.execute(text(statement), {"title": "layoffs in May"})
    assert "layoffs" not in f"{caught.value} {caught.value.__cause__}"
