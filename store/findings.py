"""Findings as they are followed: between detecting and planning."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, text

from core.findings import Finding, Observation, SubjectKind
from core.reconcile import Action, FindingChange
from core.times import millis, moment
from store.bulk import among, put

FINDING = (
    *("fingerprint", "detector", "subject_kind", "subject", "severity", "owner", "goal", "team", "data"),
    *("first_seen", "last_seen", "clean", "resolved_at", "reopened", "eased", "parent", "opened_at"),
)
_DECODE = msgspec.json.Decoder(Observation).decode


def open_findings(tx: Connection) -> list[Finding]:
    """Findings that are not resolved, the longest known first."""
    query = "SELECT * FROM findings WHERE resolved_at IS NULL ORDER BY first_seen, fingerprint"
    return [_finding(row) for row in tx.execute(text(query))]


def open_about(tx: Connection, kind: Literal["goal", "team"], key: str, limit: int) -> list[Finding]:
    """Open findings about a goal or team, and about what belongs to it: the worst first, and what another silences last."""
    rows = tx.execute(text(_ABOUT.format(kind=kind)), {"kind": kind, "key": key, "limit": limit})
    return [_finding(row) for row in rows]


_ABOUT = """
SELECT * FROM findings
WHERE resolved_at IS NULL AND ({kind} = :key OR subject_kind = :kind AND subject = :key)
ORDER BY CASE WHEN parent IS NULL THEN 0 ELSE 1 END,
    CASE severity WHEN 'critical' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, first_seen, fingerprint
LIMIT :limit
"""


def known_findings(tx: Connection, observed: Iterable[str] = ()) -> dict[str, Finding]:
    """By fingerprint: findings that are not resolved, and what is known of those that are observed again."""
    again = among(tx, "SELECT * FROM findings WHERE resolved_at IS NOT NULL AND fingerprint IN :values", observed)
    return {each.fingerprint: each for each in (*open_findings(tx), *map(_finding, again))}


def called(tx: Connection, fingerprints: Iterable[str]) -> list[Finding]:
    """Findings with these fingerprints, resolved ones included."""
    return [_finding(row) for row in among(tx, "SELECT * FROM findings WHERE fingerprint IN :values", fingerprints)]


def resolved(tx: Connection, kind: SubjectKind, since: datetime) -> list[Finding]:
    """About subjects of this kind, those that were resolved after that moment."""
    query = "SELECT * FROM findings WHERE subject_kind = :kind AND resolved_at > :since ORDER BY fingerprint"
    return [_finding(row) for row in tx.execute(text(query), {"kind": kind, "since": millis(since)})]


def beginning(tx: Connection, begins: str) -> list[Finding]:
    """Findings whose fingerprint begins so, resolved ones included."""
    query = "SELECT * FROM findings WHERE substr(fingerprint, 1, :size) = :begins ORDER BY fingerprint"
    return [_finding(row) for row in tx.execute(text(query), {"size": len(begins), "begins": begins})]


def below(tx: Connection, fingerprint: str) -> list[str]:
    """Open findings that this one silences, the longest known first."""
    query = "SELECT fingerprint FROM findings WHERE resolved_at IS NULL AND parent = :parent ORDER BY first_seen, fingerprint"
    return list(tx.execute(text(query), {"parent": fingerprint}).scalars())


def about(tx: Connection, kind: SubjectKind, key: str) -> list[Finding]:
    """About one thing, open ones first, then those that were resolved last."""
    query = f"SELECT * FROM findings WHERE subject_kind = :kind AND subject = :key {_NEWEST}"
    return [_finding(row) for row in tx.execute(text(query), {"kind": kind, "key": key})]


_NEWEST = "ORDER BY resolved_at IS NOT NULL, resolved_at DESC, first_seen, fingerprint LIMIT 50"


def save_changes(tx: Connection, changes: Iterable[FindingChange]) -> dict[Action, int]:
    """How many findings changed in which way. What does not change is not written."""
    changes = list(changes)
    put(tx, "findings", FINDING, [_row(change.finding) for change in changes], ("fingerprint",), "replace")
    return dict(Counter(change.action for change in changes))


def _row(finding: Finding) -> tuple[Any, ...]:
    seen = finding.observation
    return (
        *(finding.fingerprint, seen.detector, seen.subject.kind, seen.subject.key, seen.severity, seen.owner),
        *(seen.goal, seen.team, msgspec.json.encode(seen).decode()),
        *(millis(finding.first_seen), millis(finding.last_seen), finding.clean),
        *(finding.resolved_at and millis(finding.resolved_at), finding.reopened, finding.eased, finding.parent),
        finding.opened_at and millis(finding.opened_at),
    )


def _finding(row: Any) -> Finding:
    return Finding(
        fingerprint=row.fingerprint,
        observation=_DECODE(row.data),
        first_seen=moment(row.first_seen),
        last_seen=moment(row.last_seen),
        clean=row.clean,
        resolved_at=None if row.resolved_at is None else moment(row.resolved_at),
        reopened=row.reopened,
        eased=row.eased,
        parent=row.parent,
        opened_at=None if row.opened_at is None else moment(row.opened_at),
    )
