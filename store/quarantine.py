"""Input that could not be read: kept with its reason until its place is read well again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, text

from core.facts import RowFact
from core.records import Item, Rejected
from core.times import moment
from store.bulk import among, put, run
from store.encoding import clean
from store.scans import Origin

COLUMNS = ("source", "place", "name", "connector", "stream", "container", "scan", "reason", "raw", "lost", "since")
RAW_LIMIT = 2_000  # characters of the input that are kept


def reject(tx: Connection, origin: Origin, rejected: Sequence[Rejected], now: int) -> None:
    """Keep what could not be read. A place that was already in quarantine keeps the moment it got there."""
    since = dict(_since(tx, rejected))
    rows = {
        (r.source, place): (
            *(r.source, place, _name(place), *origin, clean(r.reason), clean(r.raw)[:RAW_LIMIT], r.lost),
            since.get((r.source, place), now),
        )
        for r in rejected
        for place in [clean(r.place)]
    }
    put(tx, "quarantine", COLUMNS, list(rows.values()), ("source", "place"), "replace")


def clear_read(tx: Connection, items: Sequence[Item]) -> None:
    """These items were read: places that end in the id or key of one of them are well again (`jira issue 10063`)."""
    if tx.execute(text("SELECT NOT EXISTS (SELECT 1 FROM quarantine)")).scalar():
        return
    names: dict[str, set[str]] = defaultdict(set)
    for item in items:
        names[item.source] |= {item.id, item.key}
    for source, those in names.items():
        well = [(source, row.place) for row in among(tx, _NAMED, those, source=source)]
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
    query = "SELECT name FROM quarantine WHERE connector = :connector AND lost"
    return set(tx.execute(text(query), {"connector": connector}).scalars())


def clear_older(tx: Connection, origin: Origin) -> None:
    """The stream was read from end to end: what only an earlier scan could not read is well again, or not there any more."""
    run(tx, "DELETE FROM quarantine WHERE connector = ? AND stream = ? AND container = ? AND scan < ?", [origin])


def _name(place: str) -> str:
    return place.rpartition(" ")[2]


def _since(tx: Connection, rejected: Sequence[Rejected]) -> Iterator[tuple[tuple[str, str], int]]:
    places: dict[str, list[str]] = defaultdict(list)
    for each in rejected:
        places[each.source].append(clean(each.place))
    for source, those in places.items():
        yield from (((source, row.place), row.since) for row in among(tx, _HELD, those, source=source))


_HELD = "SELECT place, since FROM quarantine WHERE source = :source AND place IN :values"
_NAMED = "SELECT place FROM quarantine WHERE source = :source AND name IN :values"
_NEWEST = """
SELECT source, place, reason, since, lost FROM quarantine WHERE connector = :connector
ORDER BY since DESC, source, place LIMIT :most
"""
