"""Simulated time: the company lives in it, so that a day can pass in a moment."""

from datetime import UTC, datetime, timedelta


class SimulatedClock:
    """Starts at `now` (aware) and moves only when told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> None:
        self._now += by
