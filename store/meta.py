"""Single values that the hub keeps beside its tables, such as the digest of the mapping in force."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
from sqlalchemy import Connection, text

from store.bulk import fetch

T = TypeVar("T")


def get(tx: Connection, key: str) -> str | None:
    return next((row.value for row in fetch(tx, "SELECT value FROM meta WHERE key = ?", key)), None)


def decoded(tx: Connection, key: str, decode: Callable[[str], T]) -> T | None:
    """None where nothing is kept, and for what another version of the hub kept in another shape."""
    kept = get(tx, key)
    try:
        return None if kept is None else decode(kept)
    except msgspec.DecodeError:
        return None


def put(tx: Connection, key: str, value: str) -> None:
    """Writes only what differs."""
    tx.execute(text(_PUT), {"key": key, "value": value})


_PUT = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value
"""
