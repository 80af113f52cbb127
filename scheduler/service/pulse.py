"""Signs of life: what shows from outside that the service is at work, and that it can write."""

import math
import os
import socket
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text

from connectors.transport.meter import METER
from scheduler.hub import Hub
from scheduler.service.moved_clock import follow
from scheduler.service.serving import LONG, Limit, Serving, say, serving
from scheduler.service.ticker import Ticker
from store import StoreError

EVERY = 5.0  # seconds between two signs


class Pulse:
    """Of one process that serves. `answers_at` is known once it answers."""

    def __init__(self, hub: Callable[[], Hub], ticker: Ticker) -> None:
        self._hub, self._ticker, self._since = hub, ticker, hub().clock()
        self._beaten, self._failed = -math.inf, False
        self.answers_at = ""

    def beat(self) -> None:
        """Says in the tables that it is at work. That shows as well whether they can be written."""
        hub = self._hub()
        told = self._told(hub.clock())
        try:
            with hub.store.write() as tx:
                last = serving(tx)
                if last:
                    follow(hub, tx, last.at - told.at)
                say(tx, told)
        except StoreError:
            self._failed = True
            raise
        self._beaten, self._failed = time.monotonic(), False

    def _told(self, now: datetime) -> Serving:
        return Serving(
            host=socket.gethostname(),
            pid=os.getpid(),
            since=self._since,
            at=now,
            answers_at=self.answers_at,
            limits=tuple(Limit(*names, *allowance) for names, allowance in sorted(METER.allowances.items())),
        )

    def ailment(self) -> str | None:
        """Why the process had better be started anew; None as long as it lives."""
        if self._ticker.still > LONG:
            return "nothing was looked at for half a minute"
        try:
            with self._hub().store.read() as tx:
                tx.execute(text("SELECT 1"))
        except StoreError:
            return "the database does not answer"
        return None

    def hindrance(self) -> str | None:
        """Why it does no work at the moment; None when it does."""
        if self._hub().stopping.is_set():
            return "it is about to end"
        if not self._ticker.leads():
            return "it stands by"
        if self._beaten == -math.inf:
            return "it does not serve yet"
        if self._failed or time.monotonic() - self._beaten > LONG:
            return "the database cannot be written"
        return self.ailment()
