"""Goals from records to rows. One that an exhaustive pull did not show is gone only when a later one agrees."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from msgspec.json import Decoder
from msgspec.structs import replace
from sqlalchemy import Connection, text

from core.records import Goal, Rejected
from core.times import moment
from store import kept, scans
from store.bulk import among, put, run
from store.encoding import digest, encode
from store.scans import OWNED, Kept, Origin

GOAL = (
    *("key", "source", "item", "connector", "stream", "container", "scan", "first_seen", "ended_at"),
    *("missing_since", "gone_at", "digest", "data"),
)
DECODE = Decoder(Goal).decode


class Known(NamedTuple):
    kept: Kept
    first_seen: int
    ended_at: int | None


def save_goals(
    tx: Connection, origin: Origin, goals: Sequence[Goal], now: int, rejected: list[Rejected], *, full: bool
) -> int:
    """How many were new or changed. A key belongs to the stream that brought it first, until that is retired; another's goal
    is rejected.

    Only a `full` pull notes down that it saw an unchanged goal: others read the same few again and again.
    """
    stored, lines = encode(goals, rejected)
    latest = {goal.key: (goal, data) for goal, data in zip(stored, lines, strict=True)}
    known = _known(tx, latest)
    rows, seen, moved = [], [], []
    for key, (goal, data) in latest.items():
        before = known.get(key)
        news = scans.news(before and before.kept, origin, digest(data), full=full)
        if before and _taken(before.kept, origin):
            rejected.append(_rejected(goal, before.kept))
        elif news == "write":
            rows.append(_row(origin, goal, data, before, now))
            moved += [(data.decode(), key)] if before and _only_moved(before.kept, goal) else []
        elif news == "seen":
            seen.append((key,))
    _write(tx, rows, moved, now)
    scans.seen(tx, "goals", ("key",), origin, seen)
    return len(rows)


def scanned(tx: Connection, origin: Origin, now: int, *, unchanged: bool = False) -> None:
    """An exhaustive pull has ended well: what is gone now has an end."""
    scans.scanned(tx, "goals", origin, now, unchanged=unchanged)
    tx.execute(text(_CLOSE_GONE), {"now": now})
    kept.headed(tx, _heads(tx.execute(text(f"{_HEADS} gone_at = :now"), {"now": now})))


_CLOSE_GONE = (
    "UPDATE goal_versions SET valid_to = :now WHERE valid_to IS NULL "
    "AND goal IN (SELECT key FROM goals WHERE gone_at = :now)"
)


def all_goals(tx: Connection) -> list[Goal]:
    """The goals that stand now, in order of their keys."""
    return [DECODE(data) for (data,) in tx.execute(text("SELECT data FROM goals WHERE gone_at IS NULL ORDER BY key"))]


def by_key(tx: Connection) -> dict[str, Goal]:
    """The same, each by its key."""
    return {goal.key: goal for goal in all_goals(tx)}


def first_known(tx: Connection) -> datetime | None:
    """When the hub first knew a goal, whatever became of that one."""
    first = tx.execute(text("SELECT min(first_seen) FROM goals")).scalar_one()
    return None if first is None else moment(first)


_HEADS = "SELECT source, item FROM goals WHERE item IS NOT NULL AND"


def _heads(rows: Iterable[Any]) -> set[tuple[str, str]]:
    """The items that goals are, by source and key."""
    return {(row.source, row.item) for row in rows}


def _known(tx: Connection, keys: Iterable[str]) -> dict[str, Known]:
    query = f"SELECT key, {', '.join(OWNED)}, first_seen, ended_at FROM goals WHERE key IN :values"
    return {row.key: Known(Kept(*row[1:-2]), row.first_seen, row.ended_at) for row in among(tx, query, keys)}


def _taken(holder: Kept, origin: Origin) -> bool:
    return not holder.is_of(origin) and bool(holder.scan) and holder.missing_since is None


def _rejected(goal: Goal, holder: Kept) -> Rejected:
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


def _only_moved(before: Kept, goal: Goal) -> bool:
    """It stands elsewhere in its sheet, and says the same: that is no new version."""
    return before.gone_at is None and _meaning(DECODE(before.data)) == _meaning(goal)


def _meaning(goal: Goal) -> Goal:
    return replace(goal, place="", url="", cells={})


def _write(tx: Connection, rows: Sequence[tuple[Any, ...]], moved: Sequence[tuple[str, str]], now: int) -> None:
    """`moved` are those of the rows that are no new version, as (data, key)."""
    before = _heads(among(tx, f"{_HEADS} key IN :values", [row[0] for row in rows]))
    put(tx, "goals", GOAL, rows, ("key",), "replace")
    kept.headed(tx, {*before, *((row[1], row[2]) for row in rows if row[2])})
    run(tx, "UPDATE goal_versions SET data = ? WHERE goal = ? AND valid_to IS NULL", moved)
    same = {key for _, key in moved}
    news = [row for row in rows if row[0] not in same]
    run(
        tx, "UPDATE goal_versions SET valid_to = ? WHERE goal = ? AND valid_to IS NULL", [(now, row[0]) for row in news]
    )
    versions = [(row[0], now, None, row[-1]) for row in news]
    put(tx, "goal_versions", ("goal", "valid_from", "valid_to", "data"), versions, ("goal", "valid_from"), "replace")
