"""Room between writes. Tools that take thousands of reads a minute stop a credential that writes too fast.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

from core.contract import Unavailable

Ceiling = tuple[int, float]


class Pace:
    """Writes of one credential, one at a time: `gap` seconds from the end of one to the next, and of each of `ceilings`
    at most so many within so many seconds. Shared by the threads of one `Http`."""

    def __init__(
        self,
        gap: float,
        ceilings: Sequence[Ceiling],
        *,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._monotonic, self._sleep = monotonic, sleep
        self._ceilings = [ceiling for ceiling in [(1, gap), *ceilings] if ceiling[1] > 0]
        self._ended = deque[float](maxlen=max((count for count, _ in self._ceilings), default=0))
        self._turn = Lock()

    @contextmanager
    def turn(self, deadline: float, where: str) -> Iterator[None]:
        """Around one write. Unavailable, without waiting, when its turn comes after `deadline`."""
        if not self._ceilings:
            yield
            return
        if not self._turn.acquire(timeout=max(deadline - self._monotonic(), 0.0)):
            raise Unavailable(f"{where} was not sent: the writes before it take their time", after=self._rest())
        try:
            self._wait(deadline, where)
            try:
                yield
            finally:
                self._ended.append(self._monotonic())
        finally:
            self._turn.release()

    def _wait(self, deadline: float, where: str) -> None:
        while (rest := self._rest()) > 0:
            if self._monotonic() + rest >= deadline:
                raise Unavailable(
                    f"{where} was not sent: the hub leaves room between writes, {rest:.0f} s more", after=rest
                )
            self._sleep(rest)

    def _rest(self) -> float:
        """Seconds until the next write may begin; zero when it may now."""
        ended, now = tuple(self._ended), self._monotonic()
        waits = (ended[-count] + span - now for count, span in self._ceilings if len(ended) >= count)
        return max(waits, default=0.0)
