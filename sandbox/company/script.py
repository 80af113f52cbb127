"""What happens in the company, and when: acts are written in any order and played in that of time."""

from collections.abc import Callable
from datetime import datetime

from sandbox.clock import SimulatedClock

Act = Callable[[datetime], object]


class Script:
    """Acts wait here until played; at equal times the one written first comes first."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, Act]] = []

    def add(self, at: datetime, act: Act) -> None:
        self._acts.append((at, act))

    def play(self, clock: SimulatedClock) -> None:
        """Plays everything that waits, moving the clock along."""
        acts, self._acts = sorted(self._acts, key=lambda act: act[0]), []
        for at, act in acts:
            clock.advance(at - clock())
            act(at)
