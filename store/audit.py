"""Who did what, when, and what it changed. Rows are only ever added."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store.encoding import clean


class Entry(Struct, frozen=True):
    """Somebody did something to `target`; what `before` and `after` hold is up to the action."""

    at: datetime
    actor: str
    action: str
    target: str
    before: str | None
    after: str | None


def record(
    tx: Connection,
    now: datetime,
    actor: str,
    action: str,
    target: str,
    before: str | None = None,
    after: str | None = None,
) -> None:
    said = {"actor": actor, "action": action, "target": target, "before": before, "after": after}
    row = {name: None if words is None else clean(words) for name, words in said.items()}
    tx.execute(text(_INSERT), {"at": millis(now), **row})


def entries(tx: Connection, action: str, target: str | None = None) -> list[Entry]:
    """All of one action, or those that it did to one target, oldest first."""
    rows = tx.execute(text(_ENTRIES), {"action": action, "target": target, "all": target is None})
    return [Entry(moment(at), *others) for at, *others in rows]


def about(tx: Connection, target: str) -> list[Entry]:
    """All that anybody did to one target, oldest first."""
    return [Entry(moment(at), *others) for at, *others in tx.execute(text(_ABOUT), {"target": target})]


_ABOUT = "SELECT at, actor, action, target, before, after FROM audit WHERE target = :target ORDER BY at, id"
_ENTRIES = """
SELECT at, actor, action, target, before, after FROM audit
WHERE action = :action AND (:all OR target = :target) ORDER BY at, id
"""
_INSERT = """
INSERT INTO audit (at, actor, action, target, before, after) VALUES (:at, :actor, :action, :target, :before, :after)
"""
