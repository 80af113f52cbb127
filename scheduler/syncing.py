"""First use case: pull every stream of every tool into the store. Tools side by side, and so are the streams of one tool, so
that nobody waits for another's outage or limit."""

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from functools import partial
from hashlib import blake2b
from typing import TypeVar

from msgspec import Struct
from pydantic import BaseModel

from core.contract import Connector, ConnectorError, Refused, Stream, Unauthorized, Unavailable
from core.records import Checkpoint, Record
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.pulling import Pull, Stopped, Terms
from store import StoreError, items, pulls
from store.census import take_census
from store.pulls import Counts

T = TypeVar("T")
DISCOVERY = Stream("discovery", "")
STOPPED = "stopped"
GRACE = 5.0  # seconds for streams to come to their next checkpoint when they are asked to stop
AS_ALWAYS = Terms()
# what decides neither what is read nor how it is understood
_HOW = frozenset(
    (
        *("token", "service_account", "app", "enabled"),
        *("every_minutes", "parallel", "census_hours", "seconds_between_writes"),
    )
)


class Begun(Struct, frozen=True):
    """A tool has this many streams to pull."""

    connector: str
    streams: int


class Read(Struct, frozen=True):
    """How far the pull of a stream has come; `total` as far as the tool tells, None when it does not."""

    connector: str
    stream: Stream
    done: int
    total: int | None


class Pulled(Struct, frozen=True):
    """What one stream brought; `error` says why it ended early (what was committed before stays), `warnings` what does not
    look right. `seconds` is real time."""

    connector: str
    stream: Stream
    counts: Counts = Counts()
    seconds: float = 0.0
    error: str | None = None
    warnings: tuple[str, ...] = ()


Watch = Callable[[Begun | Read | Pulled], None]
"""Told what happens, by several threads."""


def sync(hub: Hub, watch: Watch, only: Collection[str] = (), terms: Terms = AS_ALWAYS) -> list[Pulled]:
    """Pulls all streams, or those of the connectors in `only`. A failing stream fails alone, but the rest of a tool is left
    alone after a refused credential (repeated 401s may lock the account), when its limit is used up for longer than a call may
    wait, or when nothing answers from the start.

    Ctrl-C ends each stream at its next checkpoint, or in the middle of a page that does not come.
    """
    unknown = [name for name in only if name not in hub.tools]
    if unknown:
        raise ConfigError(
            f"{unknown[0]} is not an enabled connector of {hub.config.path}; there are {', '.join(hub.tools)}"
        )
    with hub.store.alone("sync"):
        _forget_disabled(hub)
        names = [name for name in hub.tools if not only or name in only]
        tools = _side_by_side(hub, [partial(_pull_tool, hub, name, watch, terms) for name in names], len(names))
        with hub.store.write() as tx:
            items.forget_texts(tx, hub.clock())
    return [pulled for tool in tools for pulled in tool]


def _side_by_side(hub: Hub, jobs: Sequence[Callable[[], T]], at_once: int) -> list[T]:
    """The results in the order of the jobs. Ctrl-C, and a database that cannot be used, ask all others to stop at once, and who
    hears nothing from its tool is not waited for. A bug in one of them is raised when the others have ended."""
    pool = ThreadPoolExecutor(max(at_once, 1))
    under_way = [pool.submit(job) for job in jobs]
    try:
        for each in as_completed(under_way):
            if isinstance(trouble := each.exception(), StoreError):
                raise trouble
        return [each.result() for each in under_way]
    except (KeyboardInterrupt, StoreError):
        hub.stopping.set()
        wait(under_way, GRACE)
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _forget_disabled(hub: Hub) -> None:
    """A connector that is not asked any more is not late either."""
    with hub.store.read() as tx:
        gone = pulls.connectors(tx) - set(hub.tools)
    for name in gone:
        with hub.store.write() as tx:
            pulls.retire(tx, name, ())


