"""The pull of one tool: its streams side by side, over one connector and one credential."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.contract import Connector, ConnectorError, Refused, Stream, Unauthorized, Unavailable
from core.records import Checkpoint, Record
from scheduler.hub import Hub
from scheduler.pausing import answers_again, leave_alone, limit_of
from scheduler.pulling import Pull, Stopped, Terms
from scheduler.schedules import after_quiet, back_off, every_minutes
from scheduler.threads import side_by_side
from scheduler.told import STOPPED, Begun, Pulled, Read, Watch
from store import pulls, roster


class Tool:
    """The first stream goes ahead: only when it has heard from the tool do the others ask, so that a refused credential is
    refused once."""

    def __init__(self, hub: Hub, name: str, connector: Connector, watch: Watch, terms: Terms) -> None:
        self._hub, self._name, self._connector, self._watch, self._terms = hub, name, connector, watch, terms
        self._heard = threading.Event()
        self._away: ConnectorError | None = None
        self._answered = False

    def pull(self, streams: Sequence[Stream], at_once: int) -> list[Pulled]:
        self._watch(Begun(self._name, len(streams)))
        self._away = limit_of(self._hub, self._name)
        jobs = [partial(self._in_turn, stream, scout=number == 0) for number, stream in enumerate(streams)]
        return side_by_side(self._hub, jobs, min(at_once, len(jobs)))

    def _in_turn(self, stream: Stream, *, scout: bool) -> Pulled:
        if not scout:
            self._heard.wait()
        try:
            pulled = self._pull(stream)
        finally:
            self._heard.set()
        self._watch(pulled)
        return pulled

    def _pull(self, stream: Stream) -> Pulled:
        if self._hub.stopping.is_set():
            return Pulled(self._name, stream, error=STOPPED)
        if self._away:
            put_off(self._hub, self._name, stream, self._away)
            return Pulled(self._name, stream, error=str(self._away))
        pull, started = Pull(self._hub, self._name, self._connector, stream, self._terms), time.perf_counter()
        begun = self._hub.clock()
        error: str | None = None
        try:
            pull.run(partial(self._listened, stream))
            self._answered = True
            answers_again(self._hub, self._name)
        except Stopped:
            error = STOPPED
        except ConnectorError as refusal:
            error = STOPPED if self._hub.stopping.is_set() else self._refused(stream, refusal, begun)
        return Pulled(self._name, stream, pull.counts, time.perf_counter() - started, error, pull.warnings)

    def _refused(self, stream: Stream, error: ConnectorError, begun: datetime) -> str:
        self._answered = self._answered or error.status is not None or isinstance(error, Refused)
        refused = isinstance(error, Unauthorized) and error.everywhere
        limited = isinstance(error, Unavailable) and error.after is not None
        if refused or limited or not self._answered:
            self._away = error
            leave_alone(self._hub, self._name, error)
        return failed(self._hub, self._name, stream, error, begun)

    def _listened(self, stream: Stream, records: Iterator[Record | Checkpoint]) -> Iterator[Record | Checkpoint]:
        """The same records, while those who wait hear that the tool answers, and those who watch how far it is."""
        for record in records:
            if not self._heard.is_set():
                self._answered = True
                self._heard.set()
            if isinstance(record, Checkpoint):
                self._watch(Read(self._name, stream, record.done, record.total))
            yield record


def put_off(hub: Hub, name: str, stream: Stream, error: ConnectorError) -> None:
    """A stream that was not tried, because the tool is away, is not tried again at once either."""
    with hub.store.write() as tx:
        roster.put_off(tx, name, stream, hub.clock() + _pause(hub, name, stream, error)(1))


def failed(hub: Hub, name: str, stream: Stream, error: ConnectorError, begun: datetime | None = None) -> str:
    """What went wrong, in words, once it is written down. A pull that began is tried again by itself."""
    pause = _pause(hub, name, stream, error) if begun else None
    with hub.store.write() as tx:
        pulls.failed(tx, name, stream, hub.clock(), str(error), begun=begun, pause=pause)
    return str(error)


def _pause(hub: Hub, name: str, stream: Stream, error: ConnectorError) -> Callable[[int], timedelta]:
    settings, now = hub.config.connectors[name], hub.clock()
    after = back_off(error, every_minutes(settings, stream.name), random.random())  # noqa: S311 - spreads load
    return lambda failures: after_quiet(settings, now + after(failures), ZoneInfo(hub.config.alerts.zone)) - now
