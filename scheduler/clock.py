"""The hub's clock: a function, so that a simulated company can bring its own. And how the hub waits."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event

from core.contract import Unavailable

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


class Patience:
    """A wire's clock that waits in real time, but no longer than until the hub is asked to stop."""

    def __init__(self, stopping: Event) -> None:
        self._stopping = stopping

    def sleep(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Unavailable("the hub was asked to stop while it waited for the tool")

    def monotonic(self) -> float:
        return time.monotonic()
