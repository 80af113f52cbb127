"""Once a second, what is due is submitted. When it is due stands in the tables, so that a tick may be late or lost."""

import logging
import math
import time
from collections.abc import Callable
from threading import Thread

from apscheduler.schedulers.background import BackgroundScheduler

from scheduler.hub import Hub
from scheduler.service.due import assume_duties, due_jobs
from scheduler.service.queue import JobQueue
from store import StoreError

log = logging.getLogger(__name__)

EVERY, LAST = 1.0, 1.0  # seconds


class Ticker:
    """`hub` gives the one that holds now: it is another after the configuration was edited. Nothing is submitted while it does
    not lead."""

    def __init__(self, hub: Callable[[], Hub], queue: JobQueue, leads: Callable[[], bool]) -> None:
        self._hub, self._queue, self.leads = hub, queue, leads
        self._assumed: Hub | None = None
        self._ticks = BackgroundScheduler(timezone="UTC", daemon=True)
        self._ticked = math.inf

    @property
    def still(self) -> float:
        """Seconds since the last tick; below zero before the first."""
        return time.monotonic() - self._ticked

    def start(self) -> None:
        options = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._ticks.add_job(self.tick, "interval", seconds=EVERY, **options)
        self._ticks.start()

    def stop(self) -> None:
        """What it is at may come to an end, for a moment."""
        if self._ticks.running:
            ending = Thread(target=self._ticks.shutdown, daemon=True)
            ending.start()
            ending.join(LAST)

    def every(self, seconds: float, job: Callable[[], object]) -> None:
        """Something else that the service does now and again, beside what is due."""
        self._ticks.add_job(job, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=None)

    def tick(self) -> None:
        self._ticked = time.monotonic()
        if not self.leads():
            self._assumed = None
            return
        hub = self._hub()
        try:
            if hub is not self._assumed:
                with hub.store.write() as tx:
                    assume_duties(hub, tx)
                self._assumed = hub
            with hub.store.read() as tx:
                jobs = due_jobs(hub, tx, hub.clock(), by_container=self._queue.by_container)
            self._queue.submit(jobs)
        except StoreError as error:
            log.warning("nothing is begun at the moment: %s", error)
