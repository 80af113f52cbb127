"""How every stream is doing, from its row."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

from core.stream_state import StreamState
from core.times import moment

DEFAULT_MINUTES = 15.0  # between pulls of a stream that has not succeeded yet


def stream_states(tx: Connection) -> list[StreamState]:
    """In order of connector, stream and container."""
    return [_state(row) for row in tx.execute(text(_STREAMS))]


def _state(row: Any) -> StreamState:
    return StreamState(
        connector=row.connector,
        stream=row.stream,
        container=row.container,
        since=moment(row.since),
        every=timedelta(minutes=row.every_minutes or DEFAULT_MINUTES),
        last_success=_moment(row.last_success),
        next_due_at=_moment(row.next_due_at),
        failures=row.failures,
        error=row.last_error,
        error_since=_moment(row.error_since),
        doubt=row.doubt,
    )


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moment(at)


_STREAMS = """
SELECT connector, stream, container, since, every_minutes, last_success, next_due_at, failures, last_error, error_since, doubt
FROM streams ORDER BY connector, stream, container
"""
