"""What the hub wants to write into the tools, and what it believes to stand there: the last station inside.

An intent is recorded and committed before its call is made, and closed after it (`store.attempts`). One that is found `sent`
may have been carried out or not: it is looked for by its mark, never repeated blindly.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, text

from core.parts import Parts
from core.plan import Aside, Operation, Standing, Target
from core.times import millis, moment
from store.bulk import among, put, run

State = Literal["planned", "sent", "done", "failed", "dead", "undone"]
GOOD_FOR = timedelta(hours=24)
"""How long a write that was let pass is tried without being weighed again."""

INTENT = (
    *("mark", "tool", "verb", "place", "topic", "revision", "step", "body", "url", "parts", "state", "standing"),
    *("standing_url", "standing_parts", "ref", "findings", "run", "created_at", "updated_at", "attempts", "error"),
    *("not_before", "sweep_at", "undoes", "erase", "approved"),
)


class Intent(Struct, frozen=True, kw_only=True):
    """An operation on its way. `revision` counts the texts for its target, `attempts` the calls made for this one, which was
    recorded at `created_at`. Nothing is tried before `not_before`; `error` is why it is not done."""

    operation: Operation
    state: State
    run: str
    revision: int
    attempts: int
    created_at: datetime
    updated_at: datetime
    error: str | None
    not_before: datetime | None
    sweep_at: datetime | None
    approved: bool

    @property
    def text(self) -> Aside:
        return self.operation.text


def standing(tx: Connection) -> dict[Target, Standing]:
    """What the hub believes to stand in the tools."""
    rows = tx.execute(text("SELECT * FROM intents WHERE standing IS NOT NULL"))
    return {standing.target: standing for standing in map(_standing, rows)}


def busy(tx: Connection) -> set[Target]:
    """Targets of which nobody knows yet what stands there, or where something is being taken back: no plan is made for them."""
    return {Target(*row) for row in tx.execute(text(_BUSY))}


def aside(tx: Connection, now: datetime) -> dict[Target, Aside]:
    """Texts that no plan needs to name: those that nobody is to write again by themselves, and those that were let pass and
    are still to be written."""
    rows = tx.execute(text(_ASIDE), {"now": millis(now), "fresh": millis(now - GOOD_FOR)})
    return {intent.operation.target: intent.text for intent in map(_intent, rows)}


def unfinished(tx: Connection) -> list[Intent]:
    """Calls in the air: made, or about to be made when the hub died. Look for the mark before doing anything."""
    query = "SELECT * FROM intents WHERE state = 'sent' ORDER BY created_at, mark"
    return [_intent(row) for row in tx.execute(text(query))]


def open_intents(tx: Connection) -> list[Intent]:
    """All that is not done, and why not: on its way, waiting, in doubt, refused or undone."""
    query = "SELECT * FROM intents WHERE state <> 'done' ORDER BY tool, verb, place, topic"
    return [_intent(row) for row in tx.execute(text(query))]


def on_their_way(tx: Connection) -> list[Intent]:
    """Those that go on by themselves: not done, and neither refused nor put aside."""
    query = "SELECT * FROM intents WHERE state IN ('planned', 'sent', 'failed') ORDER BY tool, verb, place, topic"
    return [_intent(row) for row in tx.execute(text(query))]


def open_page(tx: Connection, state: State | None, start: int, at_most: int) -> list[Intent]:
    """Some of what is not done, of one state or of all, those that changed last first."""
    asked = {"state": state, "start": start, "most": at_most}
    return [_intent(row) for row in tx.execute(text(_PAGE), asked)]


def refused(tx: Connection) -> dict[str, int]:
    """By tool how many writes it refused for good."""
    query = "SELECT tool, count(*) AS many FROM intents WHERE state = 'dead' GROUP BY tool ORDER BY tool"
    return {row.tool: row.many for row in tx.execute(text(query))}


def tally(tx: Connection, run_id: str) -> dict[State, int]:
    """How far the writes of a run are: how many there are of each state."""
    query = "SELECT state, count(*) AS intents FROM intents WHERE run = :run GROUP BY state"
    return {row.state: row.intents for row in tx.execute(text(query), {"run": run_id})}


def to_sweep(tx: Connection, now: datetime) -> list[Intent]:
    """Those of which a late answer may have left a twin behind."""
    query = "SELECT * FROM intents WHERE state <> 'sent' AND sweep_at <= :now ORDER BY sweep_at, mark"
    return [_intent(row) for row in tx.execute(text(query), {"now": millis(now)})]


def record_intents(
    tx: Connection, operations: Iterable[Operation], run_id: str, now: datetime, *, approved: bool = False
) -> list[Intent]:
    """What may now be carried out. An operation whose target has a call in the air is left out until that is closed."""
    known = {_target(row): row for row in tx.execute(text("SELECT * FROM intents"))}
    recorded = [op for op in operations if op.target not in known or known[op.target].state != "sent"]
    renamed = [(known[op.target].mark,) for op in recorded if op.target in known and known[op.target].mark != op.mark]
    run(tx, "DELETE FROM intents WHERE mark = ?", renamed)  # the hub has another key now
    rows = [_row(op, known.get(op.target), run_id, millis(now), approved) for op in recorded]
    put(tx, "intents", INTENT, rows, ("mark",), "replace")
    found = of_marks(tx, [op.mark for op in recorded])
    return [found[op.mark] for op in recorded]


def of_marks(tx: Connection, marks: Iterable[str]) -> dict[str, Intent]:
    rows = among(tx, "SELECT * FROM intents WHERE mark IN :values", marks)
    return {row.mark: _intent(row) for row in rows}


def _row(op: Operation, before: Any, run_id: str, at: int, approved: bool) -> tuple[Any, ...]:
    target = op.target
    stands = (
        (before.standing, before.standing_url, before.standing_parts, before.ref)
        if before
        else (None, "", "[]", op.ref)
    )
    findings, parts = (msgspec.json.encode(each).decode() for each in (op.findings, op.parts))
    same = before and (before.body, before.url, before.parts) == (op.body, op.url, parts)
    return (
        *(op.mark, target.tool, target.verb, target.place, target.topic, before.revision + 1 if before else 1),
        *(op.step, op.body, op.url, parts, "planned", *stands, findings, run_id, at, at),
        *(before.attempts if same and before.state != "done" else 0, None, None),
        *(before.sweep_at if before else None, op.undoes, op.erase, approved),
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
        erase=bool(row.erase),
    )
    return Intent(
        operation=operation,
        state=row.state,
        run=row.run,
        revision=row.revision,
        attempts=row.attempts,
        created_at=moment(row.created_at),
        updated_at=moment(row.updated_at),
        error=row.error,
        not_before=None if row.not_before is None else moment(row.not_before),
        sweep_at=None if row.sweep_at is None else moment(row.sweep_at),
        approved=bool(row.approved),
    )


_BUSY = """
SELECT tool, verb, place, topic FROM intents
WHERE state = 'sent' OR undoes <> '' AND state IN ('planned', 'failed')
"""
_ASIDE = """
SELECT * FROM intents WHERE undoes = '' AND (
    state IN ('dead', 'undone') OR state IN ('planned', 'failed') AND (created_at > :fresh OR not_before > :now)
)
"""
_PAGE = """
SELECT * FROM intents WHERE state IN ('planned', 'sent', 'failed', 'dead', 'undone')
AND (state = :state OR CAST(:state AS text) IS NULL)
ORDER BY updated_at DESC, mark LIMIT :most OFFSET :start
"""
