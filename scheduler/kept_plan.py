"""The present plan, made once and kept a short while: planning takes seconds where there is much, and many look at once."""

import time
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from msgspec import Struct

from scheduler.hub import Hub
from scheduler.planning import Planned, plan_writes

FRESH = 60.0  # seconds


class Kept(Struct, frozen=True):
    """A plan, and the moment of which it is."""

    planned: Planned
    at: datetime


class KeptPlan:
    """`hub` gives the one that holds now: under another one it is planned anew."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub, self._planning = hub, Lock()
        self._kept: tuple[Hub, float, Kept] | None = None

    def known(self) -> Kept | None:
        """Without planning; None where that is to be done first."""
        kept = self._kept
        if kept and kept[0] is self._hub() and time.monotonic() - kept[1] < FRESH:
            return kept[2]
        return None

    def present(self) -> Kept:
        """Whoever comes while it is made waits for the same one."""
        with self._planning:
            if known := self.known():
                return known
            hub = self._hub()
            kept = Kept(plan_writes(hub), hub.clock())
            self._kept = (hub, time.monotonic(), kept)
            return kept

    def forget(self) -> None:
        """Something was done that makes it another."""
        self._kept = None
