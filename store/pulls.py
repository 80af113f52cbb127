"""Records in, with their stream's cursor in the same transaction: where pulling ends and storing begins."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, text

from core.contract import Stream
from core.records import Account, Activity, Facet, Goal, Item, Record, Rejected, Tombstone
from core.times import MINUTE, millis, moment
from store import facets, goals, meta, scans, statements
from store.accounts import save_accounts
from store.bulk import run
from store.deliveries import CALM
from store.encoding import clean
from store.facets import save_facets
from store.goals import save_goals
from store.items import bury, restand, save_activities, save_items
from store.quarantine import clear_older, clear_read, reject
from store.scans import Origin
from store.statements import save_statements
from store.streams import THIS, names


class Counts(Struct, frozen=True):
    """What a commit did. `read` counts records; `new`, `changed` and `unchanged` are items, a buried one is changed;
    `activities` are new ones; `goals`, `facets` and `statements` new or changed ones; `rejected` what could not be kept."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    activities: int = 0
    goals: int = 0
    facets: int = 0
    statements: int = 0
    rejected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


def cursor(tx: Connection, connector: str, stream: Stream) -> str | None:
    """Where the stream's next pull begins, None for everything."""
    query = f"SELECT cursor FROM streams WHERE {THIS}"
    found: str | None = tx.execute(text(query), names(connector, stream)).scalar()
    return found


def commit(
    tx: Connection,
    connector: str,
    stream: Stream,
    records: Sequence[Record],
    cursor: str,
    now: datetime,
    *,
    full: bool = True,
) -> Counts:
    """Everything before a checkpoint, together with its cursor. The same records again change nothing.

    `full`: the pull began at the beginning, so that goals it does not show may be missing.
    """
    at = millis(now)
    origin, number = _origin(tx, connector, stream, at)
    of = _by_type(records)
    rejected: list[Rejected] = of[Rejected]
    clear_read(tx, of[Item])
    save_accounts(tx, of[Account], rejected)
    said, about = save_facets(tx, origin, of[Facet], rejected, full=full)
    new, changed, unchanged = save_items(tx, of[Item], rejected, number)
    restand(tx, about)
    gone = bury(tx, _buried(records) if of[Tombstone] else (), at)
    activities = save_activities(tx, of[Activity], rejected)
    aims = save_goals(tx, origin, of[Goal], at, rejected, full=full)
    stated = save_statements(tx, origin, [each for kind in statements.KINDS for each in of[kind]], rejected, full=full)
    reject(tx, origin, rejected, at)
    _update(tx, connector, stream, "cursor = :cursor", cursor=cursor)
    return Counts(
        read=len(records),
        new=new,
        changed=changed + gone,
        unchanged=unchanged,
        activities=activities,
        goals=aims,
        facets=said,
        statements=stated,
        rejected=len(rejected),
    )


def succeeded(
    tx: Connection,
    connector: str,
    stream: Stream,
    now: datetime,
    *,
    complete: bool,
    every_minutes: float,
    unchanged: bool = False,
    begun: datetime | None = None,
) -> None:
    """The pull that began at `begun` (None: now) came to its normal end. `complete`: it began at the beginning, so that absence
    begins to mean something. `unchanged`: it brought no records, because it saw what the pull before it saw. It is due again
    `every_minutes`, counted from its beginning; sooner, but not at once, if somebody asked for that meanwhile."""
    at = millis(now)
    origin, _ = _origin(tx, connector, stream, at)
    if stream.exhaustive and (complete or unchanged):
        goals.scanned(tx, origin, at, unchanged=unchanged)
        scans.scanned(tx, "statements", origin, at, unchanged=unchanged)
        restand(tx, facets.scanned(tx, origin, at, unchanged=unchanged))
    if stream.exhaustive and complete:
        clear_older(tx, origin)
    change = (
        "last_success = :now, last_error = NULL, error_since = NULL, every_minutes = :every, scan = scan + 1, "
        f"census_at = coalesce(census_at, :now), failures = 0, next_due_at = {_DUE_CALMLY}"
    )
    start = millis(begun or now)
    due = max(start + round(every_minutes * MINUTE), at)
    every = max(every_minutes, (due - at) / MINUTE)  # the clock may have been set back since it began
    calm = min(millis(now + CALM), due)
    _update(tx, connector, stream, change, now=at, every=every, begun=start, due=due, calm=calm)


