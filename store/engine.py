"""The database opened for work, and the only transactions there are. Beneath every station on the road of an item."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import IO, TYPE_CHECKING
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from store.as_of import Past
from store.presence import Beside, Named, Presence, nobody_else
from store.schema import create
from store.trouble import Busy, StoreError, damaged, told

if TYPE_CHECKING:
    from store.leases import Leases

__all__ = ["REVISION", "Busy", "Store", "StoreError"]

REVISION = "0001"  # the schema this code works on: head of store/migrations
LOCK_SECONDS = 90.0  # longer than the longest transaction of ours and any backup that locks a page
LOOK_AGAIN = 0.1  # seconds between looks at whether another process has ended its job
ADVISORY_LOCK = (
    0x6661_6972  # "fair": one writer at a time on PostgreSQL, and the first half of the key of each other lock
)
PLANNED = "-c random_page_cost=1.1 -c jit=off"  # pages lie on no spinning disk, and statements are short
PAUSED = "-c idle_in_transaction_session_timeout=60s"  # a writer that is cut off holds up no other for longer
HEARD = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


class _Undone(Exception):
    """Ends a trial."""


class Store:
    """One database. Threads may share it: any number read, one writes. Close it at the end."""

    def __init__(
        self,
        readers: Engine,
        writer: Engine,
        historians: Engine,
        lock_file: IO[str] | None,
        presence: Presence,
        leases: "Leases | None" = None,
    ) -> None:
        self._readers = readers
        self._writer = writer
        self._historians = historians
        self._lock_file = lock_file
        self._leases = leases
        self._presence = presence
        self._writing = Lock()

    @classmethod
    def open(cls, url: str) -> "Store":
        """The database at `sqlite:///file` or `postgresql://…`, made where there is none. On SQLite one of an older version is
        upgraded, after a snapshot of it; on PostgreSQL, which several processes share, `fairlead db upgrade` does that.

        StoreError when it cannot be reached, is damaged, or was written by another version of Fairlead.
        """
        store = cls.reach(url)
        try:
            store._settle()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def reach(cls, url: str) -> "Store":
        """The same, as it is: for care of the database itself. Nothing may be there, or another schema."""
        address = _address(url)
        return _sqlite(cls, address) if address.get_backend_name() == "sqlite" else _postgresql(cls, address)

    @property
    def file(self) -> Path | None:
        """Of a SQLite database."""
        return Path(str(self._writer.url.database)) if self._lock_file else None

    @property
    def url(self) -> str:
        """Without a password."""
        return self._writer.url.set(drivername=self._writer.dialect.name).render_as_string()

    def conninfo(self, schema: str) -> str:
        """How others reach this PostgreSQL database, with its password, to find their tables in a schema of their own."""
        at = self._writer.url.set(drivername="postgresql")
        options = f"{at.query.get('options', '')} -c search_path={schema}".strip()
        told = at.difference_update_query(["options"]).render_as_string(hide_password=False)
        name = self._presence.name if isinstance(self._presence, Named) else ""
        from psycopg.conninfo import make_conninfo  # takes longer to import than most commands on SQLite run

        return make_conninfo(told, **HEARD, application_name=name, options=options)

    @contextmanager
    def whole(self, deed: str) -> Iterator[None]:
        """StoreError, which says that it cannot be `deed`, when somebody else has the database open."""
        with told(), nobody_else(self._presence, deed):
            yield

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot that does not change while it is open, and through which nothing can be written."""
        with told(), self._readers.connect() as tx, tx.begin():
            yield tx

    @contextmanager
    def as_of(self, at: datetime) -> Iterator[Connection]:
        """A snapshot like that of `read`, in which the tables hold what stood at a moment (`store.as_of` says how far that is
        known). Writers do not wait for it. At a million items it takes about a minute to open.

        Its connection is used once: a statement that PostgreSQL prepared for a real table would go on reading that.
        """
        with told(), self._historians.connect() as tx, tx.begin() as undone:
            Past(tx, at).stand_in()
            yield tx
            undone.rollback()

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[Connection]:
        """A transaction, committed at the normal end. Others wait for it, so nothing slow belongs inside.

        Whatever dies, it is whole or not at all. `durable`: once committed it also outlives a power cut, which costs a wait
        for the disk; what was pulled can be pulled again, but an intent must be known before its call is made.
        """
        with self._writing, told(), _held(self._lock_file), self._writer.connect() as tx:
            _insist(tx, durable)
            with tx.begin():
                if tx.dialect.name == "postgresql":
                    tx.execute(text(_TURN), {"disk": "on" if durable else "off", "lock": ADVISORY_LOCK})
                    self.insist()
                yield tx

    @contextmanager
    def trial(self) -> Iterator[Connection]:
        """A transaction of which nothing stays: to see what a change would do. Writers wait for it meanwhile."""
        with suppress(_Undone), self.write() as tx:
            yield tx
            raise _Undone

    @contextmanager
    def alone(self, job: str, patience: float = 0.0, *, shared: bool = False) -> Iterator[None]:
        """One process does this job at a time, or any number of those that share it; Busy when another one is still at it after
        so many seconds. A lock that falls with its process, and on PostgreSQL with one that is away for too long: what is
        written under it after that is refused (`store.leases.Lost`)."""
        until = time.monotonic() + patience
        while True:
            with told(), self._tried(job, shared) as free:
                if free:
                    yield
                    return
            if time.monotonic() >= until:
                raise Busy(f"another `fairlead {job}` is under way on this database; wait until it has ended")
            time.sleep(LOOK_AGAIN)

    @contextmanager
    def _tried(self, job: str, shared: bool) -> Iterator[bool]:
        if self._lock_file:
            with Path(f"{self._lock_file.name}-{quote(job, safe=' ').replace(' ', '-')}").open("a") as file:
                yield _locked(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
            return
        assert self._leases
        with self._leases.tried(job, shared=shared) as free:
            yield free

    def insist(self) -> None:
        """Lost when a lock under which this is done is not held any more. On SQLite it is, as long as its process lives."""
        if self._leases:
            self._leases.insist()

    def check(self) -> None:
        """StoreError when pages of a SQLite database are damaged. Reads the whole file: before writing to tools."""
        with self.read() as tx:
            found = tx.execute(text("PRAGMA quick_check(1)")).scalar() if tx.dialect.name == "sqlite" else "ok"
        if found != "ok":
            raise StoreError(damaged(str(found)))

    def close(self) -> None:
        self._readers.dispose()
        self._writer.dispose()
        for each in (self._lock_file, self._leases, self._presence):
            if each:
                each.close()

    def _settle(self) -> None:
        with self.read() as tx:
            found = revision(tx)
        if found == REVISION:
            return
        if found is None:
            with self.write() as tx:
                if revision(tx) is None:
                    create(tx)
            return
        from store.care.upgrading import upgrade  # alembic takes longer to import than most commands run

        upgrade(self, asked=False)


_TURN = "SELECT set_config('synchronous_commit', :disk, true), pg_advisory_xact_lock(:lock)"


def _insist(tx: Connection, durable: bool) -> None:
    """Whether to wait for the disk. SQLite is told before the transaction begins, PostgreSQL (`_TURN`) within."""
    if tx.dialect.name == "sqlite":
        driver: sqlite3.Connection = tx.connection.driver_connection  # type: ignore[assignment]
        driver.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        raise StoreError("database: write sqlite:///file.db or postgresql://user@host/name") from None
    if address.get_backend_name() == "sqlite" and address.database not in (None, "", ":memory:"):
        return address.set(drivername="sqlite")
    if address.get_backend_name() == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    raise StoreError("database: write sqlite:///file.db or postgresql://user@host/name")


def _sqlite(kind: type[Store], address: URL) -> Store:
    """SQLite up to 3.51.2 can damage a WAL file that two connections write or checkpoint at the same instant, so a lock
    beside the database lets one process write at a time, and only the writer checkpoints.
    https://sqlite.org/wal.html#walresetbug
    """
    path = Path(str(address.database))
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # it holds private text
        presence = Beside(path.with_name(path.name + "-lock-use"))
        lock_file = path.with_name(path.name + "-lock").open("a")
    except OSError as error:
        raise StoreError(
            f"database {path} cannot be opened: {error.strerror}; is its folder there, and may it be written?"
        ) from None
    options = {"timeout": LOCK_SECONDS, "check_same_thread": False, "isolation_level": None}
    readers = create_engine(address, hide_parameters=True, connect_args=options, pool_size=8)
    writer = create_engine(address, hide_parameters=True, connect_args=options, pool_size=1, max_overflow=0)
    historians = create_engine(address, hide_parameters=True, connect_args=options, poolclass=NullPool)
    pragmas = ("journal_mode = WAL", "wal_autocheckpoint = 4000", "cache_size = -16000")
    _prepare(writer, "BEGIN IMMEDIATE", "page_size = 8192", *pragmas)
    _prepare(readers, "BEGIN", "query_only = ON", "wal_autocheckpoint = 0")
    _prepare(historians, "BEGIN", "wal_autocheckpoint = 0", "cache_size = -64000", "temp.cache_size = -128000")
    return kind(readers, writer, historians, lock_file, presence)


def _prepare(engine: Engine, begin: str, *pragmas: str) -> None:
    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _record: object) -> None:
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(tx: Connection) -> None:
        tx.exec_driver_sql(begin)


