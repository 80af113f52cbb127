"""What is kept for a time only, and how it goes: a batch at a time, so that nobody waits long for the lock of writers."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, text

from core.plan import Target
from core.projection.topics import telling
from core.times import millis
from core.undoing import KEPT_NO_LONGER
from store import audit, seals
from store.bulk import batches, run
from store.engine import Store

BATCH = 100
BREATH = 0.03  # seconds between batches: who waits for the lock looks every hundredth of a second whether it is free
FOUND = 20_000
EVERYTHING = 2**62
Rows = Sequence[Any]


class Kind(Struct, frozen=True):
    """What of a table goes: `find` names rows from before a moment (milliseconds), at most so many; `drop` lets them go."""

    name: str
    find: Callable[[Connection, int, int], Rows]
    drop: Callable[[Connection, Rows, datetime], None]


def count(tx: Connection, kind: Kind, before: datetime) -> int:
    return len(kind.find(tx, millis(before), EVERYTHING))


def drop_all(store: Store, kind: Kind, before: datetime, now: datetime, stopping: Callable[[], bool]) -> int:
    """How many went. What goes is looked for without the lock of writers, and let go with it, a batch at a time; asked to stop,
    it ends after the batch that is under way."""
    gone = 0
    while True:
        with store.read() as tx:
            rows = kind.find(tx, millis(before), FOUND)
        for part in batches(rows, BATCH):
            if stopping():
                return gone
            with store.write() as tx:
                kind.drop(tx, part, now)
            gone += len(part)
            time.sleep(BREATH)
        if len(rows) < FOUND:
            return gone


def _query(query: str) -> Callable[[Connection, int, int], Rows]:
    values = {"mark": seals.CUT, "gone": KEPT_NO_LONGER}
    named = {name: value for name, value in values.items() if f":{name}" in query}

    def find(tx: Connection, before: int, most: int) -> Rows:
        return tx.execute(text(f"{query} LIMIT :most"), {"before": before, "most": most, **named}).all()

    return find


def _each(statement: str) -> Callable[[Connection, Rows, datetime], None]:
    """For the ids in the first column."""
    query = text(statement).bindparams(bindparam("ids", expanding=True))
    gone = {"gone": KEPT_NO_LONGER} if ":gone" in statement else {}

    def drop(tx: Connection, rows: Rows, _now: datetime) -> None:
        tx.execute(query, {"ids": [row[0] for row in rows], **gone})

    return drop


def _past_messages(tx: Connection, before: int, most: int) -> Rows:
    """The newest of each audience stays: it says when they were last told something."""
    found = [(row, told) for row in tx.execute(text(_TOLD)) if (told := telling(Target(*row[1:5])))]
    newest = {told.audience: told.day for _, told in sorted(found, key=lambda each: each[1].day)}
    past = [row for row, told in found if row.done and row.updated_at < before and told.day < newest[told.audience]]
    return past[:most]


def _cut(tx: Connection, rows: Rows, now: datetime) -> None:
    cut = seals.cut(tx, [{"id": row.id, "before": None, "after": None} for row in rows], ("before", "after"))
    audit.record(tx, now, "fairlead", seals.CUT, "texts had their time", None, str(cut))


def _unread(tx: Connection, rows: Rows, _now: datetime) -> None:
    run(tx, "UPDATE quarantine SET raw = '' WHERE place = ? AND source = ?", [tuple(row) for row in rows])


# what stands now keeps its text, so that it can be undone
_TEXTS = """
SELECT id FROM writes w WHERE at < :before
AND (body <> :gone OR before <> :gone OR parts <> '[]' OR before_parts <> '[]') AND EXISTS (
    SELECT 1 FROM writes n WHERE n.tool = w.tool AND n.place = w.place AND n.verb = w.verb AND n.topic = w.topic AND n.id > w.id
) ORDER BY id
"""
_NO_TEXTS = """
UPDATE writes SET parts = '[]', before_parts = '[]', body = CASE WHEN body IS NOT NULL THEN :gone END,
    before = CASE WHEN before IS NOT NULL THEN :gone END
WHERE id IN :ids
"""
_TOLD = """
SELECT mark, tool, verb, place, topic, updated_at, state = 'done' AND sweep_at IS NULL AS done
FROM intents WHERE verb = 'message'
"""
_CALLS = """
SELECT id FROM audit WHERE at < :before AND actor LIKE 'run %' AND (before IS NOT NULL OR after IS NOT NULL)
AND action <> :mark ORDER BY id
"""
KINDS: Mapping[str, Sequence[Kind]] = {
    "plans_days": (
        Kind(
            "saved plans",
            _query("SELECT digest FROM saved_plans WHERE at < :before"),
            _each("DELETE FROM saved_plans WHERE digest IN :ids"),
        ),
        Kind(
            "held edits of rules",
            _query("SELECT digest FROM held_edits WHERE at < :before"),
            _each("DELETE FROM held_edits WHERE digest IN :ids"),
        ),
        Kind(
            "runs that were asked for",
            _query("SELECT run FROM orders WHERE at < :before AND ended_at IS NOT NULL"),
            _each("DELETE FROM orders WHERE run IN :ids"),
        ),
    ),
    "messages_days": (
        Kind("past messages", _past_messages, _each("DELETE FROM intents WHERE mark IN :ids AND state = 'done'")),
    ),
    "texts_days": (
        Kind("texts of earlier writes", _query(_TEXTS), _each(_NO_TEXTS)),
        Kind("texts of calls in the audit", _query(_CALLS), _cut),
    ),
    "unread_days": (
        Kind(
            "input that could not be read",
            _query("SELECT place, source FROM quarantine WHERE since < :before AND raw <> ''"),
            _unread,
        ),
    ),
    "reports_days": (
        Kind(
            "reports of past days",
            _query("SELECT day FROM reports WHERE as_of < :before ORDER BY day"),
            _each("DELETE FROM reports WHERE day IN :ids"),
        ),
    ),
}
"""By the setting that says how long."""
