"""People who may come to the pages and the API, and how the hub knows them."""

from datetime import datetime

from msgspec import Struct
from msgspec.structs import astuple, fields
from sqlalchemy import Connection, text

from core.authority import Role
from core.times import millis
from store.bulk import put


class User(Struct, frozen=True, kw_only=True):
    """By e-mail in lower case. `password` is an Argon2 hash, `invitation` the digest of a link that holds until
    `invited_until`. Moments are in milliseconds."""

    person: str
    name: str = ""
    role: Role = "viewer"
    password: str | None = None
    invitation: str | None = None
    invited_until: int | None = None
    created_at: int
    seen_at: int | None = None


COLUMNS = tuple(each.name for each in fields(User))


def save(tx: Connection, user: User) -> None:
    put(tx, "users", COLUMNS, [astuple(user)], ("person",), "replace")


def user(tx: Connection, person: str) -> User | None:
    row = tx.execute(text(f"{_ALL} WHERE person = :person"), {"person": person}).one_or_none()
    return None if row is None else User(**row._asdict())


def users(tx: Connection) -> list[User]:
    """Everybody, in order of e-mail addresses."""
    return [User(**row._asdict()) for row in tx.execute(text(f"{_ALL} ORDER BY person"))]


def invited(tx: Connection, digest: str, now: datetime) -> User | None:
    """Who was given this link, as long as it holds."""
    query = text(f"{_ALL} WHERE invitation = :digest AND invited_until > :now")
    row = tx.execute(query, {"digest": digest, "now": millis(now)}).one_or_none()
    return None if row is None else User(**row._asdict())


def seen(tx: Connection, person: str, now: datetime) -> None:
    tx.execute(text("UPDATE users SET seen_at = :now WHERE person = :person"), {"person": person, "now": millis(now)})


def remove(tx: Connection, person: str) -> None:
    """With all that they came by."""
    for table in ("sessions", "tokens", "replies", "users"):
        tx.execute(text(f"DELETE FROM {table} WHERE person = :person"), {"person": person})


def team_of(tx: Connection, person: str) -> str | None:
    """As the people map and the tools have it."""
    team: str | None = tx.execute(text("SELECT team FROM people WHERE person = :person"), {"person": person}).scalar()
    return team


_ALL = f"SELECT {', '.join(COLUMNS)} FROM users"
