"""All that a tool shows now, compared with what the hub knows: for what no cursor tells, such as lost rights, deletions and
changes that a search showed too late. Beside pulling.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from msgspec import Struct, json
from sqlalchemy import Connection, Row, text

from core.contract import Stream
from core.records import Item, Tombstone
from core.times import millis, moment
from store.bulk import among, run
from store.items import bury
from store.quarantine import names_in
from store.streams import THIS, names

HOUR = timedelta(hours=1)
ENOUGH = 10  # missing items from which on they are set against all that are known
_DECODE = json.Decoder(Item).decode


class Census(Struct, frozen=True, kw_only=True):
    """`missing` items are not shown now, `gone` were buried because an earlier census agrees. `unknown` and `changed` are
    shown, but the hub does not know them, or not as they are; `repair` says that the next pull reads all for their sake.
    `held` says why nothing is concluded from what is missing.
    """

    missing: int = 0
    gone: int = 0
    unknown: int = 0
    changed: int = 0
    repair: bool = False
    held: str | None = None


class _Stream(Struct, frozen=True):
    number: int
    since_limit: int
    repaired: bytes | None


def census_due(tx: Connection, connector: str, stream: Stream, now: datetime, every_hours: float) -> bool:
    """So long after the last one, or after a pull had first read all; sooner where the last one left something missing.
    Never with 0 hours."""
    row = tx.execute(text(f"SELECT census_at, number FROM streams WHERE {THIS}"), names(connector, stream)).first()
    if not every_hours or not stream.exhaustive or row is None or row.census_at is None:
        return False
    passed = now - moment(row.census_at)
    return passed >= timedelta(hours=every_hours) or (passed >= HOUR and bool(_count_missing(tx, row.number)))


def take_census(
    tx: Connection,
    connector: str,
    stream: Stream,
    seen: Mapping[str, int],
    now: datetime,
    begun: datetime,
    *,
    believed: bool = False,
) -> Census:
    """Draws the conclusions from all that the stream shows: ids, each with its `updated_at` in UTC milliseconds.

    What is not shown is missing, and buried when a census at least an hour later agrees, or at once when somebody said that
    this one is to be `believed`. What changed more than an hour before the last pull began (`begun`) should be known; what
    is not is read again, once. What lies in quarantine is not: whenever it changes, the pulls ask for it anyway.
    """
    this = _stream(tx, connector, stream)
    own = tx.execute(text(f"{_KNOWN} i.stream = :number"), {"number": this.number}).all()
    sources = {row.source for row in own} or {connector}
    others = _of_others(tx, seen.keys() - {row.external_id for row in own}, sources)
    shown = {row.external_id: row for row in (*own, *others) if row.external_id in seen}
    absent = [row for row in own if row.external_id not in seen and row.gone_at is None]
    _appear(tx, this, shown.values())
    held = None if believed else _doubt(absent, own, seen)
    gone = 0 if held else _disappear(tx, absent, millis(now), believed)
    old = millis(begun - HOUR)
    unknown = [id_ for id_, at in seen.items() if this.since_limit <= at < old and _unknown(shown.get(id_))]
    changed = [row.external_id for row in shown.values() if row.gone_at is None and _behind(row, seen, old)]
    unreadable = names_in(tx, connector) if unknown or changed else set()
    wrong = [id_ for id_ in unknown if id_ not in unreadable]
    wrong += [f"{id_} {seen[id_]}" for id_ in changed if id_ not in unreadable]
    repair = _conclude(tx, connector, stream, this, wrong, held, now)
    missing = _count_missing(tx, this.number)
    return Census(missing=missing, gone=gone, unknown=len(unknown), changed=len(changed), repair=repair, held=held)


def _stream(tx: Connection, connector: str, stream: Stream) -> _Stream:
    query = f"SELECT number, coalesce(since_limit, 0), repaired FROM streams WHERE {THIS}"
    return _Stream(*tx.execute(text(query), names(connector, stream)).one())


def _of_others(tx: Connection, ids: Iterable[str], sources: Iterable[str]) -> list[Row[Any]]:
    """Items that are shown here, but were last brought by another stream: such as those that have just moved here."""
    wanted = sorted(ids)
    return [
        row
        for source in sorted(sources)
        for row in among(tx, f"{_KNOWN} i.source = :source AND i.external_id IN :values", wanted, source=source)
    ]


def _appear(tx: Connection, this: _Stream, shown: Iterable[Row[Any]]) -> None:
    """What is shown is not missing, and belongs to the stream that shows it."""
    here = [(this.number, row.id) for row in shown if row.missing_since is not None or row.stream != this.number]
    run(tx, "UPDATE items SET missing_since = NULL, stream = ? WHERE id = ?", here)


def _doubt(absent: Sequence[Row[Any]], own: Sequence[Row[Any]], seen: Mapping[str, int]) -> str | None:
    """Why so much at once is rather a lost right than deleted items."""
    known = sum(row.gone_at is None for row in own)
    if not absent or (seen and (len(absent) < ENOUGH or 2 * len(absent) <= known)):
        return None
    left = known - len(absent)
    return f"shows {left:,} of the {known:,} items that the hub knows; has its account lost the right to see the rest?"


def _disappear(tx: Connection, absent: Sequence[Row[Any]], now: int, believed: bool) -> int:
    """How many were buried."""
    agreed = [row for row in absent if believed or (row.missing_since is not None and now - row.missing_since >= _HOUR)]
    missing = [(now, row.id) for row in absent if row.missing_since is None]
    run(tx, "UPDATE items SET missing_since = ? WHERE id = ?", missing)
    return bury(tx, [Tombstone(row.source, row.external_id, "not shown any more") for row in agreed], now)


def _unknown(row: Row[Any] | None) -> bool:
    return row is None or row.gone_at is not None


def _behind(row: Row[Any], seen: Mapping[str, int], old: int) -> bool:
    """Facets may have made the item look newer than its own record is."""
    known = millis(_DECODE(row.base).updated_at) if row.base else row.updated_at
    return known < seen[row.external_id] < old


def _conclude(
    tx: Connection,
    connector: str,
    stream: Stream,
    this: _Stream,
    wrong: Sequence[str],
    doubt: str | None,
    now: datetime,
) -> bool:
    """Whether the next pull reads all. It does so once for the same set: what cannot be read stays unknown for ever."""
    found = blake2b("\n".join(sorted(wrong)).encode(), digest_size=16).digest() if wrong else None
    repair = found is not None and found != this.repaired
    change = "census_at = :now, repaired = :found, doubt = :doubt, doubt_since = "
    change += "coalesce(doubt_since, :now)" if doubt else "NULL"
    change += ", cursor = NULL" if repair else ""
    values = {"now": millis(now), "found": found, "doubt": doubt, **names(connector, stream)}
    tx.execute(text(f"UPDATE streams SET {change} WHERE {THIS}"), values)
    return repair


def _count_missing(tx: Connection, number: int) -> int:
    query = "SELECT count(*) FROM items WHERE stream = :number AND missing_since IS NOT NULL"
    return int(tx.execute(text(query), {"number": number}).scalar_one())


_HOUR = HOUR // timedelta(milliseconds=1)
_KNOWN = "SELECT i.id, i.source, i.external_id, i.updated_at, i.missing_since, i.gone_at, i.stream, i.base FROM items i WHERE"
