"""What becomes of an intent when its call is made: each of these is committed before, or right after, the tool is spoken to."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import Connection

from core.times import MILLISECOND, millis
from store import audit, writes
from store.bulk import among, run
from store.encoding import clean

SWEEP_AFTER = timedelta(minutes=5)
"""A call in doubt has been seen to arrive a minute after whoever made it was gone; a twin shall be gone within ten."""


def mark_sent(tx: Connection, calls: Sequence[Sequence[str]], now: datetime) -> Collection[str]:
    """Commit this before the calls are made, one for the marks of each: those that they are for, as somebody may have dropped
    some meanwhile. What was in the air already is swept later."""
    found = {row.mark: row for row in _rows(tx, list(chain.from_iterable(calls))) if row.state in _ABLE}
    run(tx, _SENT, [(SWEEP_AFTER // MILLISECOND, millis(now), mark) for mark in found])
    rows = ([found[mark] for mark in marks if mark in found] for marks in calls)
    audit.record_all(tx, [_entry(now, some, "sent") for some in rows if some])
    return found


def put_off(tx: Connection, marks: Sequence[str], now: datetime) -> None:
    """Their calls are made from now on, and not when this was first said."""
    run(tx, "UPDATE intents SET updated_at = ? WHERE mark = ?", [(millis(now), mark) for mark in marks])


def mark_done(tx: Connection, marks: Sequence[str], ref: str | None, now: datetime) -> None:
    """The tool has done it: what was wanted now stands, and the journal says so. `ref` is the tool's id for it."""
    rows = _rows(tx, marks)
    writes.record(tx, rows, ref, now)
    undone = {mark for (mark,) in among(tx, _PUT_ASIDE, [row.mark for row in rows if row.undoes])}
    run(tx, _DONE, [(ref, millis(now), millis(now), mark) for mark in marks if mark not in undone])
    run(tx, _UNDONE, [(ref, millis(now), millis(now), mark) for mark in undone])
    run(tx, _ASIDE, [(mark,) for mark in undone])


def mark_doubtful(tx: Connection, marks: Sequence[str], error: str, until: datetime, now: datetime) -> None:
    """It may have been carried out or not: it stays in the air, and is not looked for before `until`."""
    _failed(tx, marks, "ambiguous", "state = 'sent'", error, until, now)


def mark_failed(tx: Connection, marks: Sequence[str], error: str, until: datetime, now: datetime) -> None:
    """It was surely not carried out now, and is tried again at `until`. What was in doubt before stays so."""
    _failed(tx, marks, "failed", "state = CASE WHEN sweep_at IS NULL THEN 'failed' ELSE 'sent' END", error, until, now)


def take_back(tx: Connection, marks: Sequence[str], error: str, until: datetime | None, now: datetime) -> None:
    """The call was surely not made after all, as the tool takes nothing at all just now. It counts as no attempt."""
    change = "state = CASE WHEN sweep_at IS NULL THEN 'planned' ELSE 'sent' END, attempts = attempts - 1"
    _failed(tx, marks, "not made", change, error, until, now)


def hold_back(tx: Connection, marks: Collection[str], error: str, until: datetime | None) -> None:
    """The tool takes nothing just now, so these were not tried."""
    until_at = None if until is None else millis(until)
    run(tx, _HELD_BACK, [(clean(error), until_at, mark) for mark in marks])


def mark_dead(tx: Connection, marks: Sequence[str], error: str, now: datetime) -> None:
    """The tool will not have it. It is not written again by itself."""
    _failed(tx, marks, "dead", "state = 'dead'", error, None, now)


def begin_sweep(tx: Connection, mark: str, now: datetime) -> None:
    """Commit this before the tool is searched for twins; if that goes wrong, it is searched again."""
    run(tx, "UPDATE intents SET sweep_at = ? WHERE mark = ?", [(millis(now + SWEEP_AFTER), mark)])
    audit.record_all(tx, [_entry(now, _rows(tx, [mark]), "swept")])


def swept(tx: Connection, mark: str, ref: str | None) -> None:
    """No twin is left. What stands may have another id now."""
    run(tx, "UPDATE intents SET sweep_at = NULL, ref = ? WHERE mark = ?", [(ref, mark)])


def let_go(tx: Connection, marks: Collection[str]) -> None:
    """Nobody wants these texts any more: what stood goes on standing."""
    run(tx, _LET_GO, [(mark,) for mark in marks])


