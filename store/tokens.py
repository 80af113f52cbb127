"""Keys of programs, kept as digests."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import astuple, fields
from sqlalchemy import Connection, text

from core.times import millis
from store.bulk import put


class Token(Struct, frozen=True, kw_only=True):
    """`id` names it for people, `scopes` are rights with a space between. Moments are in milliseconds."""

    digest: str
    id: str
    person: str
    name: str
    scopes: str
    created_at: int
    used_at: int | None = None
    expires_at: int | None = None


COLUMNS = tuple(each.name for each in fields(Token))


def add(tx: Connection, token: Token) -> None:
    put(tx, "tokens", COLUMNS, [astuple(token)], ("digest",))


def token(tx: Connection, digest: str) -> Token | None:
    row = tx.execute(text(f"{_ALL} WHERE digest = :digest"), {"digest": digest}).one_or_none()
    return None if row is None else Token(**row._asdict())


def tokens(tx: Connection, person: str | None = None) -> list[Token]:
    """Those of one person or of all, oldest first."""
    query = text(f"{_ALL} WHERE :everybody OR person = :person ORDER BY created_at, id")
    rows = tx.execute(query, {"everybody": person is None, "person": person or ""})
    return [Token(**row._asdict()) for row in rows]


def used(tx: Connection, digest: str, now: datetime) -> None:
    tx.execute(text("UPDATE tokens SET used_at = :now WHERE digest = :digest"), {"digest": digest, "now": millis(now)})


def remove(tx: Connection, digest: str) -> None:
    tx.execute(text("DELETE FROM tokens WHERE digest = :digest"), {"digest": digest})


_ALL = f"SELECT {', '.join(COLUMNS)} FROM tokens"
