"""How much may be asked of this GitHub: the hourly limits, and the secondary ones that guard its pace.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from sandbox.clock import SimulatedClock

Pool = Literal["core", "graphql"]
MINUTE, HOUR, GAP = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)
POINTS: dict[Pool, int] = {"core": 900, "graphql": 2000}  # a minute, of all calls together
CREATED_A_MINUTE, CREATED_AN_HOUR = 80, 500


@dataclass
class Window:
    """What a caller used of a pool in the hour that `ends`, and whether it was told that there is no more."""

    ends: datetime
    used: int = 0
    told: bool = False


@dataclass
class Pace:
    """A caller's calls of late, as far as the secondary limits look back."""

    points: deque[tuple[datetime, int]] = field(default_factory=deque)
    created: deque[datetime] = field(default_factory=deque)
    wrote: datetime | None = None
    blocked_until: datetime | None = None


class Limits:
    """Per caller, on simulated time. `hourly` may be set at any time; the secondary limits hold once `secondary` is on.

    `violations` tells of what GitHub asks of good clients without enforcing it at once: calls made while limited, and, with
    `secondary`, writes less than a second apart.
    """

    def __init__(self, clock: SimulatedClock) -> None:
        self._clock = clock
        self.hourly: dict[Pool, int] = {"core": 5000, "graphql": 5000}
        self.secondary = False
        self.violations: list[str] = []
        self._windows: dict[tuple[str, Pool], Window] = {}
        self._paces: dict[str, Pace] = {}

    def window(self, caller: str, pool: Pool) -> Window:
        now, key = self._clock(), (caller, pool)
        if key not in self._windows or now >= self._windows[key].ends:
            self._windows[key] = Window(now + HOUR)
        return self._windows[key]

    def exhausted(self, caller: str, pool: Pool, line: str) -> bool:
        """Whether the hourly limit is used up. Asking on is noted; GitHub bans those who never stop."""
        window = self.window(caller, pool)
        if window.used < self.hourly[pool]:
            return False
        if window.told:
            self.violations.append(f"{line}: asked before the hourly limit was reset")
        window.told = True
        return True

    def spend(self, caller: str, pool: Pool, cost: int) -> None:
        self.window(caller, pool).used += cost

    def wait(self, caller: str, pool: Pool, line: str, *, writes: bool, creates: bool) -> int | None:
        """Seconds for which this caller must stay away, else None. A call that is let through is counted."""
        if not self.secondary:
            return None
        now, pace = self._clock(), self._paces.setdefault(caller, Pace())
        if pace.blocked_until and now < pace.blocked_until:
            self.violations.append(f"{line}: asked before retry-after was over")
            return ceil((pace.blocked_until - now).total_seconds())
        if writes and pace.wrote and now - pace.wrote < GAP:
            self.violations.append(f"{line}: less than a second after the write before")
        seconds = _too_much(pace, now, pool, 5 if writes else 1, creates)
        if seconds:
            pace.blocked_until = now + timedelta(seconds=seconds)
        else:
            pace.wrote = now if writes else pace.wrote
        return seconds

    def headers(self, caller: str, pool: Pool) -> dict[str, str]:
        window, limit = self.window(caller, pool), self.hourly[pool]
        used = min(window.used, limit)
        return {
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": str(limit - used),
            "x-ratelimit-used": str(used),
            "x-ratelimit-reset": str(int(window.ends.timestamp())),
            "x-ratelimit-resource": pool,
        }


def _too_much(pace: Pace, now: datetime, pool: Pool, points: int, creates: bool) -> int | None:
    """Seconds until there is room again; the call is counted only where there is room now."""
    while pace.points and pace.points[0][0] <= now - MINUTE:
        pace.points.popleft()
    while pace.created and pace.created[0] <= now - HOUR:
        pace.created.popleft()
    if sum(spent for _, spent in pace.points) + points > POINTS[pool]:
        return 60
    if creates and len(pace.created) >= CREATED_AN_HOUR:
        return ceil((pace.created[0] + HOUR - now).total_seconds())
    if creates and sum(at > now - MINUTE for at in pace.created) >= CREATED_A_MINUTE:
        return 60
    pace.points.append((now, points))
    if creates:
        pace.created.append(now)
    return None
