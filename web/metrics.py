"""`GET /metrics`, for Prometheus. What stands in the tables is read anew, so it is true over all processes of a hub; requests
and limits are those of this process. No label holds a title, a name or a place.

https://prometheus.io/docs/practices/naming/
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import version
from itertools import product
from threading import Lock
from typing import Generic, TypeVar, get_args

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from connectors.transport.meter import METER
from core.findings import SEVERITIES
from core.stream_state import WORDS
from scheduler.hub import Hub
from scheduler.service.run import connector_of
from scheduler.service.serving import PROBLEM
from store import StoreError, duties, gauges, halts, meta, numbers, pauses
from store.outbox import State
from store.stream_states import stream_states

T = TypeVar("T")
FRESH = 1.0  # seconds for which an answer is given again
REST = 50  # what took a second to count is counted again after so many
Labelled = Iterable[tuple[tuple[str, ...], float]]


class Rarely(Generic[T]):
    """What is counted anew only after a rest that grows with what the counting costs."""

    def __init__(self, count: Callable[[Connection], T]) -> None:
        self._count, self._until = count, 0.0
        self._known: T | None = None

    def __call__(self, tx: Connection) -> T:
        begun = time.monotonic()
        if self._known is None or begun >= self._until:
            self._known = self._count(tx)
            ended = time.monotonic()
            self._until = ended + REST * (ended - begun)
        return self._known


class Metrics(Collector):
    """The endpoint. `hub` gives the one that holds now."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._items, self._links = Rarely(gauges.items), Rarely(numbers.links_by_via)
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)
        self._lock, self._told, self._until = Lock(), b"", 0.0

    def get(self, _request: Request) -> Response:
        """503 when the database does not answer."""
        try:
            with self._lock:
                if time.monotonic() >= self._until:
                    self._told = generate_latest(self._registry)
                    self._until = time.monotonic() + FRESH
                return Response(self._told, media_type=CONTENT_TYPE_LATEST)
        except StoreError:
            return PlainTextResponse("the database does not answer\n", 503)

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterator[Metric]:
        hub = self._hub()
        yield _gauge("build_info", "The version that runs, always 1.", ("version",), [((version("fairlead"),), 1)])
        yield _gauge("live", "1 when the hub may write to tools, 0 in dry-run.", (), [((), hub.live)])
        yield from _asked()
        with hub.store.read() as tx:
            yield from _switches(tx)
            yield _back_off(hub, tx)
            yield from _streams(hub, tx)
            yield from _duties(hub, tx)
            yield from self._amounts(hub, tx)

    def _amounts(self, hub: Hub, tx: Connection) -> Iterator[Metric]:
        found = dict.fromkeys(hub.tools, 0) | self._items(tx)
        yield _gauge("items", "Items that are there, by connector.", ("connector",), _by(found))
        yield _gauge("links", "Items by how they are linked to a goal.", ("via",), _by(self._links(tx)))
        yield _gauge(
            "findings", "Open findings.", ("severity",), _by({**dict.fromkeys(SEVERITIES, 0), **gauges.findings(tx)})
        )
        written = dict.fromkeys(product(hub.written_to, get_args(State)), 0) | gauges.outbox(tx)
        yield _gauge("outbox_intents", "Writes by their state.", ("tool", "state"), written.items())


def _switches(tx: Connection) -> Iterator[Metric]:
    yield _gauge("halted", "1 while `fairlead halt` holds all writing.", (), [((), halts.current(tx) is not None)])
    broken = bool(meta.get(tx, PROBLEM))
    yield _gauge("configuration_broken", "1 while an edit of the files cannot be used.", (), [((), broken)])


def _back_off(hub: Hub, tx: Connection) -> Metric:
    """The longer of what this process knows and of what all do."""
    now = hub.clock()
    shared = {tool: (pause.until - now).total_seconds() for tool, pause in pauses.current(tx, now).items()}
    found = _worst([*((tool, 0.0) for tool in hub.tools), *METER.back_off().items(), *shared.items()])
    return _gauge("back_off_seconds", "For how long a tool is left alone.", ("tool",), _by(found))


def _streams(hub: Hub, tx: Connection) -> Iterator[Metric]:
    now, states = hub.clock(), stream_states(tx)
    counts = Counter((each.connector, each.word(now)) for each in states)
    known = {(name, word): counts[name, word] for name in hub.tools for word in WORDS}
    yield _gauge("streams", "Streams by how they are doing.", ("connector", "state"), known.items())
    lags = _worst(((each.connector,), each.lag(now).total_seconds()) for each in states)
    says = "Since when the stream that is furthest behind was read to its end."
    yield _gauge("stream_lag_seconds", says, ("connector",), lags.items())


def _duties(hub: Hub, tx: Connection) -> Iterator[Metric]:
    now, labels = hub.clock(), ("job", "connector")
    found = [((each.job, connector_of(each.job, each.key)), each) for each in duties.all_duties(tx)]
    parked, failures = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for name, each in found:
        parked[name] += each.parked is not None
        failures[name] += each.failures
    took = [
        (name, (each.ended_at - each.began_at).total_seconds())
        for name, each in found
        if each.began_at and each.ended_at and each.ended_at >= each.began_at
    ]
    waits = [(name, (now - each.next_due_at).total_seconds()) for name, each in found if each.next_due_at]
    yield _gauge(
        "duty_duration_seconds", "How long the longest last doing of a job took.", labels, _worst(took).items()
    )
    yield _gauge("duty_overdue_seconds", "For how long a job has been due.", labels, _worst(waits).items())
    yield _gauge("duty_failures", "Doings of a job in a row that ended with an error.", labels, failures.items())
    yield _gauge("duties_parked", "Jobs that were given up for a while.", labels, parked.items())


def _asked() -> Iterator[Metric]:
    requests = {tuple(each): float(n) for each, n in list(METER.requests.items())}
    told = CounterMetricFamily("fairlead_http_requests", "Requests to tools.", labels=("tool", "method", "outcome"))
    for labels, number in requests.items():
        told.add_metric(labels, number)
    yield told
    seconds = CounterMetricFamily(
        "fairlead_http_request_seconds", "Time that requests to tools took.", labels=("tool",)
    )
    for tool, spent in list(METER.seconds.items()):
        seconds.add_metric((tool,), spent)
    yield seconds
    left = {names: allowance.left for names, allowance in list(METER.allowances.items())}
    yield _gauge("rate_limit_remaining", "Requests that a tool still takes.", ("tool", "resource"), left.items())
    of = {names: allowance.of for names, allowance in list(METER.allowances.items()) if allowance.of}
    yield _gauge("rate_limit", "Requests that a tool takes in all.", ("tool", "resource"), of.items())


def _gauge(name: str, says: str, labels: tuple[str, ...], values: Labelled) -> Metric:
    told = GaugeMetricFamily(f"fairlead_{name}", says, labels=labels)
    for given, value in values:
        told.add_metric(given, float(value))
    return told


def _by(counts: Mapping[str, float]) -> Labelled:
    return (((name,), count) for name, count in counts.items())


def _worst(values: Iterable[tuple[T, float]]) -> dict[T, float]:
    """The largest by name, never below zero."""
    found: dict[T, float] = {}
    for name, value in values:
        found[name] = max(found.get(name, 0.0), value)
    return found
