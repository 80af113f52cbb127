"""What detectors are told of people, and of the hub itself: its streams, rules, and what it could not read."""

from datetime import datetime

from msgspec import Struct


class PersonFact(Struct, frozen=True, gc=False):
    """A person: newest activity in any tool, whether any of the person's accounts is still active, and the team."""

    person: str
    active: bool
    last_activity: datetime | None
    team: str | None = None


class StreamFact(Struct, frozen=True, kw_only=True, gc=False):
    """How a stream is doing. `late_after` is the moment from which it counts as late. `error_since` is since when it fails, one
    pull after the other. `doubt` says why what it shows may not be all, though nothing failed, and `doubt_since` since when."""

    connector: str
    stream: str
    container: str
    last_success: datetime | None
    late_after: datetime
    error: str | None = None
    error_since: datetime | None = None
    doubt: str | None = None
    doubt_since: datetime | None = None


class RuleFact(Struct, frozen=True, gc=False):
    """A mapping rule, whether it links any item now, and since when it has been in force."""

    rule: str
    links: bool
    since: datetime
    place: str


class RowFact(Struct, frozen=True, gc=False):
    """A row, cell or item that could not be read, and why."""

    source: str
    place: str
    reason: str
    since: datetime
    lost: bool
