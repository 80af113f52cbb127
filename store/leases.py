"""Locks between processes on PostgreSQL. Each is a lease, kept by a session of its own for as long as its holder is heard of.

The server ends the session of a process that died at once, and that of one which is paused or cut off after `SILENT` seconds;
others take over then. Whoever wakes up finds its lease lost before it commits or writes anything.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Event, Lock, Thread

import psycopg
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from store.engine import ADVISORY_LOCK
from store.trouble import Lost

SILENT, EVERY = 20, 4.0
"""So many seconds without a word from a process end its leases; so often each of them says one."""
OPTIONS = f"-c idle_session_timeout={SILENT}s"


class Lease:
    """A lock that was had; `over` once its holder has let it go."""

    def __init__(self, job: str, session: psycopg.Connection, of: "Leases") -> None:
        self.job, self.of, self.over = job, of, False
        self._session = session

    def insist(self) -> None:
        """Lost when it is not held any more: it is held as long as its session is there."""
        if self.over:
            raise Lost(f"`fairlead {self.job}` has ended, and this was a part of it")
        try:
            self._session.execute("SELECT 1")
        except psycopg.Error as error:
            raise Lost(
                f"this process was away from the database for too long, and `fairlead {self.job}` may be under way elsewhere; "
                f"what it had committed stays ({str(error).strip()})"
            ) from error


class Leases:
    """Of one process. `sessions` connects with `OPTIONS`, and commits each statement by itself."""

    def __init__(self, sessions: Engine) -> None:
        self._sessions = sessions
        self._kept: set[Lease] = set()
        self._lock, self._closing = Lock(), Event()
        self._keeper: Thread | None = None

    @contextmanager
    def tried(self, job: str, *, shared: bool) -> Iterator[bool]:
        """Whether the lock could be had at once; it is held while the body runs."""
        kind, names = "_shared" if shared else "", {"lock": ADVISORY_LOCK, "job": job}
        with self._sessions.connect() as session:
            if not session.execute(text(f"SELECT pg_try_advisory_lock{kind}(:lock, hashtext(:job))"), names).scalar():
                yield False
                return
            driver: psycopg.Connection = session.connection.driver_connection  # type: ignore[assignment]
            try:
                with self._keeping(Lease(job, driver, self)):
                    yield True
            finally:
                with suppress(DBAPIError):  # if the session is not there, neither is the lock
                    session.execute(text(f"SELECT pg_advisory_unlock{kind}(:lock, hashtext(:job))"), names)

    def insist(self) -> None:
        """Lost when a lock under which this is done is not held any more."""
        for lease in _HELD.get():
            if lease.of is self:
                lease.insist()

    def close(self) -> None:
        self._closing.set()
        self._sessions.dispose()

    @contextmanager
    def _keeping(self, lease: Lease) -> Iterator[None]:
        with self._lock:
            self._kept.add(lease)
            if not self._keeper:
                self._keeper = Thread(target=self._keep, name="leases", daemon=True)
                self._keeper.start()
        before = _HELD.set((*_HELD.get(), lease))
        try:
            yield
        finally:
            _HELD.reset(before)
            lease.over = True
            with self._lock:
                self._kept.discard(lease)

    def _keep(self) -> None:
        while not self._closing.wait(EVERY):
            with self._lock:
                kept = list(self._kept)
            for lease in kept:
                with suppress(Lost):  # whoever holds it asks as well
                    lease.insist()


_HELD: ContextVar[Sequence[Lease]] = ContextVar("leases", default=())
