"""Edits of rules that the guard held, until somebody approves them, drops them, or their time is over."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from core.approval import HeldEdit
from core.times import millis, moment
from store import audit

HELD = "held rules"
NEWEST = 50


def hold(tx: Connection, held: HeldEdit) -> None:
    """In place of the same one of earlier."""
    columns = ("digest", "actor", "file", "base", "text", "approval", "reason")
    row = {name: getattr(held, name) for name in columns} | {"at": millis(held.at)}
    tx.execute(text("DELETE FROM held_edits WHERE digest = :digest"), {"digest": held.digest})
    tx.execute(text(_INSERT), row)
    audit.record(tx, held.at, held.actor, HELD, f"edit {held.digest}", None, held.reason)


def find(tx: Connection, digest: str) -> HeldEdit | None:
    row = tx.execute(text("SELECT * FROM held_edits WHERE digest = :digest"), {"digest": digest}).first()
    return _held(row) if row else None


def waiting(tx: Connection, since: datetime) -> list[HeldEdit]:
    """Those that nobody has approved, made since then: the newest first, at most `NEWEST`."""
    rows = tx.execute(text(_WAITING), {"since": millis(since), "limit": NEWEST})
    return [_held(row) for row in rows]


def approve(tx: Connection, digest: str, actor: str, now: datetime) -> None:
    query = "UPDATE held_edits SET approved_by = :actor, approved_at = :at WHERE digest = :digest"
    tx.execute(text(query), {"digest": digest, "actor": actor, "at": millis(now)})
    audit.record(tx, now, actor, "approved", f"edit {digest}")


def drop(tx: Connection, digest: str, actor: str, now: datetime) -> None:
    tx.execute(text("DELETE FROM held_edits WHERE digest = :digest"), {"digest": digest})
    audit.record(tx, now, actor, "dropped", f"edit {digest}")


def _held(row: Any) -> HeldEdit:
    given = dict(row._mapping)
    approved = given.pop("approved_at")
    return HeldEdit(**{**given, "at": moment(given["at"])}, approved_at=None if approved is None else moment(approved))


_INSERT = """
INSERT INTO held_edits (digest, at, actor, file, base, text, approval, reason)
VALUES (:digest, :at, :actor, :file, :base, :text, :approval, :reason)
"""
_WAITING = """
SELECT * FROM held_edits WHERE approved_by IS NULL AND at > :since ORDER BY at DESC, digest LIMIT :limit
"""
