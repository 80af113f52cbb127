"""The service without threads and without waiting: what its ticker submits is done at once, and time passes in between."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import text

from core.times import millis, moment
from sandbox.clock import SimulatedClock
from scheduler.hub import Hub
from scheduler.service.due import Job
from scheduler.service.jobs import perform
from scheduler.service.pulse import Pulse
from scheduler.service.ticker import Ticker

LOOK = timedelta(minutes=5)  # at least so often, as its beat would


class Virtual:
    """Serves a hub on a clock that the test moves. `done` is what it did, and when."""

    by_container = False

    def __init__(self, hub: Hub, clock: SimulatedClock, look: timedelta = LOOK) -> None:
        self.hub, self.clock, self._look, self.done = hub, clock, look, list[tuple[datetime, str, str]]()
        self._ticker = Ticker(lambda: hub, self, lambda: True)
        self._pulse = Pulse(lambda: hub, self._ticker)

    def open(self) -> None: ...

    def settle(self) -> None: ...

    def submit(self, jobs: Sequence[Job]) -> None:
        for job, key in jobs:
            self.done.append((self.hub.clock(), job, key))
            perform(self.hub, job, key)

    def close(self, patience: float) -> None:
        """Nothing is under way."""

    def serve(self, **time: float) -> None:
        """For so long."""
        end = self.hub.clock() + timedelta(**time)
        while (now := self.hub.clock()) < end:
            self._pulse.beat()
            self._ticker.tick()
            self.clock.advance(max(min(self._next(), end, now + self._look) - self.hub.clock(), timedelta(seconds=1)))

    def _next(self) -> datetime:
        """When something is due."""
        with self.hub.store.read() as tx:
            found = tx.execute(text(_NEXT), {"now": millis(self.hub.clock())}).scalar()
        return moment(found) if found else datetime.max.replace(tzinfo=self.hub.clock().tzinfo)


_NEXT = """
SELECT min(next_due_at) FROM (SELECT next_due_at FROM streams UNION ALL SELECT next_due_at FROM duties) AS due
WHERE next_due_at > :now
"""
