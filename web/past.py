"""Reports of past days: each is put together once, by a thread for which no request has to wait."""

from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from threading import Lock, Thread

from scheduler.report import Report

SOON = 0.4  # seconds that a page waits: a small hub has it by then
KEPT = 4  # days whose reports stay in memory


class Past:
    """One day at a time, since it takes a whole processor. A day that failed is tried again when it is asked for again."""

    def __init__(self, make: Callable[[date], Report]) -> None:
        self._make = make
        self._asked: OrderedDict[date, Future[Report]] = OrderedDict()
        self._lock, self._turn = Lock(), Lock()

    def soon(self, day: date) -> Report | None:
        """None while it is being put together."""
        try:
            return self._of(day).result(SOON)
        except TimeoutError:
            return None

    def at_last(self, day: date) -> Report:
        return self._of(day).result()

    def forget(self) -> None:
        with self._lock:
            self._asked.clear()

    def _of(self, day: date) -> Future[Report]:
        with self._lock:
            found = self._asked.get(day)
            if found is None or (found.done() and found.exception()):
                found = self._asked[day] = Future()
                Thread(target=self._put_together, args=(day, found), name=f"as of {day}", daemon=True).start()
            self._asked.move_to_end(day)
            while len(self._asked) > KEPT:
                self._asked.popitem(last=False)
            return found

    def _put_together(self, day: date, into: Future[Report]) -> None:
        with self._turn:
            try:
                into.set_result(self._make(day))
            except Exception as error:  # noqa: BLE001 - raised where it is asked for
                into.set_exception(error)