def replay(tx: Connection, marks: Collection[str], actor: str, now: datetime) -> None:
    """To be tried again as if for the first time, on somebody's word."""
    rows = _rows(tx, marks)
    run(tx, _REPLAYED, [(millis(now), millis(now), mark) for mark in marks])
    _each(tx, now, actor, "replayed", rows)


def drop(tx: Connection, marks: Collection[str], actor: str, now: datetime) -> None:
    """Not to be written at all, on somebody's word, until another text is wanted there."""
    rows = _rows(tx, marks)
    run(tx, _move("state = 'undone', undoes = ?"), [("", f"dropped by {actor}", None, millis(now), m) for m in marks])
    _each(tx, now, actor, "dropped", rows)


def _failed(
    tx: Connection, marks: Sequence[str], action: str, change: str, error: str, until: datetime | None, now: datetime
) -> None:
    rows = _rows(tx, marks)
    until_at = None if until is None else millis(until)
    run(tx, _move(change), [(clean(error), until_at, millis(now), mark) for mark in marks])
    audit.record_all(tx, [_entry(now, rows, action, error)])


def _rows(tx: Connection, marks: Collection[str]) -> list[Any]:
    """In the order of the marks."""
    found = {row.mark: row for row in among(tx, "SELECT * FROM intents WHERE mark IN :values", marks)}
    return [found[mark] for mark in marks]


def _entry(now: datetime, rows: Sequence[Any], action: str, said: str | None = None) -> audit.Entry:
    """One for one call, so that entries count calls."""
    first, *more = rows
    target = f"{_target(first)} and {len(more)} more" if more else _target(first)
    return audit.Entry(now, f"run {first.run}", action, target, None if more else first.standing, said or first.body)


def _each(tx: Connection, now: datetime, actor: str, action: str, rows: Sequence[Any]) -> None:
    audit.record_all(tx, [audit.Entry(now, actor, action, _target(row), row.standing, row.body) for row in rows])


def _target(row: Any) -> str:
    return " ".join(filter(None, (row.tool, row.verb, row.place, row.topic)))


def _move(change: str) -> str:
    return f"UPDATE intents SET {change}, error = ?, not_before = ?, updated_at = ? WHERE mark = ?"


_ABLE = ("planned", "failed", "sent")
_SENT = """
UPDATE intents SET state = 'sent', attempts = attempts + 1, error = NULL,
    sweep_at = CASE WHEN state = 'sent' THEN updated_at + ? ELSE sweep_at END, updated_at = ?
WHERE mark = ?
"""
_CLOSED = """
    error = NULL, not_before = NULL, standing = body, standing_url = url, standing_parts = parts,
    ref = CASE WHEN body IS NULL THEN NULL ELSE ? END,
    sweep_at = CASE WHEN sweep_at > ? THEN sweep_at END, updated_at = ?
WHERE mark = ?
"""
# taking back an undoing puts nothing aside: the text may be written again
_PUT_ASIDE = """
SELECT mark FROM intents i
WHERE mark IN :values AND undoes <> '' AND NOT EXISTS (SELECT 1 FROM writes w WHERE w.run = i.undoes AND w.undoes <> '')
"""
_DONE = f"UPDATE intents SET state = 'done', undoes = '', {_CLOSED}"
_UNDONE = f"UPDATE intents SET state = 'undone', undoes = '', {_CLOSED}"
# put aside is what a plan asked for last, even if that was taken back before something older was
_ASIDE = """
UPDATE intents SET (body, url, parts, step) = (
    SELECT w.body, w.url, w.parts,
        CASE WHEN w.body IS NULL THEN 'remove' WHEN intents.standing IS NULL THEN 'add' ELSE 'change' END
    FROM writes w
    WHERE w.tool = intents.tool AND w.verb = intents.verb AND w.place = intents.place AND w.topic = intents.topic
    AND w.undoes = '' ORDER BY w.id DESC LIMIT 1
) WHERE mark = ?
"""
_HELD_BACK = "UPDATE intents SET error = ?, not_before = ? WHERE mark = ? AND state IN ('planned', 'failed')"
_LET_GO = """
UPDATE intents SET state = 'done', undoes = '', body = standing, url = standing_url, parts = standing_parts,
    error = NULL, not_before = NULL
WHERE mark = ?
"""
_REPLAYED = """
UPDATE intents SET state = 'planned', approved = TRUE, attempts = 0, error = NULL, not_before = NULL, created_at = ?,
    updated_at = ?
WHERE mark = ?
"""
