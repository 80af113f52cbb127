"""What requests with an idempotency key were answered, so that one that comes again is not done again."""

from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis

KEPT = timedelta(days=1)
UNDER_WAY = 0  # in the place of a status
GIVEN_UP = timedelta(minutes=2)  # whoever began it has died


class Reply(Struct, frozen=True):
    """`request` is the digest of what was asked; `status` is `UNDER_WAY` as long as nobody has answered."""

    request: str
    status: int
    body: str


def begin(tx: Connection, person: str, key: str, request: str, now: datetime) -> Reply | None:
    """None: this request is the first with the key, and is to be done now. Else what became of the one before."""
    tx.execute(text("DELETE FROM replies WHERE at < :before"), {"before": millis(now - KEPT)})
    dead = {"person": person, "key": key, "under_way": UNDER_WAY, "before": millis(now - GIVEN_UP)}
    tx.execute(text(_GIVEN_UP), dead)
    values = {"person": person, "key": key, "request": request, "status": UNDER_WAY, "at": millis(now)}
    if tx.execute(text(_BEGIN), values).rowcount:
        return None
    return Reply(*tx.execute(text(_FIND), {"person": person, "key": key}).one())


def finish(tx: Connection, person: str, key: str, status: int, body: str) -> None:
    tx.execute(text(_FINISH), {"person": person, "key": key, "status": status, "body": body})


def forget(tx: Connection, person: str, key: str) -> None:
    """It may be asked again: nothing was done."""
    tx.execute(text("DELETE FROM replies WHERE person = :person AND key = :key"), {"person": person, "key": key})


_GIVEN_UP = "DELETE FROM replies WHERE person = :person AND key = :key AND status = :under_way AND at < :before"
_BEGIN = """
INSERT INTO replies (person, key, request, status, body, at) VALUES (:person, :key, :request, :status, '', :at)
ON CONFLICT DO NOTHING
"""
_FIND = "SELECT request, status, body FROM replies WHERE person = :person AND key = :key"
_FINISH = "UPDATE replies SET status = :status, body = :body WHERE person = :person AND key = :key"