def _pull_tool(hub: Hub, name: str, watch: Watch, terms: Terms) -> list[Pulled]:
    try:
        connector = hub.connect(name)
        streams = connector.streams()
    except ConnectorError as error:
        return [Pulled(name, DISCOVERY, error=_failed(hub, name, DISCOVERY, error))]
    settings = hub.config.connectors[name]
    vanished = _settle_streams(hub, name, streams, terms)
    watch(Begun(name, len(streams)))
    tool = _Tool(hub, name, connector, watch, terms)
    jobs = [partial(tool.pull, stream, scout=number == 0) for number, stream in enumerate(streams)]
    return [*_side_by_side(hub, jobs, min(getattr(settings, "parallel", 1), len(jobs))), *vanished]


def _settle_streams(hub: Hub, name: str, streams: Sequence[Stream], terms: Terms) -> list[Pulled]:
    """Streams that the settings do not ask for any more are forgotten. Those that the tool stopped showing while the settings
    stayed the same are in trouble, as a right may be lost, until somebody says that they are gone."""
    with hub.store.write() as tx:
        changed = pulls.start_over_if_new(tx, name, _reads_with(hub.config.connectors[name]))
        vanished = [] if changed else pulls.vanished(tx, name, streams)
        for stream in [stream for stream in vanished if stream.container in terms.gone]:
            take_census(tx, name, stream, {}, hub.clock(), hub.clock(), believed=True)
            vanished.remove(stream)
        pulls.retire(tx, name, [*streams, *vanished])
    return [Pulled(name, stream, error=_failed(hub, name, stream, _lost(name, stream))) for stream in vanished]


def _lost(name: str, stream: Stream) -> ConnectorError:
    return Refused(
        f"{name}: {stream.container} is not shown any more; give the hub's account back its right to see it, or say that it "
        f"is gone: fairlead sync --gone {stream.container}"
    )


def _reads_with(settings: BaseModel) -> str:
    """Names the settings that decide what is read and how it is understood; where a token stands is none of them."""
    told = settings.model_dump_json(exclude=set(_HOW))
    return blake2b(told.encode(), digest_size=16).hexdigest()


class _Tool:
    """The pull of one tool, by several threads. The first stream goes ahead: only when it has heard from the tool do the
    others ask, so that a refused credential is refused once."""

    def __init__(self, hub: Hub, name: str, connector: Connector, watch: Watch, terms: Terms) -> None:
        self._hub, self._name, self._connector, self._watch, self._terms = hub, name, connector, watch, terms
        self._heard = threading.Event()
        self._away: str | None = None
        self._answered = False

    def pull(self, stream: Stream, *, scout: bool) -> Pulled:
        if not scout:
            self._heard.wait()
        try:
            pulled = self._pull(stream)
        finally:
            self._heard.set()
        self._watch(pulled)
        return pulled

    def _pull(self, stream: Stream) -> Pulled:
        if self._away or self._hub.stopping.is_set():
            return Pulled(self._name, stream, error=self._away or STOPPED)
        pull, started = Pull(self._hub, self._name, self._connector, stream, self._terms), time.perf_counter()
        error: str | None = None
        try:
            pull.run(partial(self._listened, stream))
            self._answered = True
        except Stopped:
            error = STOPPED
        except ConnectorError as refusal:
            error = STOPPED if self._hub.stopping.is_set() else self._refused(stream, refusal)
        return Pulled(self._name, stream, pull.counts, time.perf_counter() - started, error, pull.warnings)

    def _refused(self, stream: Stream, error: ConnectorError) -> str:
        self._answered = self._answered or error.status is not None or isinstance(error, Refused)
        refused = isinstance(error, Unauthorized) and error.everywhere
        limited = isinstance(error, Unavailable) and error.after is not None
        if refused or limited or not self._answered:
            self._away = str(error)
        return _failed(self._hub, self._name, stream, error)

    def _listened(self, stream: Stream, records: Iterator[Record | Checkpoint]) -> Iterator[Record | Checkpoint]:
        """The same records, while those who wait hear that the tool answers, and those who watch how far it is."""
        for record in records:
            if not self._heard.is_set():
                self._answered = True
                self._heard.set()
            if isinstance(record, Checkpoint):
                self._watch(Read(self._name, stream, record.done, record.total))
            yield record


def _failed(hub: Hub, name: str, stream: Stream, error: ConnectorError) -> str:
    """What went wrong, in words, once it is written down."""
    with hub.store.write() as tx:
        pulls.failed(tx, name, stream, hub.clock(), str(error))
    return str(error)
