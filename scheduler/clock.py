"""The hub's clock: a function, so that a simulated company can bring its own. And how the hub waits."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Event
from time import monotonic

from core.contract import Unavailable
from core.times import MILLISECOND, midnight

DAY = timedelta(days=1)
Clock = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


class Ahead(ValueError):
    """A day that has not begun, where one of the past is asked for."""


def end_of(day: date, now: datetime) -> datetime:
    """The last millisecond of the day in UTC, or this moment if it is today. Ahead for a day that lies ahead."""
    if day > now.date():
        raise Ahead(f"{day} lies ahead; name a day of the past")
    return min(midnight(day) + DAY - MILLISECOND, now)


class Patience:
    """A wire's clock that waits in real time, but no longer than until the hub is asked to stop."""

    def __init__(self, stopping: Event) -> None:
        self._stopping = stopping

    def sleep(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Unavailable("the hub was asked to stop while it waited for the tool")

    def monotonic(self) -> float:
        return monotonic()


class Part(Event):
    """Set when it is set itself, or what it is a part of."""

    def __init__(self, whole: Event) -> None:
        super().__init__()
        self._whole = whole

    def is_set(self) -> bool:
        return super().is_set() or self._whole.is_set()
