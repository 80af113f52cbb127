"""Input that could not be read: kept with its reason until its place is read well again."""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from core.facts import RowFact
from core.records import Item, Rejected
from core.times import moment
from store.bulk import put, run
from store.encoding import clean
from store.scans import Origin

COLUMNS = ("source", "place", "connector", "stream", "container", "scan", "reason", "raw", "lost", "since")
RAW_LIMIT = 2_000  # characters of the input that are kept


def reject(tx: Connection, origin: Origin, rejected: Sequence[Rejected], now: int) -> None:
    """Keep what could not be read. A place that was already in quarantine keeps the moment it got there."""
    since = dict(_since(tx))
    rows = {
        (r.source, r.place): (
            *(r.source, clean(r.place), *origin, clean(r.reason), clean(r.raw)[:RAW_LIMIT], r.lost),
            since.get((r.source, clean(r.place)), now),
        )
        for r in rejected
    }
    put(tx, "quarantine", COLUMNS, list(rows.values()), ("source", "place"), "replace")


def clear_read(tx: Connection, items: Sequence[Item]) -> None:
    """These items were read: places that end in the id or key of one of them are well again (`jira issue 10063`)."""
    held = [place for place, _ in _since(tx)]
    if not held:
        return
    read = {(item.source, name) for item in items for name in (item.id, item.key)}
    well = [(source, place) for source, place in held if (source, _name(place)) in read]
    run(tx, "DELETE FROM quarantine WHERE source = ? AND place = ?", well)


def newest(tx: Connection, connector: str, at_most: int) -> list[RowFact]:
    """What a connector could not read, the newest first."""
    rows = tx.execute(text(_NEWEST), {"connector": connector, "most": at_most})
    return [RowFact(row.source, row.place, row.reason, moment(row.since), bool(row.lost)) for row in rows]


def tally(tx: Connection) -> dict[str, int]:
    """How much each connector could not read."""
    rows = tx.execute(
        text("SELECT connector, count(*) AS places FROM quarantine GROUP BY connector ORDER BY connector")
    )
    return {row.connector: row.places for row in rows}


def names_in(tx: Connection, connector: str) -> set[str]:
    """Ids and keys of what this connector could not read."""
    query = "SELECT place FROM quarantine WHERE connector = :connector AND lost"
    return {_name(place) for place in tx.execute(text(query), {"connector": connector}).scalars()}


def clear_older(tx: Connection, origin: Origin) -> None:
    """The stream was read from end to end: what only an earlier scan could not read is well again, or not there any more."""
    run(tx, "DELETE FROM quarantine WHERE connector = ? AND stream = ? AND container = ? AND scan < ?", [origin])


def _name(place: str) -> str:
    return place.rpartition(" ")[2]


def _since(tx: Connection) -> list[tuple[tuple[str, str], int]]:
    return [
        ((row.source, row.place), row.since) for row in tx.execute(text("SELECT source, place, since FROM quarantine"))
    ]


_NEWEST = """
SELECT source, place, reason, since, lost FROM quarantine WHERE connector = :connector
ORDER BY since DESC, source, place LIMIT :most
"""
