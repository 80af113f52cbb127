"""The journal: every write that a tool took, with what stood there before and after. Rows are only added."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.columns import FIGURES
from core.parts import Parts
from core.plan import Operation, Target
from core.times import millis, moment
from core.undoing import Write
from store.bulk import run

WRITE = (
    *("at", "run", "mark", "tool", "verb", "place", "topic", "step", "before", "before_url", "before_parts"),
    *("body", "url", "parts", "ref", "findings", "approved", "undoes"),
)


def record(tx: Connection, intents: Sequence[Any], ref: str | None, now: datetime) -> None:
    """What one call did, from the rows of its intents as they are before they are closed, and what it took back."""
    columns = ", ".join(WRITE)
    statement = f"INSERT INTO writes ({columns}) VALUES ({', '.join('?' * len(WRITE))})"
    run(tx, statement, [_row(row, ref, millis(now)) for row in intents])
    undoings = [row for row in intents if row.undoes]
    run(tx, _TAKEN_BACK, [(row.run, row.undoes, row.tool, row.verb, row.place, row.topic) for row in undoings])


def of_run(tx: Connection, run_id: str) -> list[Write]:
    """In the order in which they were made."""
    rows = tx.execute(text("SELECT * FROM writes WHERE run = :run ORDER BY id"), {"run": run_id})
    return [write_of(row) for row in rows]


def page(tx: Connection, run_id: str, *, tool: str | None, after: int, at_most: int) -> list[Write]:
    """Some of what a run wrote, of one tool or of all, from after the write of this number, in order."""
    asked = {"run": run_id, "tool": tool, "after": after, "most": at_most}
    return [write_of(row) for row in tx.execute(text(_PAGE), asked)]


def newest(
    tx: Connection,
    *,
    run_id: str | None = None,
    tool: str | None = None,
    since: datetime | None = None,
    before: int | None = None,
    at_most: int,
) -> list[Write]:
    """The newest first, of a run, of a tool, from a moment on, before the one of this id."""
    asked = {"run": run_id, "tool": tool, "since": None if since is None else millis(since), "before": before}
    filters = {"run": "run = :run", "tool": "tool = :tool", "since": "at >= :since", "before": "id < :before"}
    where = " AND ".join(["TRUE", *(filters[name] for name, value in asked.items() if value is not None)])
    rows = tx.execute(
        text(f"SELECT * FROM writes WHERE {where} ORDER BY id DESC LIMIT :most"), {**asked, "most": at_most}
    )
    return [write_of(row) for row in rows]


class Calls:
    """Calls made, by tool, whatever came of them: a tool whose answers are lost may have carried out every one. Figures beside
    goals are not counted (`core.plan.notable`), nor is what turned out not to have been made. Who asks again reads only
    what is new."""

    def __init__(self) -> None:
        self._since, self._last, self._made = 0, 0, Counter[str]()

    def since(self, tx: Connection, at: datetime) -> dict[str, int]:
        if self._since != millis(at):
            self._since, self._last, self._made = millis(at), 0, Counter[str]()
        for number, action, target in tx.execute(text(_CALLS), {"at": self._since, "last": self._last}):
            self._last, (tool, verb, *_, last) = number, str(target).split(" ")
            if verb != "cells" or last not in FIGURES:
                self._made[tool] += -1 if action == "not made" else 1
        return dict(+self._made)


def calls_since(tx: Connection, at: datetime) -> dict[str, int]:
    return Calls().since(tx, at)


def _row(row: Any, ref: str | None, at: int) -> tuple[Any, ...]:
    stands = ref if row.body is not None else None
    return (
        *(at, row.run, row.mark, row.tool, row.verb, row.place, row.topic, row.step),
        *(row.standing, row.standing_url, row.standing_parts, row.body, row.url, row.parts, stands, row.findings),
        bool(row.approved),
        row.undoes,
    )


def write_of(row: Any) -> Write:
    operation = Operation(
        *(row.mark, row.step, Target(row.tool, row.verb, row.place, row.topic), row.body, row.before, row.url, row.ref),
        findings=tuple(msgspec.json.decode(row.findings)),
        parts=msgspec.json.decode(row.parts, type=Parts),
        before_url=row.before_url,
        before_parts=msgspec.json.decode(row.before_parts, type=Parts),
        undoes=row.undoes,
    )
    approved = bool(row.approved)
    return Write(
        id=row.id, at=moment(row.at), run=row.run, operation=operation, approved=approved, undone_by=row.undone_by
    )


_CALLS = """
SELECT id, action, target FROM audit
WHERE action IN ('sent', 'swept', 'not made') AND id > :last AND at >= :at ORDER BY id
"""
_TAKEN_BACK = """
UPDATE writes SET undone_by = ? WHERE run = ? AND tool = ? AND verb = ? AND place = ? AND topic = ?
"""
_PAGE = """
SELECT * FROM writes WHERE run = :run AND id > :after AND (tool = :tool OR CAST(:tool AS text) IS NULL) ORDER BY id LIMIT :most
"""
