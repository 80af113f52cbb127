"""Webhooks on their way: what the tools tell an address by themselves, as unreliably as a test asks for."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from queue import Empty, Queue
from random import Random
from threading import Condition, Thread
from types import TracebackType
from typing import NamedTuple, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TIMEOUT = 10.0  # seconds that GitHub waits; the others wait about as long
IDLE = 0.05  # seconds without anything new, after which what was held back goes out

Post = Callable[[Mapping[str, str], bytes], None]


class Parcel(NamedTuple):
    headers: Mapping[str, str]
    body: bytes


class Posting:
    """Posts to `address` on a thread of its own, until closed; use as a context manager.

    Of what is to be posted a share `lost` (0-1) never leaves and a share `twice` is posted again under the same name; of
    each `shuffled` any goes first. `answers` are the statuses that came back, 0 where nobody answered. Nothing is tried again.
    """

    def __init__(
        self,
        address: str,
        *,
        lost: float = 0.0,
        twice: float = 0.0,
        shuffled: int = 1,
        luck: Random | None = None,
    ) -> None:
        self._address, self._lost, self._twice, self._shuffled = address, lost, twice, shuffled
        self._luck = luck or Random(0)
        self._queue: Queue[Parcel | None] = Queue()
        self._open, self._done = 0, Condition()
        self._thread = Thread(target=self._run, name="sandbox posts", daemon=True)
        self.answers: list[int] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._queue.put(None)
        self._thread.join(TIMEOUT)

    def post(self, headers: Mapping[str, str], body: bytes) -> None:
        if self._luck.random() < self._lost:
            return
        for _ in range(2 if self._luck.random() < self._twice else 1):
            with self._done:
                self._open += 1
            self._queue.put(Parcel(headers, body))

    def settle(self, seconds: float = 10.0) -> None:
        """When all that was posted has been answered. TimeoutError when that takes longer."""
        with self._done:
            if not self._done.wait_for(lambda: not self._open, seconds):
                raise TimeoutError(f"{self._open} webhooks were not answered within {seconds} s")

    def _run(self) -> None:
        held: list[Parcel] = []
        while True:
            with suppress(Empty):
                parcel = self._queue.get(timeout=IDLE if held else None)
                if parcel is None:
                    return
                held.append(parcel)
                if len(held) < self._shuffled:
                    continue
            self._send(held.pop(self._luck.randrange(len(held))))

    def _send(self, parcel: Parcel) -> None:
        status = posted(self._address, parcel.headers, parcel.body)
        with self._done:
            self.answers.append(status)
            self._open -= 1
            self._done.notify_all()


def posted(address: str, headers: Mapping[str, str], body: bytes) -> int:
    """The status, 0 where nobody answered."""
    try:
        with urlopen(Request(address, body, dict(headers)), timeout=TIMEOUT) as answer:  # noqa: S310 - the address of a test
            found: int = answer.status
            return found
    except HTTPError as error:
        return error.code
    except OSError:
        return 0
