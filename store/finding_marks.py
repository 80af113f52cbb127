"""What drifts where, in short: of open findings only what a sign beside a goal needs, and how many came and went."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import Connection, text

from core.findings import Severity
from core.times import millis
from store.bulk import among

Mark = tuple[str, Severity, str]
"""Key of the goal or item, how bad, and the detector."""


def of_goals(tx: Connection, goals: Collection[str], items: Collection[str]) -> Iterator[Mark]:
    """Open findings about these goals, and about these items (`source:key`)."""
    for kind, keys in (("goal", goals), ("item", items)):
        for row in among(tx, _OPEN, keys, kind=kind):
            yield row.subject, row.severity, row.detector


def opened(tx: Connection, after: datetime, until: datetime) -> Mapping[str, int]:
    """How many were opened, or reopened, in this time, by detector."""
    return _counted(tx, "coalesce(opened_at, first_seen)", after, until)


def resolved(tx: Connection, after: datetime, until: datetime) -> Mapping[str, int]:
    """How many were resolved in this time, and stay so, by detector."""
    return _counted(tx, "resolved_at", after, until)


def by_team(tx: Connection) -> Mapping[str, int]:
    """How many open findings belong to each team."""
    query = "SELECT team, count(*) AS n FROM findings WHERE resolved_at IS NULL AND team IS NOT NULL GROUP BY team"
    return {row.team: row.n for row in tx.execute(text(query))}


def _counted(tx: Connection, moment: str, after: datetime, until: datetime) -> Mapping[str, int]:
    query = (
        f"SELECT detector, count(*) AS n FROM findings WHERE {moment} > :after AND {moment} <= :until GROUP BY detector"
    )
    rows = tx.execute(text(query), {"after": millis(after), "until": millis(until)})
    return dict(Counter({row.detector: row.n for row in rows}).most_common())


_OPEN = """
SELECT subject, severity, detector FROM findings
WHERE resolved_at IS NULL AND subject_kind = :kind AND subject IN :values
"""
