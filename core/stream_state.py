"""How a stream is doing: one word of it, for lists, counts and alarms. Pure: the moment is an argument."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

LATE, STALE = 2, 3
"""After so many of its intervals without a success a stream is late, and what rests on it stale."""

LONG = timedelta(hours=1)

StreamWord = Literal["well", "new", "in doubt", "late", "failing"]
WORDS: tuple[StreamWord, ...] = ("failing", "late", "in doubt", "new", "well")
"""The worst first."""


class StreamState(Struct, frozen=True, kw_only=True):
    """`since` is when it was first asked for, `every` the interval by which it is pulled. `error` is what the last pull ended
    with, `failures` how many did in a row, `error_since` since when. `doubt` says why what it shows may not be all."""

    connector: str
    stream: str
    container: str
    since: datetime
    every: timedelta
    last_success: datetime | None
    next_due_at: datetime | None
    failures: int
    error: str | None
    error_since: datetime | None
    doubt: str | None

    @property
    def name(self) -> str:
        return "/".join(part for part in (self.connector, self.stream, self.container) if part)

    def word(self, now: datetime) -> StreamWord:
        if self.error:
            return "failing"
        if self.lag(now) > LATE * self.every:
            return "late"
        if self.doubt:
            return "in doubt"
        return "well" if self.last_success else "new"

    def lag(self, now: datetime) -> timedelta:
        """For how long nothing was known to be read to its end."""
        return max(now - (self.last_success or self.since), timedelta())

    def is_stale(self, now: datetime) -> bool:
        return self.lag(now) > STALE * self.every


def silent(streams: Iterable[StreamState], now: datetime) -> frozenset[str]:
    """Connectors from which nothing was read for `LONG`, nor for three of the longest of their intervals. One stream of many
    that cannot be read is no such silence."""
    of: dict[str, list[StreamState]] = {}
    for each in streams:
        of.setdefault(each.connector, []).append(each)
    return frozenset(
        name
        for name, found in of.items()
        if min(each.lag(now) for each in found) > max(LONG, STALE * max(each.every for each in found))
    )


def stale(streams: Iterable[StreamState], now: datetime) -> dict[str, datetime]:
    """By connector since when a stream of it was not read, where that is long ago; the longest counts."""
    found: dict[str, datetime] = {}
    for each in streams:
        if each.is_stale(now):
            known = each.last_success or each.since
            found[each.connector] = min(known, found.get(each.connector, known))
    return found
