"""One stream from its tool into the store: each batch in one transaction with its cursor, and now and then a census."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from connectors.patterns import Wanted
from core.audience import confined
from core.contract import Census, Connector, ConnectorError, Dated, Refused, Stream
from core.records import Checkpoint, Record, Rejected
from core.times import millis
from scheduler.forgetting import erased
from scheduler.hub import Hub
from scheduler.schedules import next_pull
from store import pulls
from store.census import census_due, take_census
from store.pulls import Counts

BATCH = 2_000  # records that are worth a commit
BATCH_SECONDS = 5.0  # and so is this much of waiting for a slow tool
DRIFT_SHARE, DRIFT_LOST = 0.05, 5  # of the rows of a page that cannot be read, and how many it takes at least

Records = Iterator[Record | Checkpoint]


class Terms(Struct, frozen=True):
    """What somebody asks of one sync. A stream that was never pulled begins at `since`. In the containers of `gone`, whatever
    is not shown any more is gone, however much it is."""

    since: datetime | None = None
    gone: frozenset[str] = frozenset()


class Stopped(Exception):
    """The hub was asked to stop; all that was read up to the last checkpoint is committed."""


class Pull:
    """Of one stream. `counts` and `warnings` tell what came of it so far, however it ends."""

    def __init__(self, hub: Hub, name: str, connector: Connector, stream: Stream, terms: Terms) -> None:
        self._hub, self._name, self._connector, self._stream = hub, name, connector, stream
        self._settings, self._terms = hub.config.connectors[name], terms
        self._private = Wanted.of(getattr(self._settings, "private", ()))
        self._erased = erased(hub)
        self.counts = Counts()
        self.warnings: tuple[str, ...] = ()

    def run(self, listened: Callable[[Records], Records]) -> None:
        """To its end, and a census after it when one is due. Raises ConnectorError, and Stopped at a checkpoint or page of the
        census when the hub was asked to stop."""
        hub, name, stream = self._hub, self._name, self._stream
        begun = hub.clock()
        cursor = self._cursor()
        full = cursor is None or not stream.incremental
        after = None
        for batch, reached in self._batches(listened(self._connector.pull(stream, cursor))):
            with hub.store.write() as tx:
                self.counts += pulls.commit(tx, name, stream, batch, reached.cursor, hub.clock(), full=full)
            after = reached.cursor
            if hub.stopping.is_set():
                raise Stopped
        unchanged = not stream.incremental and not self.counts.read and cursor is not None and after == cursor
        with hub.store.write() as tx:
            now, zone = hub.clock(), ZoneInfo(hub.config.alerts.zone)
            due = next_pull(self._settings, stream.name, begun, now, zone, random.random())  # noqa: S311 - spreads load
            complete, every = full and not unchanged, (due - begun) / timedelta(minutes=1)
            pulls.succeeded(
                tx, name, stream, now, complete=complete, unchanged=unchanged, every_minutes=every, begun=begun
            )
        self._compare(begun)

    def _cursor(self) -> str | None:
        """Where the stream goes on. One that begins at a day begins there again, whenever it has to be read anew."""
        hub, name, stream = self._hub, self._name, self._stream
        with hub.store.read() as tx:
            cursor, limit = pulls.cursor(tx, name, stream), pulls.since_limit(tx, name, stream)
        start = limit or self._terms.since
        if cursor is None and start and stream.incremental and isinstance(self._connector, Dated):
            cursor = self._connector.cursor_at(stream, start)
            if cursor and not limit:
                with hub.store.write() as tx:
                    if not pulls.begin_since(tx, name, stream, cursor, start, hub.clock()):
                        return None
        return cursor

    def _compare(self, begun: datetime) -> None:
        """What the tool shows now with what the hub knows: nothing that was lost on the way stays lost. A census that cannot
        be taken takes nothing away from the pull."""
        hub, name, stream = self._hub, self._name, self._stream
        if not isinstance(self._connector, Census):
            return
        believed = stream.container in self._terms.gone
        with hub.store.read() as tx:
            due = census_due(tx, name, stream, hub.clock(), getattr(self._settings, "census_hours", 24.0))
        if not stream.exhaustive or not (due or believed):
            return
        seen: dict[str, int] = {}
        try:
            for page in self._connector.census(stream):
                if hub.stopping.is_set():
                    raise Stopped
                seen |= {each.id: millis(each.updated_at) for each in page}
        except ConnectorError as error:
            self.warnings = (f"{name} {stream.name} {stream.container}: could not be compared: {error}",)
            return
        with hub.store.write() as tx:
            found = take_census(tx, name, stream, seen, hub.clock(), begun, believed=believed)
        if found.held:
            believe = f"if it is true, `fairlead sync --gone {stream.container}` says so"
            self.warnings = (f"{name} {stream.name} {stream.container}: {found.held} {believe}",)

    def _batches(self, records: Records) -> Iterator[tuple[Sequence[Record], Checkpoint]]:
        """Records up to a checkpoint. Small pages share a batch, because each commit waits for the disk; what came before an
        error is still worth a commit."""
        batch: list[Record] = []
        covered: tuple[int, Checkpoint] | None = None
        begun, done = time.monotonic(), 0
        try:
            for brought in records:
                record = self._erased.record(brought)
                if self._private.named:
                    record = confined(record, self._stream.container, self._private.means)
                if not isinstance(record, Checkpoint):
                    batch.append(record)
                    continue
                self._insist_on_readable(batch[covered[0] if covered else 0 :], record.done - done)
                covered, done = (len(batch), record), record.done
                waited = time.monotonic() - begun >= BATCH_SECONDS
                if len(batch) >= BATCH or waited or self._hub.stopping.is_set():
                    yield batch, record
                    batch, covered, begun = [], None, time.monotonic()
        except ConnectorError:
            if covered:
                yield batch[: covered[0]], covered[1]
            raise
        if covered:
            yield batch, covered[1]

    def _insist_on_readable(self, page: Sequence[Record], rows: int) -> None:
        """A page in which much cannot be read says that the tool's answers have changed, not that people made mistakes. Lists
        that are read whole each time are people's own tables, where a bad row is a bad row.

        `rows` is how many the tool showed on it, as far as the connector counts them: one issue may become a hundred records,
        and most messages none.
        """
        lost = [record for record in page if isinstance(record, Rejected) and record.lost]
        shown = max(rows, len(lost)) if rows > 0 else len(page)
        if self._stream.incremental and len(lost) >= DRIFT_LOST and len(lost) > DRIFT_SHARE * shown:
            raise Refused(
                f"{self._name}: {len(lost)} of the {shown} records on a page of {self._stream.name} "
                f"{self._stream.container} cannot be read, such as {lost[0].place}: {lost[0].reason}. The tool may have "
                "changed its answers: nothing of this page is taken; update Fairlead or report it"
            )