def failed(
    tx: Connection,
    connector: str,
    stream: Stream,
    now: datetime,
    error: str,
    *,
    begun: datetime | None = None,
    pause: Callable[[int], timedelta] | None = None,
) -> None:
    """The pull broke off. What was committed before stays; nothing is concluded from what is missing. It is due again after
    what `pause` says for so many failures in a row, and not by itself without."""
    at = millis(now)
    _origin(tx, connector, stream, at)
    failures: int = tx.execute(
        text(f"SELECT failures FROM streams WHERE {THIS}"), names(connector, stream)
    ).scalar_one()
    due = millis(now + pause(failures + 1)) if pause else None
    change = (
        "last_error = :error, error_since = coalesce(error_since, :now), scan = scan + 1, failures = failures + 1, "
        f"next_due_at = {_DUE}"
    )
    _update(tx, connector, stream, change, now=at, error=clean(error), begun=millis(begun or now), due=due)


def put_off(tx: Connection, connector: str, stream: Stream, until: datetime) -> None:
    """It is not pulled before then."""
    change = f"UPDATE streams SET next_due_at = :until WHERE {THIS} AND next_due_at < :until"
    tx.execute(text(change), {"until": millis(until), **names(connector, stream)})


# what somebody asked for while it was under way stays asked for; once it has succeeded, the tool is left alone for a moment
_DUE = "CASE WHEN next_due_at > :begun AND next_due_at < :due THEN next_due_at ELSE :due END"
_DUE_CALMLY = f"CASE WHEN next_due_at > :begun AND next_due_at < :calm THEN :calm ELSE {_DUE} END"


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
        _origin(tx, connector, stream, millis(now))
        if stream.ref:
            _update(tx, connector, stream, "ref = :ref", ref=stream.ref)


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


def begin_since(tx: Connection, connector: str, stream: Stream, cursor: str, since: datetime, now: datetime) -> bool:
    """A stream of which nothing was read yet, however often it was tried, begins at this cursor, and nothing from before
    `since` is ever asked for. False if something was."""
    _origin(tx, connector, stream, millis(now))
    change = f"SET cursor = :cursor, since_limit = :since WHERE {THIS} AND cursor IS NULL AND last_success IS NULL"
    values = {"cursor": cursor, "since": millis(since), **names(connector, stream)}
    return tx.execute(text(f"UPDATE streams {change}"), values).rowcount > 0


def since_limit(tx: Connection, connector: str, stream: Stream) -> datetime | None:
    """Before which nothing is asked for: where a stream that must be read again begins."""
    found = tx.execute(text(f"SELECT since_limit FROM streams WHERE {THIS}"), names(connector, stream)).scalar()
    return None if found is None else moment(found)


def _origin(tx: Connection, connector: str, stream: Stream, now: int) -> tuple[Origin, int]:
    """The scan that is under way (one more than have ended), and the number of its stream."""
    this = names(connector, stream)
    kind = {"incremental": stream.incremental, "exhaustive": stream.exhaustive}
    tx.execute(text(_BEGIN), {**this, **kind, "now": now})
    row = tx.execute(text(f"SELECT scan, number FROM streams WHERE {THIS}"), this).one()
    return Origin(connector, stream.name, stream.container, row.scan + 1), row.number


_BEGIN = """
INSERT INTO streams (connector, stream, container, incremental, exhaustive, number, scan, since, next_due_at, failures)
SELECT :connector, :stream, :container, :incremental, :exhaustive, coalesce(max(number), 0) + 1, 0, :now, :now, 0
FROM streams WHERE true
ON CONFLICT (connector, stream, container) DO UPDATE
SET incremental = excluded.incremental, exhaustive = excluded.exhaustive
WHERE streams.incremental <> excluded.incremental OR streams.exhaustive <> excluded.exhaustive
"""


def _update(tx: Connection, connector: str, stream: Stream, change: str, **values: Any) -> None:
    tx.execute(text(f"UPDATE streams SET {change} WHERE {THIS}"), {**values, **names(connector, stream)})


def _by_type(records: Sequence[Record]) -> Mapping[type[Any], list[Any]]:
    kinds: dict[type[Any], list[Any]] = defaultdict(list)
    for record in records:
        kinds[type(record)].append(record)
    return kinds


def _buried(records: Sequence[Record]) -> list[Tombstone]:
    """Of an item that was buried and came back, the last word counts."""
    buried: dict[tuple[str, str], Tombstone] = {}
    for record in records:
        if isinstance(record, Tombstone):
            buried[record.source, record.id] = record
        elif isinstance(record, Item):
            buried.pop((record.source, record.id), None)
    return list(buried.values())
