"""How the service does, read from the tables: for people who ask, whoever serves."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from core.stream_state import StreamState, StreamWord
from scheduler.hub import Hub
from scheduler.service.serving import PROBLEM, Serving, serving
from store import duties, gauges, halts, meta, pauses
from store.duties import Duty
from store.pauses import Pause
from store.stream_states import stream_states


class StreamTold(Struct, frozen=True, kw_only=True):
    """A stream at one moment, pulled every so many seconds. `stale`: what rests on it is shown as old."""

    connector: str
    stream: str
    container: str
    state: StreamWord
    stale: bool
    lag_seconds: float
    every_seconds: float
    last_success: datetime | None
    next_due_at: datetime | None
    failures: int
    error: str | None
    error_since: datetime | None


class ServiceState(Struct, frozen=True, kw_only=True):
    """`serving` is who serves, or did last; `alive` whether that is still so. `pauses` are by tool; `outbox` counts writes
    that are not done, by tool and state. `configuration_problem` says why an edit is not in force; empty: none."""

    as_of: datetime
    alive: bool
    live: bool
    serving: Serving | None
    halted: str | None
    configuration_problem: str
    streams: tuple[StreamTold, ...]
    duties: tuple[Duty, ...]
    pauses: Mapping[str, Pause]
    outbox: Mapping[str, Mapping[str, int]]


def service_state(hub: Hub) -> ServiceState:
    now = hub.clock()
    with hub.store.read() as tx:
        who, halt = serving(tx), halts.current(tx)
        outbox: dict[str, dict[str, int]] = {}
        for (tool, state), count in gauges.outbox(tx).items():
            if state != "done":
                outbox.setdefault(tool, {})[state] = count
        return ServiceState(
            as_of=now,
            alive=who is not None and who.is_alive(now),
            live=hub.live,
            serving=who,
            halted=str(halt) if halt else None,
            configuration_problem=meta.get(tx, PROBLEM) or "",
            streams=tuple(_told(each, now) for each in stream_states(tx)),
            duties=tuple(duties.all_duties(tx)),
            pauses=pauses.current(tx, now),
            outbox=outbox,
        )


def _told(stream: StreamState, now: datetime) -> StreamTold:
    return StreamTold(
        connector=stream.connector,
        stream=stream.stream,
        container=stream.container,
        state=stream.word(now),
        stale=stream.is_stale(now),
        lag_seconds=stream.lag(now).total_seconds(),
        every_seconds=stream.every.total_seconds(),
        last_success=stream.last_success,
        next_due_at=stream.next_due_at,
        failures=stream.failures,
        error=stream.error or stream.doubt,
        error_since=stream.error_since,
    )
