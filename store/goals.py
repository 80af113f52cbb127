"""Goals from records to rows. One that an exhaustive pull did not show is gone only when a later one agrees."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from msgspec.json import Decoder
from sqlalchemy import Connection, text

from core.records import Goal, Rejected
from store.bulk import among, put, run
from store.encoding import digest, encode

GOAL = (
    *("key", "source", "item", "connector", "stream", "container", "scan", "first_seen", "ended_at"),
    *("missing_since", "gone_at", "digest", "data"),
)
HOUR = 3_600_000
DECODE = Decoder(Goal).decode


class Origin(NamedTuple):
    """The pull that brings goals: a stream, and which of its scans this is."""

    connector: str
    stream: str
    container: str
    scan: int


class Known(NamedTuple):
    key: str
    digest: bytes
    data: str
    connector: str
    stream: str
    container: str
    scan: int
    first_seen: int
    ended_at: int | None
    missing_since: int | None
    gone_at: int | None


def save_goals(
    tx: Connection, origin: Origin, goals: Sequence[Goal], now: int, rejected: list[Rejected], *, full: bool
) -> int:
    """How many were new or changed. A key belongs to the stream that brought it first, until that is retired; another's goal
    is rejected.

    Only a `full` pull notes down that it saw an unchanged goal: others read the same few again and again.
    """
    kept, lines = encode(goals, rejected)
    latest = {goal.key: (goal, data) for goal, data in zip(kept, lines, strict=True)}
    known = _known(tx, latest)
    rows = []
    for key, (goal, data) in latest.items():
        before = known.get(key)
        if before and before[3:6] != origin[:3] and before.scan and before.missing_since is None:
            rejected.append(_taken(goal, before))
        elif before is None or before.gone_at or before.digest != digest(data):
            rows.append(_row(origin, goal, data, before, now))
        elif before.missing_since or before[3:6] != origin[:3] or (full and before.scan != origin.scan):
            run(tx, _SEEN, [(*origin, key)])
    _write(tx, rows, now)
    return len(rows)


def scanned(tx: Connection, origin: Origin, now: int, *, unchanged: bool = False) -> None:
    """An exhaustive pull has ended well. Goals that it did not show are missing, and gone after an hour of that.

    A scan that showed no goal at all proves nothing, and takes back what an earlier one held against a goal; but when it is
    `unchanged`, it saw what the one before it saw.
    """
    names = {**origin._asdict(), "now": now, "before": now - HOUR}
    shown = tx.execute(text(f"SELECT 1 FROM goals WHERE {_FROM} = :scan"), names).first()
    lost = "gone_at IS NULL AND missing_since"
    if shown or unchanged:
        tx.execute(text(f"UPDATE goals SET gone_at = :now WHERE {lost} <= :before AND {_FROM} < :scan"), names)
        tx.execute(text(_CLOSE_GONE), names)
    else:
        tx.execute(text(f"UPDATE goals SET missing_since = NULL WHERE {lost} IS NOT NULL AND {_FROM} < :scan"), names)
    if shown:
        missing = "SET missing_since = :now WHERE missing_since IS NULL"
        tx.execute(text(f"UPDATE goals {missing} AND {_FROM} < :scan"), names)


_FROM = "connector = :connector AND stream = :stream AND container = :container AND scan"
_SEEN = "UPDATE goals SET connector = ?, stream = ?, container = ?, scan = ?, missing_since = NULL WHERE key = ?"
_CLOSE_GONE = (
    "UPDATE goal_versions SET valid_to = :now WHERE valid_to IS NULL "
    "AND goal IN (SELECT key FROM goals WHERE gone_at = :now)"
)


def all_goals(tx: Connection) -> list[Goal]:
    """The goals that stand now, in order of their keys."""
    return [DECODE(data) for (data,) in tx.execute(text("SELECT data FROM goals WHERE gone_at IS NULL ORDER BY key"))]


def _known(tx: Connection, keys: Iterable[str]) -> dict[str, Known]:
    query = (
        "SELECT key, digest, data, connector, stream, container, scan, first_seen, ended_at, missing_since, gone_at "
        "FROM goals WHERE key IN :values"
    )
    return {row.key: Known(*row) for row in among(tx, query, keys)}


def _taken(goal: Goal, holder: Known) -> Rejected:
    place = DECODE(holder.data).place
    return Rejected(source=goal.source, place=goal.place, reason=f"goal key {goal.key} is already used at {place}")


def _row(origin: Origin, goal: Goal, data: bytes, before: Known | None, now: int) -> tuple[Any, ...]:
    over = goal.closed or goal.superseded_by is not None
    ended_at = ((before and before.ended_at) or now) if over else None
    first_seen = before.first_seen if before else now
    return (
        *(goal.key, goal.source, goal.item, *origin, first_seen, ended_at, None, None),
        *(digest(data), data.decode()),
    )


def _write(tx: Connection, rows: Sequence[tuple[Any, ...]], now: int) -> None:
    put(tx, "goals", GOAL, rows, ("key",), "replace")
    close = "UPDATE goal_versions SET valid_to = ? WHERE goal = ? AND valid_to IS NULL"
    run(tx, close, [(now, row[0]) for row in rows])
    versions = [(row[0], now, None, row[-1]) for row in rows]
    put(tx, "goal_versions", ("goal", "valid_from", "valid_to", "data"), versions, ("goal", "valid_from"), "replace")
