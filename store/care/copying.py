"""A hub moved from one database to another, SQLite to PostgreSQL or back, with nothing lost: all in one transaction there."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from itertools import zip_longest
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Table, func, inspect, select, text

from store import engine
from store.bulk import batches
from store.engine import Store, StoreError, revision
from store.export import canonical
from store.schema import create
from store.tables import Row

BATCH = 5_000
MODULUS = 1 << 128
Watch = Callable[[str, int, int], None]
"""Is told the table, how many of its rows are copied, and how many there are."""


class Tally(Struct, frozen=True):
    """Of the rows of a table, in whatever order: how many, and the sum of their digests."""

    rows: int = 0
    digest: int = 0

    def with_rows(self, rows: Sequence[Sequence[Any]]) -> "Tally":
        return Tally(self.rows + len(rows), (self.digest + sum(map(_digest, rows))) % MODULUS)


def copy(source: Store, target: Store, watch: Watch) -> dict[str, int]:
    """All rows of all tables into an empty database; how many by table. Nobody writes in the source meanwhile.

    What is there then is read again, and compared with what was read before: number and digest of the rows of each table, and
    the canonical dump. StoreError when somebody has the source open, the target holds something, or anything differs: then
    nothing stays in the target.
    """
    _insist_on_two(source, target)
    with source.whole("copied"), _still(source), source.read() as old, target.write(durable=True) as new:
        if (found := revision(old)) != engine.REVISION:
            raise StoreError(f"{source.url} has schema {found or 'none'}: `fairlead db upgrade` first")
        _make_room(new, target)
        tables = Row.metadata.sorted_tables
        counts = {str(table.name): _copied(old, new, table, watch) for table in tables}
        _go_on_counting(new, tables)
        _insist_on_the_same(old, new)
    return counts


def _insist_on_two(source: Store, target: Store) -> None:
    if source.url == target.url:
        raise StoreError(f"{target.url} is the database of this hub; name another one to copy it to")


@contextmanager
def _still(source: Store) -> Iterator[None]:
    """Who wants to write in the source waits. SQLite needs nothing: nobody else has it open."""
    if source.file:
        yield
    else:
        with source.write():
            yield


def _make_room(new: Connection, target: Store) -> None:
    """The schema in an empty database; one that has it already may be used as long as it has no rows."""
    names = inspect(new).get_table_names()
    if not names:
        create(new)
    elif revision(new) != engine.REVISION:
        raise StoreError(f"{target.url} is not empty: {', '.join(sorted(names)[:3])} are there; name an empty database")
    for table in Row.metadata.sorted_tables:
        if new.execute(select(*table.primary_key.columns).limit(1)).first():
            raise StoreError(f"{target.url} is not empty: {table.name} has rows; name an empty database")


def _copied(old: Connection, new: Connection, table: Table, watch: Watch) -> int:
    whole = old.execute(select(func.count()).select_from(table)).scalar_one()
    read, written = Tally(), Tally()
    watch(table.name, 0, whole)
    for rows in _rows(old, table):
        _put(new, table, rows)
        read = read.with_rows(rows)
        watch(table.name, read.rows, whole)
    for rows in _rows(new, table):
        written = written.with_rows(rows)
    if written != read:
        raise StoreError(f"{table.name}: what stands in the copy is not what was read; nothing is kept of it")
    return read.rows


def _rows(tx: Connection, table: Table) -> Iterator[Sequence[Sequence[Any]]]:
    """As plain values that are the same from either database."""
    found = tx.execute(select(table).execution_options(yield_per=BATCH))
    yield from batches((tuple(row) for row in found), BATCH)


def _put(tx: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """PostgreSQL takes a stream of rows several times as fast as statements."""
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    place = f'"{table.name}" ({columns})'
    if tx.dialect.name == "sqlite":
        values = ", ".join("?" * len(table.columns))
        tx.exec_driver_sql(f"INSERT INTO {place} VALUES ({values})", [tuple(row) for row in rows])
        return
    driver: Any = tx.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {place} FROM STDIN") as stream:
        for row in rows:
            stream.write_row(row)


def _go_on_counting(new: Connection, tables: Iterable[Table]) -> None:
    """SQLite counts on from the highest number by itself."""
    if new.dialect.name == "sqlite":
        return
    for table in tables:
        for column in table.primary_key.columns:
            if counter := new.execute(text(_COUNTER), {"table": table.name, "column": column.name}).scalar():
                highest = new.execute(select(func.max(column))).scalar()
                new.execute(text("SELECT setval(:counter, :to, :used)"), _from(counter, highest))


def _from(counter: str, highest: int | None) -> dict[str, Any]:
    return {"counter": counter, "to": highest or 1, "used": highest is not None}


def _insist_on_the_same(old: Connection, new: Connection) -> None:
    for number, (one, other) in enumerate(zip_longest(canonical(old), canonical(new))):
        if one != other:
            raise StoreError(
                f"the copy says something else from line {number + 1} of its dump on; nothing is kept of it"
            )


def _digest(row: Sequence[Any]) -> int:
    return int.from_bytes(blake2b(msgspec.msgpack.encode(row), digest_size=16).digest(), "big")


_COUNTER = "SELECT pg_get_serial_sequence(:table, :column)"
