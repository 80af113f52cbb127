"""How often somebody may try: so many times at once, and one more after each so many seconds."""

from collections import OrderedDict
from threading import Lock

NAMES = 10_000


class Throttle:
    """`most` tries at once for each name, and one more `every` seconds. The names heard last are remembered, and no more than
    `names`, so memory is bounded whoever asks. `now` is in seconds, of a clock that never goes back."""

    def __init__(self, most: float, every: float, names: int = NAMES) -> None:
        self._most, self._every, self._names = most, every, names
        self._used: OrderedDict[str, float] = OrderedDict()  # by name, when all tries of it will be back
        self._lock = Lock()

    def take(self, name: str, now: float) -> float:
        """Seconds to wait for the next try; 0 where this one is taken."""
        with self._lock:
            back = max(self._used.get(name, now), now) + self._every
            wait = back - now - self._most * self._every
            if wait > 0:
                return wait
            self._used[name] = back
            self._used.move_to_end(name)
            if len(self._used) > self._names:
                self._used.popitem(last=False)
        return 0.0

    def give_back(self, name: str) -> None:
        """The last try was none."""
        with self._lock:
            if name in self._used:
                self._used[name] -= self._every
