"""Issues rendered once, in the orders in which a tool lists them, and changed in part when the benchmark says so."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

Json = dict[str, Any]
CHANGED = "Changed: "  # what the title of a changed issue begins with


class Rendered(NamedTuple):
    """Times are epoch milliseconds."""

    created: int
    updated: int
    body: bytes

    def within(self, since: "Since") -> bool:
        return self.created >= since.created and self.updated >= since.updated


class Since(NamedTuple):
    """Only issues of which neither time is before these."""

    created: int = 0
    updated: int = 0


ALWAYS = Since()


class Shelf:
    """`touch` changes one issue as a person would: its title gets the prefix, its time of update is the one given."""

    def __init__(self, issues: Sequence[Rendered], touch: Callable[[Json, datetime], None]) -> None:
        self._first, self._touch = issues, touch
        self._now = list(issues)
        self._listed: dict[str, list[int]] = {}
        self.state = 0

    def change(self, every: int, at: datetime) -> int:
        """Every so many is as changed `at` this time, all others are as they were at first; 0: all. How many changed."""
        self._now, self._listed = list(self._first), {}
        self.state += 1
        numbers = range(0, len(self._now), every) if every else range(0)
        for number in numbers:
            self._now[number] = self._changed(self._first[number], at)
        return len(numbers)

    def listed(self, by: str = "created", *, descending: bool = False, since: Since = ALWAYS) -> Sequence[int]:
        """Places of issues in this order. What is kept of it makes an answer cheap, whatever moment somebody asks from."""
        places = self._ordered(by)
        first = bisect_left(places, getattr(since, by), key=lambda place: int(getattr(self._now[place], by)))
        found = places[first:]
        if since._replace(**{by: 0}) != ALWAYS:
            found = [place for place in found if self._now[place].within(since)]
        return found[::-1] if descending else found

    def page(self, places: Sequence[int]) -> bytes:
        return b",".join([self._now[place].body for place in places])

    def _ordered(self, by: str) -> list[int]:
        if by not in self._listed:
            self._listed[by] = sorted(range(len(self._now)), key=lambda place: (getattr(self._now[place], by), place))
        return self._listed[by]

    def _changed(self, row: Rendered, at: datetime) -> Rendered:
        issue = msgspec.json.decode(row.body)
        self._touch(issue, at)
        return Rendered(row.created, int(at.timestamp() * 1000), msgspec.json.encode(issue))
