"""The parts of the service put together, from its start to its end."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Event

from scheduler.hub import Hub
from scheduler.service.dead_man import EVERY as SIGNS
from scheduler.service.dead_man import DeadMan
from scheduler.service.inline import Inline
from scheduler.service.jobs import perform
from scheduler.service.leading import Leading
from scheduler.service.listening import EVERY as LOOKS
from scheduler.service.listening import Listening
from scheduler.service.pulse import EVERY as BEATS
from scheduler.service.pulse import Pulse
from scheduler.service.queue import JobQueue
from scheduler.service.reloading import EVERY, Reloading
from scheduler.service.renewing import EVERY as RENEWALS
from scheduler.service.renewing import Renewing
from scheduler.service.ticker import Ticker
from store import StoreError

log = logging.getLogger(__name__)

LAST = 8.0  # seconds for what is under way to come to its next safe place
BESIDE = 3  # jobs of the whole hub, beside one a tool


class Service:
    """One hub at work. `stopping` ends it, whoever sets it. On PostgreSQL it may lead without working (`fairlead serve
    --no-worker`), and work without leading (`fairlead worker`); on SQLite it does both."""

    def __init__(self, hub: Hub, *, leads: bool = True, works: bool = True) -> None:
        self.hub = hub
        self.stopping: Event = hub.stopping
        self._before: list[Hub] = []
        self.queue = self._queue(works)
        self.leading = Leading(hub.store) if leads else None
        self.ticker = Ticker(lambda: self.hub, self.queue, lambda: bool(self.leading and self.leading.leads))
        self.pulse = Pulse(lambda: self.hub, self.ticker)
        self.listening = Listening(lambda: self.hub, self.ticker.leads)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Work goes on meanwhile, and has ended afterwards: what was not begun is left, what is under way ends at its next
        checkpoint. Busy where another process serves this hub on SQLite."""
        with ExitStack() as at_the_end:
            if self.leading:
                at_the_end.enter_context(self.leading.campaign())
            self.hub.store.check()
            at_the_end.callback(self._end)
            self.queue.open()
            self._beat()
            self.ticker.every(EVERY, Reloading(lambda: self.hub, self._take).look)
            self.ticker.every(RENEWALS, Renewing(lambda: self.hub).look)
            self.ticker.every(BEATS, self._beat)
            self.ticker.every(LOOKS, self.listening.look)
            self.ticker.every(SIGNS, DeadMan(lambda: self.hub, self.pulse).look)
            self.ticker.start()
            yield

    def _end(self) -> None:
        self.stopping.set()
        self.ticker.stop()
        self.listening.stop()
        self.queue.close(LAST)
        for hub in {self.hub, *self._before}:
            hub.disconnect()

    def _queue(self, works: bool) -> JobQueue:
        def do(job: str, key: str) -> None:
            perform(self.hub, job, key)

        if self.hub.store.file:
            return Inline(do, len(self.hub.tools) + BESIDE)
        from scheduler.service.cluster import Cluster  # takes longer to import than most commands run

        return Cluster(self.hub.store, do, self.hub.config.service.workers if works else 0)

    def _beat(self) -> None:
        if not self.ticker.leads():
            return
        try:
            self.pulse.beat()
        except StoreError as error:
            log.warning("the database cannot be written, and nothing is taken in until it can: %s", error)

    def _take(self, hub: Hub) -> None:
        """The jobs that begin from now on are done under another configuration."""
        self._before.append(self.hub)
        self.hub = hub