def _postgresql(kind: type[Store], address: URL) -> Store:
    from store.leases import (
        OPTIONS,
        Leases,
    )  # with psycopg, which takes longer to import than most commands on SQLite run

    name = f"fairlead {os.getpid()} {token_hex(4)}"
    options = {"hide_parameters": True, "pool_pre_ping": True}
    own = str(address.query.get("options", ""))
    to, write, lock = (
        {**HEARD, "application_name": name, "options": f"{PLANNED} {own} {more}"} for more in ("", PAUSED, OPTIONS)
    )
    readers = create_engine(address, isolation_level="REPEATABLE READ", connect_args=to, **options)
    writer = create_engine(address, isolation_level="READ COMMITTED", connect_args=write, **options)
    historians = create_engine(
        address, isolation_level="REPEATABLE READ", poolclass=NullPool, connect_args=to, hide_parameters=True
    )
    sessions = create_engine(address, isolation_level="AUTOCOMMIT", max_overflow=-1, connect_args=lock, **options)
    read = readers.execution_options(postgresql_readonly=True)
    return kind(read, writer, historians, None, Named(writer, name), Leases(sessions))


def revision(tx: Connection) -> str | None:
    """Of the schema that is there; None for an empty database."""
    if not inspect(tx).has_table("alembic_version"):
        return None
    return tx.execute(text("SELECT version_num FROM alembic_version")).scalar()


@contextmanager
def _held(lock_file: IO[str] | None) -> Iterator[None]:
    """The lock between processes, for as long as the body runs. It falls with its process, however that dies."""
    if lock_file is None:
        yield
        return
    end = time.monotonic() + LOCK_SECONDS
    while not _locked(lock_file):
        if time.monotonic() > end:
            raise StoreError(f"another Fairlead has been writing for {LOCK_SECONDS:.0f} seconds; is it stopped?")
        time.sleep(0.01)
    try:
        yield
    finally:
        fcntl.flock(lock_file, fcntl.LOCK_UN)


def _locked(lock_file: IO[str], kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(lock_file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
