"""What can be wrong with a database, in words with a mend."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError

SIGNS = ("malformed", "not a database", "disk image")


class StoreError(Exception):
    """The database cannot be used; the text says why and what to do, without passwords."""


class Busy(StoreError):
    """Another process, or another thread of this one, is at the same job."""


class Lost(StoreError):
    """A lock is not held any more, because its process was away for too long: others may be at the same job now."""


@contextmanager
def told() -> Iterator[None]:
    """Trouble of the database itself, in words with a mend; errors in our statements stay what they are."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip()
        if any(sign in reason for sign in SIGNS):
            raise StoreError(damaged(reason)) from error
        if isinstance(error, OperationalError):
            raise StoreError(f"the database cannot be used at the moment: {reason}") from error
        raise


def damaged(reason: str) -> str:
    said = " ".join(reason.split())
    return (
        f"the database file is damaged ({said}). Stop the hub, then put a backup in its place: `fairlead restore FILE` moves "
        "the damaged one aside. Without a backup move it and its -wal file away, and `fairlead sync` builds a new one from "
        "the tools"
    )
