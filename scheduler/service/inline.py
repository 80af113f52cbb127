"""Jobs in threads of this process: all that one machine needs."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock

from scheduler.service.due import Job

log = logging.getLogger(__name__)


class Inline:
    """`perform` does a job by its name and key. At most `threads` at once."""

    by_container = False

    def __init__(self, perform: Callable[[str, str], None], threads: int) -> None:
        self._perform = perform
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._under_way: dict[tuple[str, str], Future[None]] = {}
        self._lock, self._closed = Lock(), False

    def open(self) -> None: ...

    def submit(self, jobs: Sequence[Job]) -> None:
        for job, key in jobs:
            self._submit(job, key)

    def close(self, patience: float) -> None:
        with self._lock:  # a last tick may be under way
            self._closed = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(list(self._under_way.values()), patience)

    def _submit(self, job: str, key: str) -> None:
        with self._lock:
            if not self._closed and (job, key) not in self._under_way:
                self._under_way[job, key] = future = self._pool.submit(self._perform, job, key)
                future.add_done_callback(lambda done: self._ended(job, key, done))

    def _ended(self, job: str, key: str, done: Future[None]) -> None:
        self._under_way.pop((job, key), None)
        if not done.cancelled() and (error := done.exception()):
            log.error("%s %s: %s", job, key, error, exc_info=error)
