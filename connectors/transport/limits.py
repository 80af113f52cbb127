"""What tools say about waiting, and the gate that keeps their word: a limit once seen stops the whole credential."""

import math
from collections.abc import Callable, Mapping
from threading import Lock

from connectors.transport.dates import answered_at, moment

LONGEST = 86_400.0  # seconds; a longer wait is a garbled header, and must not switch a credential off for years
SECONDARY = 60.0
BROKEN_AFTER = 10
BROKEN_FOR = 30.0
DENIED_FOR = 60.0  # a credential that is sent again and again after a 401 gets its account locked


def named_wait(status: int, headers: Mapping[str, str], now: float) -> float | None:
    """Seconds the tool asks us to wait, or None. `now` is epoch seconds, used only where the answer has no Date.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    https://developer.atlassian.com/cloud/jira/platform/rate-limiting/
    """
    told = answered_at(headers)
    now = told.timestamp() if told else now
    wait = _seconds(headers.get("retry-after"), now)
    if wait is None and spent(status, headers):
        wait = _seconds(headers.get("x-ratelimit-reset"), now)
    return None if wait is None else min(max(wait, 0.0), LONGEST)


def spent(status: int, headers: Mapping[str, str]) -> bool:
    """The allowance is used up. GitHub sends a reset time with every answer, so the reset alone says nothing."""
    remaining = headers.get("x-ratelimit-remaining")
    return remaining == "0" or (status == 429 and remaining is None)


def _seconds(value: str | None, now: float) -> float | None:
    """Delta seconds, epoch seconds, an HTTP date or ISO 8601, as seconds from `now`."""
    if not value:
        return None
    try:
        number = float(value)
    except ValueError:
        until = moment(value)
        return until.timestamp() - now if until else None
    if not math.isfinite(number):
        return None
    return number - now if number > 1e9 else number


class Gate:
    """Shut by a limit until its end, by ten failures in a row for half a minute, and by a 401 for a minute to the credential
    that was refused. Shared by the threads of one `Http`."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._limited_until = self._broken_until = -math.inf
        self._denied: tuple[int | None, float] = (None, -math.inf)
        self._failures = 0

    def limited(self) -> float:
        """Seconds until the tool's limit ends; zero or less when requests may go."""
        return self._limited_until - self._monotonic()

    def broken(self) -> float:
        """Seconds until a tool that failed again and again is tried once more; zero or less when requests may go."""
        return self._broken_until - self._monotonic()

    def denied(self, credential: int) -> bool:
        refused, until = self._denied
        return credential == refused and self._monotonic() < until

    def limit(self, seconds: float) -> None:
        with self._lock:
            self._limited_until = max(self._limited_until, self._monotonic() + seconds)

    def deny(self, credential: int) -> None:
        self._denied = (credential, self._monotonic() + DENIED_FOR)

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= BROKEN_AFTER:
                self._broken_until = self._monotonic() + BROKEN_FOR

    def answered(self) -> None:
        with self._lock:
            self._failures = 0
