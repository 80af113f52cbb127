"""The row of a stream: how SQL names it, made where there is none, changed. Whoever knows of a stream keeps it there."""

from typing import Any

from sqlalchemy import Connection, text

from core.contract import Stream

THIS = "connector = :connector AND stream = :stream AND container = :container"


def names(connector: str, stream: Stream) -> dict[str, Any]:
    """The values of `THIS`."""
    return {"connector": connector, "stream": stream.name, "container": stream.container}


def ensure(tx: Connection, connector: str, stream: Stream, now: int) -> None:
    """A row of this stream, due at once where it is new."""
    kind = {"incremental": stream.incremental, "exhaustive": stream.exhaustive}
    tx.execute(text(_ENSURE), {**names(connector, stream), **kind, "now": now})


_ENSURE = """
INSERT INTO streams (connector, stream, container, incremental, exhaustive, number, scan, since, next_due_at, failures)
SELECT :connector, :stream, :container, :incremental, :exhaustive, coalesce(max(number), 0) + 1, 0, :now, :now, 0
FROM streams WHERE true
ON CONFLICT (connector, stream, container) DO UPDATE
SET incremental = excluded.incremental, exhaustive = excluded.exhaustive
WHERE streams.incremental <> excluded.incremental OR streams.exhaustive <> excluded.exhaustive
"""


def update(tx: Connection, connector: str, stream: Stream, change: str, **values: Any) -> None:
    tx.execute(text(f"UPDATE streams SET {change} WHERE {THIS}"), {**values, **names(connector, stream)})
