"""Where the floors and loops over a library's objects put their rows: one table, one upsert a page."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

Row = tuple[Any, ...]
MADE = "create table issues (id text primary key, key text, title text, state text, updated text, body text)"
KEPT = """insert into issues values (?,?,?,?,?,?) on conflict (id) do update set
title = excluded.title, state = excluded.state, updated = excluded.updated, body = excluded.body"""


def opened(database: str) -> sqlite3.Connection:
    db = sqlite3.connect(database)
    db.execute("pragma journal_mode=wal")
    db.execute(MADE)
    return db


def put(db: sqlite3.Connection, page: list[Row]) -> None:
    db.executemany(KEPT, page)
    db.commit()


def kept(rows: Iterable[Row], database: str) -> None:
    """One transaction for a hundred rows, as for a page."""
    db = opened(database)
    for page in _pages(iter(rows)):
        put(db, page)


def _pages(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while page := list(islice(rows, 100)):
        yield page
