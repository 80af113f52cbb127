"""What the hub wants to write into the tools, and what it believes to stand there: the last station inside.

An intent is recorded and committed before its call is made, and closed after it. One that is found `sent` may have been
carried out or not: it is looked for by its mark, never repeated blindly.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.columns import FIGURES
from core.parts import Parts
from core.plan import Operation, Standing, Target
from core.times import DAY, millis, moment
from store import audit
from store.bulk import put, run
from store.encoding import clean

State = Literal["planned", "sent", "done", "failed", "dead", "undone"]

INTENT = (
    *("mark", "tool", "verb", "place", "topic", "revision", "step", "body", "url", "parts", "state", "standing"),
    *("standing_url", "standing_parts", "ref", "findings", "run", "created_at", "updated_at", "attempts", "error"),
    *("not_before", "sweep_at", "undoes"),
)


class Intent(Struct, frozen=True, kw_only=True):
    """An operation on its way. `revision` counts the texts for its target, `attempts` the calls made for this one."""

    operation: Operation
    state: State
    run: str
    revision: int
    attempts: int
    updated_at: datetime
    error: str | None


def standing(tx: Connection) -> dict[Target, Standing]:
    """What the hub believes to stand in the tools."""
    rows = tx.execute(text("SELECT * FROM intents WHERE standing IS NOT NULL"))
    return {standing.target: standing for standing in map(_standing, rows)}


def record_intents(tx: Connection, operations: Iterable[Operation], run_id: str, now: datetime) -> list[Operation]:
    """The operations that may now be carried out. One whose target has a call in the air is left out until it is closed."""
    at = millis(now)
    known = {_target(row): row for row in tx.execute(text("SELECT * FROM intents"))}
    recorded = [op for op in operations if op.target not in known or known[op.target].state != "sent"]
    renamed = [(known[op.target].mark,) for op in recorded if op.target in known and known[op.target].mark != op.mark]
    run(tx, "DELETE FROM intents WHERE mark = ?", renamed)  # the hub has another key now
    put(tx, "intents", INTENT, [_row(op, known.get(op.target), run_id, at) for op in recorded], ("mark",), "replace")
    return recorded


def mark_sent(tx: Connection, mark: str, now: datetime) -> None:
    """Commit this before the call is made."""
    _move(tx, mark, now, "sent", "state = 'sent', attempts = attempts + 1, error = NULL")


def mark_done(tx: Connection, mark: str, ref: str | None, now: datetime) -> None:
    """The tool has done it: what was wanted now stands. `ref` is the tool's id for it. Where it undoes what stood, that is put
    aside, unless what stood was itself an undoing."""
    aside = tx.execute(text(_IS_PUT_ASIDE), {"mark": mark}).scalar()
    _move(tx, mark, now, "done", f"{_STANDS}, {_PUT_ASIDE if aside else _DONE}", ref=ref)


def mark_failed(tx: Connection, mark: str, error: str, now: datetime, *, ambiguous: bool = False) -> None:
    """The call failed. `ambiguous`: it may have been carried out all the same, so it stays in the air."""
    change = "error = :error" if ambiguous else "state = 'failed', error = :error"
    _move(tx, mark, now, "ambiguous" if ambiguous else "failed", change, error=clean(error))


def unfinished(tx: Connection) -> list[Intent]:
    """Calls in the air: made, or about to be made when the hub died. Look for the mark before doing anything."""
    query = "SELECT * FROM intents WHERE state = 'sent' ORDER BY created_at, mark"
    return [_intent(row) for row in tx.execute(text(query))]


def writes_today(tx: Connection, now: datetime) -> dict[str, int]:
    """Calls made in this UTC day, by tool; figures beside goals are not counted (`core.plan.Plan.notable`)."""
    start = millis(now) // DAY * DAY
    query = "SELECT target FROM audit WHERE action = 'sent' AND at >= :start"
    sent = (str(target).split(" ") for (target,) in tx.execute(text(query), {"start": start}))
    return dict(Counter(tool for tool, verb, *_, last in sent if verb != "cells" or last not in FIGURES))


def _move(tx: Connection, mark: str, now: datetime, action: str, change: str, **values: Any) -> None:
    row = tx.execute(text("SELECT * FROM intents WHERE mark = :mark"), {"mark": mark}).one()
    where = "updated_at = :now WHERE mark = :mark"
    tx.execute(text(f"UPDATE intents SET {change}, {where}"), {"mark": mark, "now": millis(now), **values})
    target = " ".join(filter(None, (row.tool, row.verb, row.place, row.topic)))
    audit.record(tx, now, f"run {row.run}", action, target, row.standing, row.body)


def _row(operation: Operation, before: Any, run_id: str, at: int) -> tuple[Any, ...]:
    target = operation.target
    stands = (
        (before.standing, before.standing_url, before.standing_parts, before.ref)
        if before
        else (None, "", "[]", operation.ref)
    )
    findings, parts = (msgspec.json.encode(each).decode() for each in (operation.findings, operation.parts))
    return (
        *(operation.mark, target.tool, target.verb, target.place, target.topic, before.revision + 1 if before else 1),
        *(operation.step, operation.body, operation.url, parts, "planned", *stands, findings, run_id),
        *(before.created_at if before else at, at, 0, None, None, None, operation.undoes),
    )


def _standing(row: Any) -> Standing:
    findings = tuple(msgspec.json.decode(row.findings))
    return Standing(_target(row), row.standing, row.standing_url, row.ref, findings, _parts(row.standing_parts))


def _target(row: Any) -> Target:
    return Target(row.tool, row.verb, row.place, row.topic)


def _parts(written: str) -> Parts:
    return msgspec.json.decode(written, type=Parts)


def _intent(row: Any) -> Intent:
    findings = tuple(msgspec.json.decode(row.findings))
    operation = Operation(
        *(row.mark, row.step, _target(row), row.body, row.standing, row.url, row.ref, findings, _parts(row.parts)),
        before_url=row.standing_url,
        before_parts=_parts(row.standing_parts),
        undoes=row.undoes,
    )
    return Intent(
        operation=operation,
        state=row.state,
        run=row.run,
        revision=row.revision,
        attempts=row.attempts,
        updated_at=moment(row.updated_at),
        error=row.error,
    )


_STANDS = (
    "error = NULL, standing = body, standing_url = url, standing_parts = parts, "
    "ref = CASE WHEN body IS NULL THEN NULL ELSE :ref END"
)
_DONE = "state = 'done'"
_PUT_ASIDE = "state = 'undone', body = standing, url = standing_url, parts = standing_parts"
_IS_PUT_ASIDE = """
SELECT 1 FROM intents i WHERE mark = :mark AND undoes <> '' AND NOT EXISTS (
    SELECT 1 FROM writes w WHERE w.undone_by = i.undoes
)
"""
