"""What people decided about findings: the newest decision about each. Those before stand in the audit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, text

from core.findings import Observation
from core.handling import Handling
from core.times import millis, moment
from store.bulk import among, put, run

HANDLING = ("fingerprint", "state", "actor", "at", "reason", "until", "ends", "severity", "evidence", "rule")


def of_open(tx: Connection) -> dict[str, Handling]:
    """By fingerprint, about findings that are not resolved, whether in force or not."""
    return {row.fingerprint: _handling(row) for row in tx.execute(text(_OF_OPEN))}


def of(tx: Connection, fingerprints: Iterable[str]) -> dict[str, Handling]:
    """By fingerprint, about these findings."""
    rows = among(tx, "SELECT * FROM handlings WHERE fingerprint IN :values", fingerprints)
    return {row.fingerprint: _handling(row) for row in rows}


def save(tx: Connection, decisions: Iterable[Handling]) -> None:
    """Each in place of the one before about the same finding."""
    put(tx, "handlings", HANDLING, [_row(each) for each in decisions], ("fingerprint",), "replace")


def forget(tx: Connection, fingerprints: Iterable[str]) -> None:
    run(tx, "DELETE FROM handlings WHERE fingerprint = ?", [(each,) for each in fingerprints])


def end(tx: Connection, fingerprints: Iterable[str], now: datetime) -> None:
    """They hold no more from this moment on, whatever becomes of their findings."""
    run(tx, "UPDATE handlings SET until = ? WHERE fingerprint = ?", [(millis(now), each) for each in fingerprints])


def answered(tx: Connection) -> set[str]:
    """Fingerprints of findings disputed because of a rule that has been edited since, or is gone."""
    return set(tx.execute(text(_ANSWERED)).scalars())


def changed(tx: Connection) -> list[str]:
    """Fingerprints of open findings that say something else than when they were snoozed until then."""
    rows = tx.execute(text(_UNTIL_CHANGED)).all()
    return [row.fingerprint for row in rows if _OBSERVED(row.data).digest != row.evidence]


def _row(each: Handling) -> tuple[Any, ...]:
    return (
        *(each.fingerprint, each.state, each.actor, millis(each.at), each.reason),
        *(each.until and millis(each.until), each.ends, each.severity, each.evidence, each.rule),
    )


def _handling(row: Any) -> Handling:
    return Handling(
        fingerprint=row.fingerprint,
        state=row.state,
        actor=row.actor,
        at=moment(row.at),
        reason=row.reason,
        until=None if row.until is None else moment(row.until),
        ends=row.ends,
        severity=row.severity,
        evidence=row.evidence,
        rule=row.rule,
    )


_OBSERVED = msgspec.json.Decoder(Observation).decode
_OF_OPEN = "SELECT h.* FROM handlings h JOIN findings f ON f.fingerprint = h.fingerprint WHERE f.resolved_at IS NULL"
_UNTIL_CHANGED = """
SELECT h.fingerprint, h.evidence, f.data FROM handlings h JOIN findings f ON f.fingerprint = h.fingerprint
WHERE f.resolved_at IS NULL AND h.ends = 'changed'
"""
_ANSWERED = """
SELECT h.fingerprint FROM handlings h WHERE h.state = 'disputed' AND h.rule IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM rules r WHERE r.rule = h.rule AND r.valid_to IS NULL AND r.valid_from <= h.at
)
"""
