"""Presses that something was done for: kept in the transaction that does it, so that one that comes again finds it done."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, text

from core.times import millis
from store.bulk import put

KEPT = timedelta(days=30)
"""No tool tells of a press again after that."""


def said(tx: Connection, tool: str, id_: str) -> str | None:
    """What was said to this press (the tool's id of it); None when nothing was done for it yet."""
    query = "SELECT said FROM presses WHERE tool = :tool AND id = :id"
    found: str | None = tx.execute(text(query), {"tool": tool, "id": id_}).scalar()
    return found


def keep(tx: Connection, tool: str, id_: str, now: datetime, told: str) -> None:
    """What was said before stays. Those that nobody asks for any more go."""
    tx.execute(text("DELETE FROM presses WHERE at < :before"), {"before": millis(now - KEPT)})
    put(tx, "presses", ("tool", "id", "at", "said"), [(tool, id_, millis(now), told)], ("tool", "id"), "ignore")
