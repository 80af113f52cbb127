"""The parts of the service put together, from its start to its end."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event

from scheduler.hub import Hub
from scheduler.service.inline import Inline
from scheduler.service.jobs import perform
from scheduler.service.pulse import EVERY as BEATS
from scheduler.service.pulse import Pulse
from scheduler.service.queue import JobQueue
from scheduler.service.reloading import EVERY, Reloading
from scheduler.service.ticker import Ticker
from store import StoreError

log = logging.getLogger(__name__)

LAST = 8.0  # seconds for what is under way to come to its next safe place
BESIDE = 3  # jobs of the whole hub, beside one a tool


class Service:
    """One hub at work. `stopping` ends it, whoever sets it."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.stopping: Event = hub.stopping
        self._before: list[Hub] = []
        self.queue: JobQueue = Inline(lambda job, key: perform(self.hub, job, key), len(hub.tools) + BESIDE)
        self.ticker = Ticker(lambda: self.hub, self.queue)
        self.pulse = Pulse(lambda: self.hub, self.ticker)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Work goes on meanwhile, and has ended afterwards: what was not begun is left, what is under way ends at its next
        checkpoint. Busy where another process serves this hub."""
        with self.hub.store.alone("serve", 1.0):
            self.hub.store.check()
            reloading = Reloading(lambda: self.hub, self._take)
            self.pulse.beat()
            self.ticker.every(EVERY, reloading.look)
            self.ticker.every(BEATS, self._beat)
            self.ticker.start()
            try:
                yield
            finally:
                self.stopping.set()
                self.ticker.stop()
                self.queue.close(LAST)
                for hub in {self.hub, *self._before}:
                    hub.disconnect()

    def _beat(self) -> None:
        try:
            self.pulse.beat()
        except StoreError as error:
            log.warning("the database cannot be written, and nothing is taken in until it can: %s", error)

    def _take(self, hub: Hub) -> None:
        """The jobs that begin from now on are done under another configuration."""
        self._before.append(self.hub)
        self.hub = hub
