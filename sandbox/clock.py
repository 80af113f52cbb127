"""Simulated time: the company lives in it, so that a day can pass in a moment."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at `now` (aware) and moves only when told to, or when somebody waits on it: it is a `core.contract.Clock` too."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by

    def sleep(self, seconds: float, /) -> None:
        """At least by its smallest step: whoever waits for the rest of one would wait for ever."""
        self.advance(max(timedelta(seconds=seconds), timedelta.resolution))

    def monotonic(self) -> float:
        return self._now.timestamp()
