"""First use case: pull every stream of every tool into the store, each batch in one transaction with its cursor."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from pydantic import BaseModel

from core.contract import Connector, ConnectorError, Refused, Stream, Unauthorized
from core.records import Checkpoint, Record
from scheduler.config import ConfigError
from scheduler.hub import Hub
from store import pulls
from store.pulls import Counts

BATCH = 2_000  # records that are worth a commit
BATCH_SECONDS = 5.0  # and so is this much of waiting for a slow tool
DISCOVERY = Stream("discovery", "")
Watch = Callable[[str, Stream, int, int | None], None]


@dataclass(frozen=True)
class Pulled:
    """What one stream brought; `error` says why it ended early (what was committed before stays). `seconds` is real time."""

    connector: str
    stream: Stream
    counts: Counts
    seconds: float
    error: str | None = None


def sync(hub: Hub, watch: Watch, only: Collection[str] = ()) -> list[Pulled]:
    """Pulls all streams, or those of the connectors in `only`. A failing stream fails alone, but the rest of a tool is left
    alone after a refused credential (repeated 401s may lock the account) or when nothing answers from the start."""
    unknown = [name for name in only if name not in hub.tools]
    if unknown:
        raise ConfigError(
            f"{unknown[0]} is not an enabled connector of {hub.config.path}; there are {', '.join(hub.tools)}"
        )
    with hub.store.alone("sync"):
        _forget_disabled(hub)
        return [pulled for name in hub.tools if not only or name in only for pulled in _pull_tool(hub, name, watch)]


def _forget_disabled(hub: Hub) -> None:
    """A connector that is not asked any more is not late either."""
    with hub.store.read() as tx:
        gone = pulls.connectors(tx) - set(hub.tools)
    for name in gone:
        with hub.store.write() as tx:
            pulls.retire(tx, name, ())


def _pull_tool(hub: Hub, name: str, watch: Watch) -> Iterator[Pulled]:
    away: str | None = None
    answered = False
    try:
        connector = hub.connect(name)
        streams = connector.streams()
    except ConnectorError as error:
        yield _failed(hub, name, DISCOVERY, error)
        return
    with hub.store.write() as tx:
        pulls.retire(tx, name, streams)
        pulls.start_over_if_new(tx, name, _reads_with(hub.config.connectors[name]))
    for stream in streams:
        if away:
            yield Pulled(name, stream, Counts(), 0.0, away)
            continue
        started = time.perf_counter()
        counts = Counts()
        try:
            for counts, reached in _pull_stream(hub, name, connector, stream):
                watch(name, stream, reached.done or counts.read, reached.total)
        except ConnectorError as error:
            answered = answered or error.status is not None or isinstance(error, Refused)
            away = str(error) if isinstance(error, Unauthorized) or not answered else None
            yield _failed(hub, name, stream, error, counts, started)
        else:
            answered = True
            yield Pulled(name, stream, counts, time.perf_counter() - started)


def _reads_with(settings: BaseModel) -> str:
    """Names the settings that decide what is read and how it is understood; where a token stands is none of them."""
    told = settings.model_dump_json(exclude={"token", "service_account", "enabled", "every_minutes"})
    return blake2b(told.encode(), digest_size=16).hexdigest()


def _pull_stream(hub: Hub, name: str, connector: Connector, stream: Stream) -> Iterator[tuple[Counts, Checkpoint]]:
    """The running total after each commit, with the checkpoint that was committed."""
    with hub.store.read() as tx:
        cursor = pulls.cursor(tx, name, stream)
    full = cursor is None or not stream.incremental
    total, after = Counts(), None
    for batch, reached in _batches(connector.pull(stream, cursor)):
        with hub.store.write() as tx:
            total += pulls.commit(tx, name, stream, batch, reached.cursor, hub.clock(), full=full)
        after = reached.cursor
        yield total, reached
    unchanged = not stream.incremental and not total.read and cursor is not None and after == cursor
    with hub.store.write() as tx:
        every = getattr(hub.config.connectors[name], "every_minutes", 15.0)
        complete = full and not unchanged
        pulls.succeeded(tx, name, stream, hub.clock(), complete=complete, unchanged=unchanged, every_minutes=every)


def _batches(records: Iterator[Record | Checkpoint]) -> Iterator[tuple[Sequence[Record], Checkpoint]]:
    """Records up to a checkpoint. Small pages share a batch, because each commit waits for the disk; what came before an
    error is still worth a commit."""
    batch: list[Record] = []
    covered: tuple[int, Checkpoint] | None = None
    begun = time.monotonic()
    try:
        for record in records:
            if not isinstance(record, Checkpoint):
                batch.append(record)
            elif len(batch) < BATCH and time.monotonic() - begun < BATCH_SECONDS:
                covered = len(batch), record
            else:
                yield batch, record
                batch, covered, begun = [], None, time.monotonic()
    except ConnectorError:
        if covered:
            yield batch[: covered[0]], covered[1]
        raise
    if covered:
        yield batch, covered[1]


def _failed(
    hub: Hub, name: str, stream: Stream, error: ConnectorError, counts: Counts | None = None, started: float = 0.0
) -> Pulled:
    with hub.store.write() as tx:
        pulls.failed(tx, name, stream, hub.clock(), str(error))
    return Pulled(name, stream, counts or Counts(), time.perf_counter() - started if started else 0.0, str(error))
