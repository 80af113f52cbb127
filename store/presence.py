"""Who has a database open: what puts another one in its place, or another schema, waits for nobody to be there."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, text

from store.trouble import StoreError

OTHERS = "stop it (the service, `fairlead listen`, a command under way), then try again"


class Presence(Protocol):
    """One process at one database, from opening it to closing it."""

    def alone(self) -> bool:
        """Whether nobody else has it open."""

    def back(self) -> None:
        """No longer alone: others may come again."""

    def close(self) -> None: ...


class Beside:
    """By a lock on a file beside a SQLite database: shared as long as it is open. It falls with its process."""

    def __init__(self, path: Path) -> None:
        """StoreError while somebody is alone with it."""
        self._file = path.open("a")
        if not self._locked(fcntl.LOCK_SH):
            self._file.close()
            raise StoreError("the database is just being restored, copied or upgraded; try again when that has ended")

    def alone(self) -> bool:
        if self._locked(fcntl.LOCK_EX):
            return True
        self.back()  # to be refused drops what was held (flock(2))
        return False

    def back(self) -> None:
        self._locked(fcntl.LOCK_SH)

    def close(self) -> None:
        self._file.close()

    def _locked(self, kind: int) -> bool:
        try:
            fcntl.flock(self._file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class Named:
    """By the name that each process gives its sessions on PostgreSQL. Who comes later is not kept out: writers are, by the lock
    of `Store.write`."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self.name = engine, name

    def alone(self) -> bool:
        with self._engine.connect() as tx:
            return not tx.execute(text(_OTHERS), {"name": self.name}).scalar_one()

    def back(self) -> None: ...

    def close(self) -> None: ...


@contextmanager
def nobody_else(presence: Presence, deed: str) -> Iterator[None]:
    """StoreError when somebody else has it open."""
    if not presence.alone():
        raise StoreError(f"the database cannot be {deed} while another Fairlead has it open: {OTHERS}")
    try:
        yield
    finally:
        presence.back()


_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'fairlead %' AND application_name <> :name
"""
