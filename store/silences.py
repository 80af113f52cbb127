"""Silences: findings that match say nothing new until a moment."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.handling import Silence
from core.times import millis, moment
from store.bulk import put, run

SILENCE = ("id", "matchers", "until", "actor", "at", "reason")


def in_force(tx: Connection, now: datetime) -> tuple[Silence, ...]:
    """Those that have not ended, the one that ends first before the others."""
    rows = tx.execute(text("SELECT * FROM silences WHERE until > :now ORDER BY until, id"), {"now": millis(now)})
    return tuple(map(_silence, rows))


def everything(tx: Connection) -> tuple[Silence, ...]:
    """Those that have ended too, the newest first."""
    return tuple(map(_silence, tx.execute(text("SELECT * FROM silences ORDER BY at DESC, id"))))


def save(tx: Connection, silence: Silence) -> None:
    matchers = msgspec.json.encode(dict(silence.matchers), order="sorted").decode()
    row = (silence.id, matchers, millis(silence.until), silence.actor, millis(silence.at), silence.reason)
    put(tx, "silences", SILENCE, [row], ("id",), "replace")


def end(tx: Connection, id_: str, now: datetime) -> None:
    run(tx, "UPDATE silences SET until = ? WHERE id = ?", [(millis(now), id_)])


def _silence(row: Any) -> Silence:
    return Silence(
        id=row.id,
        matchers=msgspec.json.decode(row.matchers, type=dict[str, str]),
        until=moment(row.until),
        actor=row.actor,
        at=moment(row.at),
        reason=row.reason,
    )
