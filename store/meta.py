"""Single values that the hub keeps beside its tables, such as the digest of the mapping in force."""

from sqlalchemy import Connection, text


def get(tx: Connection, key: str) -> str | None:
    return tx.execute(text("SELECT value FROM meta WHERE key = :key"), {"key": key}).scalar()


def put(tx: Connection, key: str, value: str) -> None:
    """Writes only what differs."""
    tx.execute(text(_PUT), {"key": key, "value": value})


_PUT = """
INSERT INTO meta (key, value) VALUES (:key, :value)
ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE meta.value <> excluded.value
"""
