"""How often each may ask (S25): signing in by account and by address, all else by browser, token or address."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address
from math import ceil

from fastapi import Request

from web.who.throttle import Throttle

MINUTE = 60.0


class TooMany(Exception):
    """`after` so many whole seconds there is another try."""

    def __init__(self, after: float) -> None:
        self.after = max(ceil(after), 1)
        self.headers = {"retry-after": str(self.after)}
        super().__init__(f"that was too often; try again in {self.after} seconds")


class Limits:
    """Of one process. An account is tried 5 times at once from one address and 20 times from all, an address tries 30 accounts;
    each has another try after a minute, half a minute, ten seconds. Only what failed counts."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pair, self._address, self._account = Throttle(5, 60.0), Throttle(30, 10.0), Throttle(20, 30.0)
        self._asked: dict[int, Throttle] = {}

    def ask(self, who: str, a_minute: int) -> None:
        """TooMany."""
        throttle = self._asked.setdefault(a_minute, Throttle(a_minute, MINUTE / a_minute))
        if (wait := throttle.take(who, self._clock())) > 0:
            raise TooMany(wait)

    @contextmanager
    def trying(self, account: str, address: str) -> Iterator[None]:
        """TooMany before the body runs. What ends without a mistake does not count."""
        now = self._clock()
        names = ((self._pair, f"{address} {account}"), (self._address, address), (self._account, account))
        taken: list[tuple[Throttle, str]] = []
        for throttle, name in names:
            if (wait := throttle.take(name, now)) > 0:
                _give_back(taken)
                raise TooMany(wait)
            taken.append((throttle, name))
        yield
        _give_back(taken)


def limits(request: Request) -> Limits:
    """Those of the application that was asked."""
    found: Limits = request.app.state.limits
    return found


def address_of(request: Request) -> str:
    """Of the network that one household is given: 64 bits of an IPv6 address."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host)
    except ValueError:
        return host
    return found.exploded[:19] if isinstance(found, IPv6Address) else host


def _give_back(taken: list[tuple[Throttle, str]]) -> None:
    for throttle, name in taken:
        throttle.give_back(name)
