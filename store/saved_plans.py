"""Plans that were put down to be looked at, and who approved them."""

from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.approval import SavedPlan
from core.plan import Operation, Plan
from core.times import millis, moment
from store import audit

NEWEST = 50


def save(tx: Connection, saved: SavedPlan) -> None:
    """In place of one of the same hash: its approval, if it had one, was for that time."""
    digest = saved.plan.digest
    data = msgspec.json.encode(saved.plan.operations).decode()
    held = "\n".join(saved.held)
    row = {"digest": digest, "at": millis(saved.at), "actor": saved.actor, "held": held, "data": data}
    tx.execute(text("DELETE FROM saved_plans WHERE digest = :digest"), {"digest": digest})
    tx.execute(text(_INSERT), row)
    audit.record(tx, saved.at, saved.actor, "saved", f"plan {digest}", None, held)


def find(tx: Connection, digest: str) -> SavedPlan | None:
    row = tx.execute(text("SELECT * FROM saved_plans WHERE digest = :digest"), {"digest": digest}).first()
    return _saved(row) if row else None


def newest(tx: Connection) -> list[SavedPlan]:
    """The newest first, at most `NEWEST`."""
    query = text("SELECT * FROM saved_plans ORDER BY at DESC, digest LIMIT :limit")
    return [_saved(row) for row in tx.execute(query, {"limit": NEWEST})]


def approve(tx: Connection, digest: str, actor: str, now: datetime) -> None:
    query = "UPDATE saved_plans SET approved_by = :actor, approved_at = :at WHERE digest = :digest"
    tx.execute(text(query), {"digest": digest, "actor": actor, "at": millis(now)})
    audit.record(tx, now, actor, "approved", f"plan {digest}")


def carried_out(tx: Connection, digest: str, run: str) -> None:
    """Where it was saved."""
    tx.execute(text("UPDATE saved_plans SET run = :run WHERE digest = :digest"), {"digest": digest, "run": run})


def _saved(row: Any) -> SavedPlan:
    return SavedPlan(
        plan=Plan(msgspec.json.decode(row.data, type=tuple[Operation, ...])),
        actor=row.actor,
        at=moment(row.at),
        held=tuple(row.held.splitlines()),
        approved_by=row.approved_by,
        approved_at=None if row.approved_at is None else moment(row.approved_at),
        run=row.run,
    )


_INSERT = """
INSERT INTO saved_plans (digest, at, actor, held, data) VALUES (:digest, :at, :actor, :held, :data)
"""
