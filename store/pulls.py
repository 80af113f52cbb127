"""Records in, with their stream's cursor in the same transaction: where pulling ends and storing begins."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import Connection, text

from core.contract import Stream
from core.records import Account, Activity, Goal, Item, Record, Rejected, Tombstone
from core.times import millis
from store import meta
from store.accounts import save_accounts
from store.bulk import put, run
from store.encoding import clean
from store.goals import Origin, save_goals, scanned
from store.items import bury, save_activities, save_items
from store.quarantine import clear_older, clear_read, reject

R = TypeVar("R", bound=Record)


class Counts(Struct, frozen=True):
    """What a commit did. `read` counts records; `new`, `changed` and `unchanged` are items, a buried one is changed;
    `activities` are new ones, `goals` new or changed ones, `rejected` what could not be kept."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    activities: int = 0
    goals: int = 0
    rejected: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in self.__struct_fields__))


def cursor(tx: Connection, connector: str, stream: Stream) -> str | None:
    """Where the stream's next pull begins, None for everything."""
    query = f"SELECT cursor FROM streams WHERE {_THIS}"
    found: str | None = tx.execute(text(query), _names(connector, stream)).scalar()
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
    origin = _origin(tx, connector, stream, at)
    items, buried = _items(records)
    rejected = _all(records, Rejected)
    clear_read(tx, items)
    save_accounts(tx, _all(records, Account), rejected)
    new, changed, unchanged = save_items(tx, items, rejected)
    gone = bury(tx, buried, at)
    activities = save_activities(tx, _all(records, Activity), rejected)
    goals = save_goals(tx, origin, _all(records, Goal), at, rejected, full=full)
    reject(tx, origin, rejected, at)
    _update(tx, connector, stream, "cursor = :cursor", cursor=cursor)
    return Counts(
        read=len(records),
        new=new,
        changed=changed + gone,
        unchanged=unchanged,
        activities=activities,
        goals=goals,
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
) -> None:
    """The pull came to its normal end. `complete`: it began at the beginning, so that absence begins to mean something.
    `unchanged`: it brought no records, because it saw what the pull before it saw."""
    at = millis(now)
    origin = _origin(tx, connector, stream, at)
    if stream.exhaustive and (complete or unchanged):
        scanned(tx, origin, at, unchanged=unchanged)
    if stream.exhaustive and complete:
        clear_older(tx, origin)
    change = "last_success = :now, last_error = NULL, error_since = NULL, every_minutes = :every, scan = scan + 1"
    _update(tx, connector, stream, change, now=at, every=every_minutes)


def failed(tx: Connection, connector: str, stream: Stream, now: datetime, error: str) -> None:
    """The pull broke off. What was committed before stays; nothing is concluded from what is missing."""
    at = millis(now)
    _origin(tx, connector, stream, at)
    change = "last_error = :error, error_since = coalesce(error_since, :now), scan = scan + 1"
    _update(tx, connector, stream, change, now=at, error=clean(error))


def connectors(tx: Connection) -> set[str]:
    """Names of all connectors that were ever pulled and not retired."""
    return set(tx.execute(text("SELECT DISTINCT connector FROM streams")).scalars())


def retire(tx: Connection, connector: str, streams: Sequence[Stream]) -> int:
    """Forget streams that the settings do not name any more (all of them: `()`), so that none is late. Goals stay, for
    another stream to bring; what could not be read goes."""
    keep = {(stream.name, stream.container) for stream in streams}
    rows = tx.execute(text("SELECT stream, container FROM streams WHERE connector = :name"), {"name": connector})
    gone = [(connector, *row) for row in rows if tuple(row) not in keep]
    this = "WHERE connector = ? AND stream = ? AND container = ?"
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


def pending(tx: Connection) -> int:
    """How many items have changed since they were last mapped."""
    return int(tx.execute(text("SELECT count(*) FROM pending")).scalar_one())


_THIS = "connector = :connector AND stream = :stream AND container = :container"


def _names(connector: str, stream: Stream) -> dict[str, Any]:
    return {"connector": connector, "stream": stream.name, "container": stream.container}


def _origin(tx: Connection, connector: str, stream: Stream, now: int) -> Origin:
    """The scan that is under way: one more than have ended."""
    row = ("connector", "stream", "container", "scan", "since")
    put(tx, "streams", row, [(connector, stream.name, stream.container, 0, now)], row[:3], "ignore")
    scan = tx.execute(text(f"SELECT scan FROM streams WHERE {_THIS}"), _names(connector, stream)).scalar_one()
    return Origin(connector, stream.name, stream.container, scan + 1)


def _update(tx: Connection, connector: str, stream: Stream, change: str, **values: Any) -> None:
    tx.execute(text(f"UPDATE streams SET {change} WHERE {_THIS}"), {**values, **_names(connector, stream)})


def _items(records: Sequence[Record]) -> tuple[list[Item], list[Tombstone]]:
    """Items and tombstones; of an item that was buried and came back, the last word counts."""
    items = []
    buried: dict[tuple[str, str], Tombstone] = {}
    for record in records:
        if isinstance(record, Item):
            items.append(record)
            if buried:
                buried.pop((record.source, record.id), None)
        elif isinstance(record, Tombstone):
            buried[record.source, record.id] = record
    return items, list(buried.values())


def _all(records: Sequence[Record], kind: type[R]) -> list[R]:
    return [record for record in records if isinstance(record, kind)]
