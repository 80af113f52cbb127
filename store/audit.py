"""Who did what, when, and what it changed. Rows are only ever added, each chained to the one before (`store.seals`)."""

from datetime import datetime
from secrets import token_bytes

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store.encoding import clean
from store.seals import SALT_BYTES, chained, sealed


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
    said: dict[str, str | None] = {"actor": actor, "action": action, "target": target, "before": before, "after": after}
    kept = {name: None if words is None else clean(words) for name, words in said.items()}
    row = {"at": millis(now), **kept}
    salt = token_bytes(SALT_BYTES)
    chain = chained(tx.execute(text(_HEAD)).scalar(), sealed(salt, tuple(row.values())))
    tx.execute(text(_INSERT), {**row, "salt": salt, "chain": chain})


def entries(tx: Connection, action: str, target: str | None = None) -> list[Entry]:
    """All of one action, or those that it did to one target, oldest first."""
    rows = tx.execute(text(_ENTRIES), {"action": action, "target": target, "all": target is None})
    return [Entry(moment(at), *others) for at, *others in rows]


def about(tx: Connection, target: str) -> list[Entry]:
    """All that anybody did to one target, oldest first."""
    return [Entry(moment(at), *others) for at, *others in tx.execute(text(_ABOUT), {"target": target})]


class Asked(Struct, frozen=True, kw_only=True):
    """Which entries: None asks for all."""

    actor: str | None = None
    action: str | None = None
    target: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def newest(tx: Connection, asked: Asked, before: int | None, at_most: int) -> list[tuple[int, Entry]]:
    """With their ids, the newest first; those `before` the one of this id, up to but not at the moment `until`."""
    given = {
        "actor = :actor": asked.actor,
        "action = :action": asked.action,
        "target = :target": asked.target,
        "at >= :since": None if asked.since is None else millis(asked.since),
        "at < :until": None if asked.until is None else millis(asked.until),
        "id < :before": before,
    }
    where = " AND ".join(["TRUE", *(each for each, value in given.items() if value is not None)])
    query = f"SELECT id, at, actor, action, target, before, after FROM audit WHERE {where} ORDER BY id DESC LIMIT :most"
    values = {each.partition(":")[2]: value for each, value in given.items() if value is not None}
    rows = tx.execute(text(query), {**values, "most": at_most})
    return [(number, Entry(moment(at), *others)) for number, at, *others in rows]


_ABOUT = "SELECT at, actor, action, target, before, after FROM audit WHERE target = :target ORDER BY at, id"
_ENTRIES = """
SELECT at, actor, action, target, before, after FROM audit
WHERE action = :action AND (:all OR target = :target) ORDER BY at, id
"""
_HEAD = "SELECT chain FROM audit ORDER BY id DESC LIMIT 1"
_INSERT = """
INSERT INTO audit (at, actor, action, target, before, after, salt, chain)
VALUES (:at, :actor, :action, :target, :before, :after, :salt, :chain)
"""
