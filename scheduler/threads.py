"""Jobs side by side, each in a thread of its own, and how they end together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed, wait
from contextvars import copy_context
from typing import TypeVar

from scheduler.hub import Hub
from store import StoreError

T = TypeVar("T")
GRACE = 5.0  # seconds for streams to come to their next checkpoint when they are asked to stop


def side_by_side(hub: Hub, jobs: Sequence[Callable[[], T]], at_once: int) -> list[T]:
    """The results in the order of the jobs. Ctrl-C, and a database that cannot be used, ask all others to stop at once, and who
    hears nothing from its tool is not waited for. A bug in one of them is raised when the others have ended. What holds for
    whoever calls (the locks that it has) holds for each of them."""
    pool = ThreadPoolExecutor(max(at_once, 1))
    under_way = [pool.submit(copy_context().run, job) for job in jobs]
    try:
        for each in as_completed(under_way):
            if isinstance(trouble := each.exception(), StoreError):
                raise trouble
        return [each.result() for each in under_way]
    except (KeyboardInterrupt, StoreError):
        hub.stopping.set()
        wait(under_way, GRACE)
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
