"""One pull of one source: from a cursor through its pages to records, each page closed by a checkpoint.

A source with `since` is asked for what changed since the newest change that is known, less an overlap, and never since a
time that the tool itself has not reached: all times are the tool's, and one that sends no Date is read whole each time.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from connectors.rest.items import records
from connectors.rest.pages import pages
from connectors.rest.settings import Source
from connectors.transport import Http
from core.contract import Refused
from core.records import Checkpoint, Item, Record, Rejected

OVERLAP = timedelta(minutes=5)  # what became visible late, and clocks that differ, hide in less
FIRST = datetime(1970, 1, 2, tzinfo=UTC)


class Reached:
    """What a pull has seen so far: how many entries, of how many the item could be read, and the newest change.

    `started` is the tool's time of the first answer, None when it does not tell.
    """

    def __init__(self, since: datetime | None) -> None:
        self.full, self.since, self.newest = since is None, since, since
        self.started: datetime | None = None
        self.seen = self.items = 0
        self.reason = ""

    def note(self, record: Record) -> None:
        if isinstance(record, Item):
            self.items += 1
            self.newest = max(self.newest or record.updated_at, record.updated_at)
        elif isinstance(record, Rejected):
            self.reason = self.reason or record.reason

    @property
    def blind(self) -> bool:
        """A wrong path must not look like a tool in which nothing is left."""
        return self.full and self.seen > 0 and not self.items


def pull(http: Http, source: Source, cursor: str | None) -> Iterator[Record | Checkpoint]:
    """Refused when everything came and nothing of it can be read."""
    since = _since(cursor) if source.since else None
    before = since.isoformat() if since else ""
    reached = Reached(since)
    for number, page in enumerate(pages(http, source, _asking(source, since))):
        reached.started = page.date if number == 0 else reached.started
        for entry in page.rows:
            reached.seen += 1
            for record in records(source, http.base_url, entry, reached.seen):
                reached.note(record)
                yield record
        yield Checkpoint(before, reached.items)
    if reached.blind:
        raise Refused(
            f"rest: source {source.name}: none of {reached.seen} items can be read. The first: {reached.reason}"
        )
    yield Checkpoint(_after(source, reached), reached.items, reached.items)


def cursor_at(source: Source, since: datetime) -> str | None:
    """None for a source that cannot be asked for what changed, and for times that no tool knows."""
    return since.astimezone(UTC).isoformat() if source.since and since >= FIRST else None


def _asking(source: Source, since: datetime | None) -> Mapping[str, str]:
    """Whole seconds, rounded down, so that the range stays closed."""
    if source.since is None or since is None:
        return {}
    at = since - OVERLAP
    seconds = int(at.timestamp())
    said = {"iso": f"{at:%Y-%m-%dT%H:%M:%SZ}", "epoch_s": str(seconds), "epoch_ms": str(seconds * 1000)}
    return {source.since.param: said[source.since.format]}


def _after(source: Source, reached: Reached) -> str:
    """A source that is read whole counts, so that one which became empty differs from one in which all is as it was."""
    if source.since is None:
        return str(reached.items)
    known = min(reached.newest, reached.started) if reached.newest and reached.started else reached.since
    return known.isoformat() if known else ""


def _since(cursor: str | None) -> datetime | None:
    """None for a cursor that cannot be read: that costs a full pull, never an item."""
    try:
        found = datetime.fromisoformat(cursor or "")
        return found.astimezone(UTC) if found.tzinfo and found >= FIRST else None
    except (ValueError, OverflowError):
        return None
