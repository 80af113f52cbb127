"""Who did what, when, and what it changed. Rows are only ever added."""

from datetime import datetime

from sqlalchemy import Connection, text

from core.times import millis


def record(
    tx: Connection,
    now: datetime,
    actor: str,
    action: str,
    target: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    row = {"at": millis(now), "actor": actor, "action": action, "target": target, "before": before, "after": after}
    tx.execute(text(_INSERT), row)


_INSERT = """
INSERT INTO audit (at, actor, action, target, before, after) VALUES (:at, :actor, :action, :target, :before, :after)
"""
