"""Browsers that are signed in. A digest of what their cookie holds is kept, so nobody signs in by reading the database."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import astuple, fields
from sqlalchemy import Connection, text

from core.times import millis
from store.bulk import put

LABEL = 12  # first characters of a digest, which name a session for people


class Session(Struct, frozen=True, kw_only=True):
    """`via` is how they came in. Moments are in milliseconds."""

    digest: str
    person: str
    via: str
    created_at: int
    used_at: int
    expires_at: int

    @property
    def label(self) -> str:
        return self.digest[:LABEL]


COLUMNS = tuple(each.name for each in fields(Session))


def begin(tx: Connection, session: Session) -> None:
    """Those whose time is over go meanwhile."""
    tx.execute(text("DELETE FROM sessions WHERE expires_at <= :now"), {"now": session.created_at})
    put(tx, "sessions", COLUMNS, [astuple(session)], ("digest",))


def session(tx: Connection, digest: str) -> Session | None:
    row = tx.execute(text(f"{_ALL} WHERE digest = :digest"), {"digest": digest}).one_or_none()
    return None if row is None else Session(**row._asdict())


def of_person(tx: Connection, person: str) -> list[Session]:
    """The one that was used last before the others."""
    query = text(f"{_ALL} WHERE person = :person ORDER BY used_at DESC, digest")
    return [Session(**row._asdict()) for row in tx.execute(query, {"person": person})]


def used(tx: Connection, digest: str, now: datetime) -> None:
    tx.execute(
        text("UPDATE sessions SET used_at = :now WHERE digest = :digest"), {"digest": digest, "now": millis(now)}
    )


def end(tx: Connection, digest: str) -> None:
    tx.execute(text("DELETE FROM sessions WHERE digest = :digest"), {"digest": digest})


def end_all(tx: Connection, person: str) -> None:
    tx.execute(text("DELETE FROM sessions WHERE person = :person"), {"person": person})


_ALL = f"SELECT {', '.join(COLUMNS)} FROM sessions"
