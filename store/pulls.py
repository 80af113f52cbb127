"""Records in, with their stream's cursor in the same transaction: where pulling ends and storing begins."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, text

from core.contract import Stream
from core.records import Account, Activity, Facet, Goal, Item, Record, Rejected, Tombstone
from core.times import MINUTE, millis, moment
from store import facets, goals, scans, statements
from store.accounts import save_accounts
from store.deliveries import CALM
from store.encoding import clean
from store.facets import save_facets
from store.goals import save_goals
from store.items import bury, restand, save_activities, save_items
from store.quarantine import clear_older, clear_read, reject
from store.scans import Origin
from store.statements import save_statements
from store.streams import THIS, ensure, names, update


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
    update(tx, connector, stream, "cursor = :cursor", cursor=cursor)
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
    update(tx, connector, stream, change, now=at, every=every, begun=start, due=due, calm=calm)


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
    update(tx, connector, stream, change, now=at, error=clean(error), begun=millis(begun or now), due=due)


# what somebody asked for while it was under way stays asked for; once it has succeeded, the tool is left alone for a moment
_DUE = "CASE WHEN next_due_at > :begun AND next_due_at < :due THEN next_due_at ELSE :due END"
_DUE_CALMLY = f"CASE WHEN next_due_at > :begun AND next_due_at < :calm THEN :calm ELSE {_DUE} END"


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
    ensure(tx, connector, stream, now)
    row = tx.execute(text(f"SELECT scan, number FROM streams WHERE {THIS}"), names(connector, stream)).one()
    return Origin(connector, stream.name, stream.container, row.scan + 1), row.number


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
