"""The roster of streams: which there are, and when each is to be pulled."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, text

from core.contract import Stream
from core.times import millis
from store import facets, meta, statements
from store.bulk import run
from store.items import restand
from store.scans import Origin
from store.streams import THIS, ensure, names, update


def connectors(tx: Connection) -> set[str]:
    """Names of all connectors that were ever pulled and not retired."""
    return set(tx.execute(text("SELECT DISTINCT connector FROM streams")).scalars())


def containers(tx: Connection) -> set[str]:
    """Names of all that streams are pulled from."""
    return set(tx.execute(text("SELECT DISTINCT container FROM streams")).scalars())


def vanished(tx: Connection, connector: str, streams: Sequence[Stream]) -> list[Stream]:
    """Streams that hold items which are there, of containers that are none any more. They know only how they are called."""
    there = {stream.container for stream in streams}
    rows = tx.execute(text(_HOLDING), {"name": connector})
    return [
        Stream(row.stream, row.container, bool(row.incremental), bool(row.exhaustive))
        for row in rows
        if row.container not in there
    ]


_HOLDING = """
SELECT stream, container, incremental, exhaustive FROM streams s WHERE connector = :name
    AND EXISTS (SELECT 1 FROM items i WHERE i.stream = s.number AND i.gone_at IS NULL)
ORDER BY container, stream
"""


def retire(tx: Connection, connector: str, streams: Sequence[Stream]) -> int:
    """Forget streams that the settings do not name any more (all of them: `()`), so that none is late. Goals stay, for
    another stream to bring; what could not be read goes, and so do facets and statements while the tool is still in use."""
    keep = {(stream.name, stream.container) for stream in streams}
    rows = tx.execute(text("SELECT stream, container FROM streams WHERE connector = :name"), {"name": connector})
    gone = [(connector, row.stream, row.container) for row in rows if tuple(row) not in keep]
    for each in gone if streams else ():
        origin = Origin(*each, 0)
        statements.retire(tx, origin)
        restand(tx, facets.retire(tx, origin))
    this = "WHERE connector = ? AND stream = ? AND container = ?"
    run(tx, f"UPDATE items SET stream = NULL WHERE stream = (SELECT number FROM streams {this})", gone)
    run(tx, f"UPDATE goals SET scan = 0 {this}", gone)
    run(tx, f"DELETE FROM quarantine {this}", gone)
    return run(tx, f"DELETE FROM streams {this}", gone)


def start_over_if_new(tx: Connection, connector: str, settings: str) -> bool:
    """Drops the cursors when the connector now reads with other settings: an item that did not change may mean something
    else under them. True if it did."""
    key = f"settings of {connector}"
    before = meta.get(tx, key)
    meta.put(tx, key, settings)
    if before in (None, settings):
        return False
    tx.execute(text("UPDATE streams SET cursor = NULL WHERE connector = :name"), {"name": connector})
    return True


def known(tx: Connection, connector: str, streams: Sequence[Stream], now: datetime) -> None:
    """The streams that a tool shows; those that are new are due at once."""
    for stream in streams:
        ensure(tx, connector, stream, millis(now))
        if stream.ref:
            update(tx, connector, stream, "ref = :ref", ref=stream.ref)


def due(tx: Connection, connector: str, now: datetime, container: str | None = None) -> list[Stream]:
    """The streams of a connector that are to be pulled now, those of one container where it is named; in the order in which
    the tool showed them first."""
    rows = tx.execute(text(_TO_PULL), {"connector": connector, "now": millis(now)})
    return [
        Stream(row.stream, row.container, bool(row.incremental), bool(row.exhaustive))
        for row in rows
        if container in (None, row.container)
    ]


_TO_PULL = """
SELECT stream, container, incremental, exhaustive FROM streams
WHERE connector = :connector AND next_due_at <= :now ORDER BY number
"""


def due_places(tx: Connection, now: datetime) -> list[tuple[str, str]]:
    """Connector and container of each stream that is to be pulled now, those that wait longest first."""
    rows = tx.execute(text(_PLACES), {"now": millis(now)})
    return [(row.connector, row.container) for row in rows]


_PLACES = """
SELECT connector, container FROM streams WHERE next_due_at <= :now
GROUP BY connector, container ORDER BY min(next_due_at), connector, container
"""


def hasten(
    tx: Connection, connector: str, now: datetime, container: str | None = None, streams: Sequence[str] = ()
) -> int:
    """Has streams pulled now: those of the connector, of one container, or these alone. How many there are. One that the tool
    does not show any more stays as it is."""
    asked = {"connector": connector, "now": millis(now), "container": container}
    query = f"{_HASTEN} AND stream IN :streams" if streams else _HASTEN
    found = text(query).bindparams(bindparam("streams", expanding=True)) if streams else text(query)
    return tx.execute(found, asked | ({"streams": list(streams)} if streams else {})).rowcount


_HASTEN = """
UPDATE streams SET next_due_at = :now WHERE connector = :connector AND next_due_at IS NOT NULL
AND (container = :container OR CAST(:container AS text) IS NULL)
"""


def set_back(tx: Connection, connector: str, by: timedelta, streams: Sequence[str] | None = None) -> None:
    """The clock was set back by so much: the streams of a connector, or these alone, wait no longer than before."""
    asked = {"connector": connector, "by": round(by / timedelta(milliseconds=1))}
    query = text(_SET_BACK if streams is None else f"{_SET_BACK} AND stream IN :streams")
    if streams is not None:
        query, asked = query.bindparams(bindparam("streams", expanding=True)), asked | {"streams": list(streams)}
    tx.execute(query, asked)


_SET_BACK = "UPDATE streams SET next_due_at = next_due_at - :by WHERE connector = :connector"


def put_off(tx: Connection, connector: str, stream: Stream, until: datetime) -> None:
    """It is not pulled before then."""
    change = f"UPDATE streams SET next_due_at = :until WHERE {THIS} AND next_due_at < :until"
    tx.execute(text(change), {"until": millis(until), **names(connector, stream)})
