"""What the service is to do, and what came of it: a record that outlives processes, while queues only carry."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, text

from core.times import millis, moment
from store.encoding import clean

TRIES, PARKED = 3, timedelta(hours=1)
"""So often a duty is begun without coming to an end (its process died) before it is parked, and for so long each time."""


class Duty(Struct, frozen=True, kw_only=True):
    """A job and what it is done to; `error` is what the last one ended with, `failures` how many did in a row."""

    job: str
    key: str
    next_due_at: datetime | None
    began_at: datetime | None
    ended_at: datetime | None
    attempts: int
    failures: int
    error: str | None
    error_since: datetime | None
    parked: str | None


def all_duties(tx: Connection) -> list[Duty]:
    """By job and key."""
    rows = tx.execute(text("SELECT * FROM duties ORDER BY job, key")).mappings()
    return [_duty(row) for row in rows]


def due(tx: Connection, now: datetime) -> list[tuple[str, str]]:
    """Job and key of what is to be done now, what waits longest first; also of what was begun and has not ended: it is under
    way, or whoever was at it died."""
    return [(row.job, row.key) for row in tx.execute(text(_DUE), {"now": millis(now)})]


def resting(tx: Connection, now: datetime) -> set[tuple[str, str]]:
    """Job and key of what is not begun by itself before its time, though there may be something to do: it is parked, failed, or
    met somebody else who was at it."""
    query = "SELECT job, key FROM duties WHERE next_due_at > :now"
    return {(row.job, row.key) for row in tx.execute(text(query), {"now": millis(now)})}


def worn(tx: Connection, job: str, rests: float, now: datetime) -> set[tuple[str, str]]:
    """Job and key of what ended less than `rests` times as long ago as it took. After the clock was set back nothing is."""
    return {(row.job, row.key) for row in tx.execute(text(_WORN), {"job": job, "rests": rests, "now": millis(now)})}


def assume(tx: Connection, job: str, keys: Collection[str], now: datetime) -> None:
    """A job is done to these and no others; those that are new are due now."""
    rows = tx.execute(text("SELECT key FROM duties WHERE job = :job"), {"job": job})
    known = set(rows.scalars())
    for key in set(keys) - known:
        tx.execute(text(_NEW), {"job": job, "key": key, "due": millis(now)})
    for key in known - set(keys):
        tx.execute(text("DELETE FROM duties WHERE job = :job AND key = :key"), {"job": job, "key": key})


def hasten(tx: Connection, job: str, key: str, at: datetime) -> None:
    """It is due then, unless it is sooner; once more, if it is under way. What was parked may be begun again. What the hub does
    not have to do stays so."""
    tx.execute(text(_HASTEN), {"job": job, "key": key, "due": millis(at)})


def set_back(tx: Connection, by: timedelta) -> None:
    """The clock was set back by so much: nothing waits longer than before."""
    tx.execute(text("UPDATE duties SET next_due_at = next_due_at - :by"), {"by": round(by / timedelta(milliseconds=1))})


def failures(tx: Connection, job: str, key: str) -> int:
    """How many in a row ended with an error."""
    query = "SELECT failures FROM duties WHERE job = :job AND key = :key"
    return tx.execute(text(query), {"job": job, "key": key}).scalar() or 0


def begin(tx: Connection, job: str, key: str, now: datetime, *, new: bool = False) -> bool:
    """False, and parked for a while, when it was begun too often without coming to an end; after that it is tried once. False
    for what the hub does not have to do (any more), unless it may be `new`."""
    values = {"job": job, "key": key, "now": millis(now), "until": millis(now + PARKED)}
    if new:
        tx.execute(text(_NEW), {**values, "due": None})
    found = tx.execute(text(_BEGIN), {**values, "tries": TRIES}).scalar()
    if found is None:
        why = f"it was begun {TRIES} times and never came to an end: its process died each time; it is tried again in an hour"
        tx.execute(text(_PARK), {**values, "why": why})
    return found is not None


def end(tx: Connection, job: str, key: str, now: datetime, due: datetime | None, error: str | None = None) -> None:
    """It came to an end, with an error or without, and is due again then (None: not by itself); sooner if somebody asked for
    that meanwhile."""
    told = clean(error) if error else None
    values = {"job": job, "key": key, "now": millis(now), "due": None if due is None else millis(due), "error": told}
    tx.execute(text(_END), values)


def _duty(row: Mapping[Any, Any]) -> Duty:
    told = {name: moment(row[name]) for name in _MOMENTS if row[name] is not None}
    return Duty(**{**row, **told})


_MOMENTS = ("next_due_at", "began_at", "ended_at", "error_since")
_DUE = """
SELECT job, key FROM duties WHERE next_due_at <= :now OR next_due_at IS NULL AND attempts > 0 ORDER BY next_due_at, job, key
"""
_WORN = """
SELECT job, key FROM duties
WHERE job = :job AND began_at <= ended_at AND ended_at <= :now AND ended_at + :rests * (ended_at - began_at) > :now
"""
_NEW = """
INSERT INTO duties (job, key, next_due_at, attempts, failures) VALUES (:job, :key, :due, 0, 0)
ON CONFLICT (job, key) DO NOTHING
"""
# the moment for which one under way was begun says nothing of when it is due again
_HASTEN = """
UPDATE duties SET parked = NULL, attempts = CASE WHEN parked IS NULL THEN attempts ELSE 0 END,
    next_due_at = CASE WHEN next_due_at < :due AND (attempts = 0 OR next_due_at > began_at) THEN next_due_at ELSE :due END
WHERE job = :job AND key = :key
"""
_BEGIN = """
UPDATE duties SET began_at = :now, attempts = attempts + 1, parked = NULL
WHERE job = :job AND key = :key AND (attempts < :tries OR parked IS NOT NULL) RETURNING attempts
"""
_PARK = """
UPDATE duties SET parked = :why, next_due_at = :until WHERE job = :job AND key = :key
"""
_END = """
UPDATE duties SET ended_at = :now, attempts = 0, error = :error,
    failures = CASE WHEN CAST(:error AS text) IS NULL THEN 0 ELSE failures + 1 END,
    error_since = CASE WHEN CAST(:error AS text) IS NULL THEN NULL ELSE coalesce(error_since, :now) END,
    next_due_at = CASE WHEN next_due_at > began_at AND (next_due_at < :due OR CAST(:due AS bigint) IS NULL) THEN next_due_at
        ELSE :due END
WHERE job = :job AND key = :key
"""
