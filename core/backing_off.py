"""How long to leave a tool alone after it could not take a write. Pure: chance is an argument."""

from datetime import timedelta

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
TRIES = 100
"""After so many a write is given up: about two days, so that no outage of a night or a weekend day costs one."""


def pause(attempts: int, chance: float, named: float | None = None) -> timedelta:
    """Before the next try, after so many (1 and up): a minute, then anything from that to a bound that doubles each time (full
    jitter), so that writes which failed together do not come back together; never less than the tool named (seconds).
    `chance` is 0-1.

    https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
    """
    bound = min(SHORTEST * (1 << min(attempts - 1, 10)), LONGEST)
    return max(SHORTEST + (bound - SHORTEST) * chance, timedelta(seconds=named or 0))
