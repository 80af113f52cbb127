"""Copies of a database that is at work, and put back (P29)."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from store import Store, StoreError, keys, meta
from store.care import backup
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, item, pull

KEY = b"k" * 32


def told(file: Path) -> tuple[str, str]:
    """Two values that are always written together."""
    with closing(sqlite3.connect(file)) as tx:
        a, b = (tx.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0] for key in "ab")
        return a, b


def counting(store: Store, stop: threading.Event) -> None:
    number = 0
    while not stop.is_set():
        with store.write() as tx:
            meta.put(tx, "a", str(number))
            meta.put(tx, "b", str(number))
        number += 1


def test_a_copy_is_of_one_moment_whoever_writes_meanwhile(database_file: Path, tmp_path: Path) -> None:
    with closing(Store.open(f"sqlite:///{database_file}")) as store:
        pull(store, *(item(number) for number in range(2_000)))
        stop = threading.Event()
        with store.write() as tx:
            tx.execute(text("INSERT INTO meta (key, value) VALUES ('a', '-'), ('b', '-')"))
        writer = threading.Thread(target=counting, args=(store, stop))
        writer.start()
        copies = [tmp_path / f"copy-{number}.db" for number in range(3)]
        for copy in copies:
            assert backup.backup(store, copy) == copy.stat().st_size
        stop.set()
        writer.join()
    assert all(len(set(told(copy))) == 1 for copy in copies)
    assert {copy.stat().st_mode & 0o777 for copy in copies} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir() if "copy" in path.name) == [copy.name for copy in copies]


def test_nothing_is_written_over(database_file: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("mine")
    with closing(Store.open(f"sqlite:///{database_file}")) as store:
        with pytest.raises(StoreError, match="is there already"):
            backup.backup(store, taken)
        with pytest.raises(StoreError, match="cannot be written"):
            backup.backup(store, tmp_path / "nowhere" / "copy.db")
    assert taken.read_text() == "mine"


def test_what_a_backup_that_was_killed_left_is_in_nobodys_way(database_file: Path, tmp_path: Path) -> None:
    for rest in ("", "-wal", "-shm"):
        (tmp_path / f".copy.db.part{rest}").write_bytes(b"half of one" * 1_000)
    with closing(Store.open(f"sqlite:///{database_file}")) as store:
        pull(store, item(1))
        backup.backup(store, tmp_path / "copy.db")
    assert backup.look(tmp_path / "copy.db") == backup.Found("0001", None)
    assert [path for path in tmp_path.iterdir() if "part" in path.name] == []


def test_a_restored_copy_stands_in_the_place_of_what_is_kept_aside(database_file: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{database_file}", tmp_path / "copy.db"
    with closing(Store.open(url)) as store:
        with store.write() as tx:
            keys.note(tx, KEY)
        pull(store, item(1))
        backup.backup(store, copy)
        pull(store, item(2))
    assert backup.look(copy) == backup.Found("0001", keys.check_value(KEY))
    with closing(Store.reach(url)) as store:
        aside = backup.restore(store, copy, NOW)
    assert aside == database_file.with_name("fairlead.db.before-restore-20260302T120000.000000Z")
    assert [items(each) for each in (f"sqlite:///{aside}", url)] == [2, 1]
    with closing(Store.reach(f"sqlite:///{tmp_path / 'none.db'}")) as store:
        assert backup.restore(store, copy, NOW) is None
    assert items(f"sqlite:///{tmp_path / 'none.db'}") == 1


def items(url: str) -> int:
    with closing(Store.open(url)) as store, store.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM items")).scalar_one())


def test_nothing_is_restored_under_a_hub_that_is_at_work(database_file: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{database_file}", tmp_path / "copy.db"
    with closing(Store.open(url)) as store, closing(Store.reach(url)) as other:
        backup.backup(store, copy)
        with pytest.raises(StoreError, match="cannot be restored while another Fairlead has it open"):
            backup.restore(other, copy, NOW)
        pull(store, item(1))
    with closing(Store.reach(url)) as store, store.whole("restored"), pytest.raises(StoreError, match="try again"):
        Store.open(url)
    assert items(url) == 1


def test_a_damaged_database_gives_way_with_its_log(database_file: Path, tmp_path: Path) -> None:
    url, copy = f"sqlite:///{database_file}", tmp_path / "copy.db"
    with closing(Store.open(url)) as store:
        pull(store, item(1))
        backup.backup(store, copy)
    database_file.write_bytes(b"rubbish" * 5_000)
    log = database_file.with_name("fairlead.db-wal")
    log.write_bytes(b"more of it")
    with closing(Store.reach(url)) as store:
        aside = backup.restore(store, copy, NOW)
    assert aside
    assert (aside.read_bytes(), aside.with_name(f"{aside.name}-wal").read_bytes()) == (
        b"rubbish" * 5_000,
        b"more of it",
    )
    assert items(url) == 1


def test_what_is_no_sound_backup_is_refused(database_file: Path, tmp_path: Path) -> None:
    url, copy, other = f"sqlite:///{database_file}", tmp_path / "copy.db", tmp_path / "other.db"
    with closing(Store.open(url)) as store:
        pull(store, *(item(number) for number in range(300)))
        backup.backup(store, copy)
    pages = bytearray(copy.read_bytes())
    pages[8_192 * 5] ^= 0xFF
    copy.write_bytes(pages)
    sqlite3.connect(other).execute("CREATE TABLE notes (a)").connection.close()
    for file, why in ((copy, "damaged"), (other, "no backup of a hub"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(StoreError, match=why):
            backup.look(file)


def test_postgresql_is_told_of_its_own_tools(new_url: NewUrl, tmp_path: Path) -> None:
    with closing(Store.open(new_url("postgresql"))) as store:
        with pytest.raises(StoreError, match="pg_dump"):
            backup.backup(store, tmp_path / "copy")
        with pytest.raises(StoreError, match="pg_restore"):
            backup.restore(store, tmp_path / "copy", NOW)
