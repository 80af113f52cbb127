"""What queries of key results look at, and the values that came of them: readings of the hub's own, kept as history."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.records import Reading, Rejected
from store.bulk import among, run
from store.quarantine import reject
from store.scans import Origin
from store.statements import save_statements

ORIGIN = Origin("fairlead", "queries", "", 0)
SOURCE = ORIGIN.connector
_READING = Decoder(Reading).decode
Bad = Mapping[tuple[str, str], str]  # reasons by source and place


def linked_items(tx: Connection, goals: Collection[str]) -> dict[int, list[str]]:
    """Items that are linked to these goals now, with the goals: what counts as work, no threads."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in among(tx, _SERVING, goals):
        found[row.item_id].append(row.goal)
    return found


def last_values(tx: Connection, goals: Collection[str]) -> dict[str, float | None]:
    """The newest value that a query gave each of these goals, by key."""
    found = [_READING(row.data) for row in among(tx, _NEWEST, goals, source=SOURCE)]
    return {each.subject: each.value for each in found}


def bad_queries(tx: Connection) -> dict[tuple[str, str], str]:
    rows = tx.execute(
        text("SELECT source, place, reason FROM quarantine WHERE connector = :source"), {"source": SOURCE}
    )
    return {(row.source, row.place): row.reason for row in rows}


def keep(tx: Connection, values: Sequence[Reading], bad: Bad, now: int) -> None:
    """Adds the values; what is not `bad` any more leaves the quarantine."""
    rejected = [
        Rejected(source=source, place=place, reason=reason, lost=False) for (source, place), reason in bad.items()
    ]
    save_statements(tx, ORIGIN, values, rejected, full=False)
    well = [key for key in bad_queries(tx) if key not in bad]
    run(tx, "DELETE FROM quarantine WHERE source = ? AND place = ?", well)
    reject(tx, ORIGIN, rejected, now)


_SERVING = """
SELECT l.item_id, l.goal FROM links l JOIN items i ON i.id = l.item_id
WHERE l.goal IN :values AND l.valid_to IS NULL AND l.position >= 0 AND i.gone_at IS NULL AND i.kind <> 'thread'
"""
_NEWEST = """
SELECT s.data FROM statements s WHERE s.kind = 'reading' AND s.subject IN :values AND s.source = :source AND s.gone_at IS NULL
    AND s.at = (
        SELECT max(n.at) FROM statements n
        WHERE n.kind = 'reading' AND n.subject = s.subject AND n.source = :source AND n.gone_at IS NULL
    )
"""
