"""Copies of a SQLite database, made while the hub is at work, and put back in its place (P29)."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from store.engine import Store, StoreError
from store.keys import CHECK

BESIDE = ("-wal", "-shm")


def backup(store: Store, file: Path) -> int:
    """Copies the database, as it is at one moment, to a new file for its owner only; returns its size in bytes.

    The copy is read through a snapshot, so nobody waits for it. It is on the disk, and was checked, before it gets its name.
    StoreError when something of that name is there, or the copy cannot be made.
    """
    if not store.file:
        raise StoreError(
            f"{store.url}: a backup of PostgreSQL is made by its own tools, while the hub runs: "
            f"`pg_dump --format=custom --file={file}` with this address"
        )
    if file.exists():
        raise StoreError(f"{file} is there already, and is not written over; name another file")
    with store.read() as tx:
        source = tx.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        return _copied(source, file)


def snapshot(store: Store, revision: str) -> Path:
    """A backup beside the database, named by its schema and when it was last changed. One that was made of the same before
    will do."""
    assert store.file
    changed = max(each.stat().st_mtime for each in (store.file, _beside(store.file, "-wal")) if each.exists())
    at = datetime.fromtimestamp(changed, UTC)
    file = store.file.with_name(f"{store.file.name}.{revision}-{at:%Y%m%dT%H%M%S.%fZ}")
    if not file.exists():
        backup(store, file)
    return file


class Found(Struct, frozen=True):
    """What a backup is: the revision of its schema, and the `store.keys.check_value` of the key that its hub wrote with."""

    schema: str
    key: str | None


def look(file: Path) -> Found:
    """StoreError when it is damaged, or no backup of a hub."""
    with closing(_reading(file)) as source:
        try:
            (schema,) = source.execute("SELECT version_num FROM alembic_version").fetchone()
            key = source.execute("SELECT value FROM meta WHERE key = ?", (CHECK,)).fetchone()
        except (sqlite3.Error, TypeError):
            raise StoreError(f"{file} is a database, but no backup of a hub; name another one") from None
    return Found(schema, key[0] if key else None)


def restore(store: Store, file: Path, now: datetime) -> Path | None:
    """Puts a copy in the place of the database (`store` as `Store.reach` gives it). What stood there is moved aside, to the
    file that is returned; None if it was empty. StoreError when somebody has it open."""
    if not store.file:
        raise StoreError(f"{store.url}: PostgreSQL is restored by its own tools: `pg_restore` with this address")
    aside = store.file.with_name(f"{store.file.name}.before-restore-{now:%Y%m%dT%H%M%S.%fZ}")
    part = _part(store.file)
    with store.whole("restored"), _disk(store.file), _held(part), closing(_reading(file)) as source:
        _fill(source, part)
        _fold_in(store.file)
        stood = store.file.stat().st_size > 0
        if stood:
            _move_aside(store.file, aside)
        part.replace(store.file)
        _settle(store.file.parent)
    return aside if stood else None


def _reading(file: Path) -> sqlite3.Connection:
    """A copy that nobody writes, opened to be looked at. StoreError when it cannot be read or is damaged."""
    try:
        source = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
        found = source.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise StoreError(f"{file} cannot be read as a backup: {error}; name another one") from None
    if found != "ok":
        raise StoreError(f"{file} is damaged ({found}); take an older backup")
    return source


def _copied(source: sqlite3.Connection, file: Path) -> int:
    part = _part(file)
    with _disk(file), _held(part):
        _fill(source, part)
        _reading(part).close()
        _name(part, file)
        _settle(file.parent)
        return file.stat().st_size


def _name(part: Path, file: Path) -> None:
    """Never over another one."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise StoreError(f"{file} is there already, and is not written over; name another file") from None
    except OSError:  # a file system without hard links; that nothing was there was seen before
        part.rename(file)


def _fill(source: sqlite3.Connection, part: Path) -> None:
    for each in BESIDE:
        _beside(part, each).unlink(missing_ok=True)  # of one that was killed
    with closing(sqlite3.connect(part)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, whole in itself
    with part.open("rb") as written:
        os.fsync(written.fileno())


@contextmanager
def _held(part: Path) -> Iterator[None]:
    """An empty file for its owner only; gone at the end if it got no other name."""
    with os.fdopen(os.open(part, os.O_CREAT | os.O_RDWR, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(f"another backup is just being written to {part}; wait until it has ended") from None
        file.truncate()
        try:
            yield
        finally:
            for each in ("", *BESIDE):
                _beside(part, each).unlink(missing_ok=True)


@contextmanager
def _disk(file: Path) -> Iterator[None]:
    """Trouble of the disk in words."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise StoreError(f"{file} cannot be written: {error}; is there room, and may the folder be written?") from None


def _fold_in(database: Path) -> None:
    """What is still in its write-ahead log into the database, so that it is one file. Of a damaged one both stay as they are:
    somebody may want to save what can be saved."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as seen:
        if seen.execute("PRAGMA quick_check(1)").fetchone() == ("ok",):
            with closing(sqlite3.connect(database)) as held:
                held.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _move_aside(database: Path, aside: Path) -> None:
    """A log that is left belongs to the database that goes, and would be read into the one that comes."""
    try:
        os.link(database, aside)
    except FileExistsError:
        raise StoreError(f"{aside} is there already; move it away") from None
    for each in BESIDE:
        with suppress(FileNotFoundError):
            _beside(database, each).replace(_beside(aside, each))


def _settle(folder: Path) -> None:
    """Names are on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _part(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")


def _beside(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)
