"""The report of the last evaluation of each day, packed, so that whoever shows it reads no facts."""

import zlib
from datetime import date, datetime

from sqlalchemy import Connection, text

from core.times import millis, moment

QUICK = 1  # of zlib: it packs on every evaluation


def keep(tx: Connection, as_of: datetime, body: bytes) -> None:
    """In the place of an earlier one of the same day."""
    packed = zlib.compress(body, QUICK)
    tx.execute(text(_KEEP), {"day": as_of.date().isoformat(), "as_of": millis(as_of), "body": packed})


def newest(tx: Connection) -> datetime | None:
    """The evaluation whose report is the newest; None before the first."""
    at: int | None = tx.execute(text("SELECT max(as_of) FROM reports")).scalar()
    return None if at is None else moment(at)


def first(tx: Connection) -> date | None:
    """The first day whose report is kept."""
    day: str | None = tx.execute(text("SELECT min(day) FROM reports")).scalar()
    return None if day is None else date.fromisoformat(day)


def last(tx: Connection, until: date | None = None) -> bytes | None:
    """That of the newest day, or of the newest up to `until`."""
    day = (until or date.max).isoformat()
    packed: bytes | None = tx.execute(text(_LAST), {"day": day}).scalar()
    return None if packed is None else zlib.decompress(packed)


def forget(tx: Connection) -> None:
    """All of them: they hold names."""
    tx.execute(text("DELETE FROM reports"))


_KEEP = """
INSERT INTO reports (day, as_of, body) VALUES (:day, :as_of, :body)
ON CONFLICT (day) DO UPDATE SET as_of = excluded.as_of, body = excluded.body
"""
_LAST = "SELECT body FROM reports WHERE day <= :day ORDER BY day DESC LIMIT 1"
