"""Jira's moments."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = 100_000_000_000  # below this a number counts seconds: as milliseconds it would lie in early 1973


def moment(value: str | int) -> datetime:
    """`2020-06-12T08:29:19.487+0800`, or an epoch in milliseconds or seconds, in UTC. ValueError when it is neither."""
    if isinstance(value, int):
        return _EPOCH + timedelta(milliseconds=value if abs(value) >= _SECONDS else value * 1000)
    return datetime.fromisoformat(value).astimezone(UTC)
