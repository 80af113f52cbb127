"""When a tool answered, by its own clock: what cursors are made of, and what waits are counted from."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def answered_at(headers: Mapping[str, str]) -> datetime | None:
    """The `Date` of an answer in UTC; None when it has none that can be read. Header names are in lower or any case."""
    return moment(headers.get("date"))


def moment(value: str | None) -> datetime | None:
    """An HTTP date or ISO 8601, in UTC unless it says otherwise."""
    for parse in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = parse(value or "")
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
