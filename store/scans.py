"""What a scan of a stream shows of goals, facets and statements. What it did not show is gone only when a later one agrees.

The three tables have the columns of `OWNED` in common.
"""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, text

from store.bulk import run
from store.streams import THIS

HOUR = 3_600_000  # milliseconds between two scans that can agree
OWNED = ("connector", "stream", "container", "scan", "missing_since", "gone_at", "digest", "data")
Table = Literal["goals", "facets", "statements"]


class Origin(NamedTuple):
    """The pull that brings records: a stream, and which of its scans this is."""

    connector: str
    stream: str
    container: str
    scan: int


class Kept(NamedTuple):
    """What the store has of a record that comes in again."""

    connector: str
    stream: str
    container: str
    scan: int
    missing_since: int | None
    gone_at: int | None
    digest: bytes
    data: str

    def is_of(self, origin: Origin) -> bool:
        return self[:3] == origin[:3]


def news(before: Kept | None, origin: Origin, digest: bytes, *, full: bool) -> Literal["write", "seen"] | None:
    """Whether a record must be written, or it must only be noted down that it was seen.

    Only a `full` pull notes down that it saw an unchanged record: others read the same few again and again.
    """
    if before is None or before.gone_at or before.digest != digest:
        return "write"
    changed = before.missing_since or not before.is_of(origin) or (full and before.scan != origin.scan)
    return "seen" if changed else None


def seen(tx: Connection, table: Table, key: Sequence[str], origin: Origin, keys: Sequence[tuple[Any, ...]]) -> None:
    """These stand unchanged, and belong to this origin from now on."""
    named = " AND ".join(f"{column} = ?" for column in key)
    change = "SET connector = ?, stream = ?, container = ?, scan = ?, missing_since = NULL"
    run(tx, f"UPDATE {table} {change} WHERE {named}", [(*origin, *each) for each in keys])


def scanned(tx: Connection, table: Table, origin: Origin, now: int, *, unchanged: bool = False) -> None:
    """An exhaustive pull has ended well. What it did not show is missing, and gone after an hour of that: then `gone_at` is
    now.

    A scan that showed nothing at all proves nothing, and takes back what an earlier one held against a record; but when it
    is `unchanged`, it saw what the one before it saw.
    """
    names = {**origin._asdict(), "now": now, "before": now - HOUR}
    shown = tx.execute(text(f"SELECT 1 FROM {table} WHERE {_FROM} = :scan"), names).first()
    lost = "gone_at IS NULL AND missing_since"
    if shown or unchanged:
        tx.execute(text(f"UPDATE {table} SET gone_at = :now WHERE {lost} <= :before AND {_FROM} < :scan"), names)
    else:
        tx.execute(text(f"UPDATE {table} SET missing_since = NULL WHERE {lost} IS NOT NULL AND {_FROM} < :scan"), names)
    if shown:
        missing = "SET missing_since = :now WHERE missing_since IS NULL"
        tx.execute(text(f"UPDATE {table} {missing} AND {_FROM} < :scan"), names)


_FROM = f"{THIS} AND scan"
