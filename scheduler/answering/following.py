"""Behind the answers: messages that tell of what was pressed are brought up to date, many presses in one plan."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Thread

from core.contract import ConnectorError
from core.presses import Press
from scheduler.answering.refreshing import bring_up_to_date
from scheduler.config import ConfigError
from scheduler.hub import Hub
from store import StoreError

LOOK = 0.2  # seconds between looks at whether to stop
TRIES, PAUSE = 60, 1.0  # as long as another process may write
LAST = 1.0  # seconds for what is under way at the end
LEFT = "messages are left to the next `fairlead apply`: %s"

log = logging.getLogger(__name__)


@contextmanager
def following(hub: Hub) -> Iterator["Queue[Press]"]:
    """What is put into the queue is followed by messages. At the end what is under way may end, and the rest is for the next
    plan."""
    queue: Queue[Press] = Queue()
    worker = Thread(target=_follow, args=(hub, queue), name="messages", daemon=True)
    worker.start()
    try:
        yield queue
    finally:
        hub.stopping.set()
        worker.join(LAST)


def _follow(hub: Hub, queue: "Queue[Press]") -> None:
    while not hub.stopping.is_set():
        if pressed := _pressed(queue):
            _bring_up_to_date(hub, pressed)


def _pressed(queue: "Queue[Press]") -> list[Press]:
    """All that was pressed meanwhile; nothing where that is nothing for a while."""
    found: list[Press] = []
    try:
        found.append(queue.get(timeout=LOOK))
        while True:
            found.append(queue.get_nowait())
    except Empty:
        return found


def _bring_up_to_date(hub: Hub, pressed: Sequence[Press]) -> None:
    """As soon as no other process writes."""
    trouble = ""
    for _ in range(TRIES):
        try:
            bring_up_to_date(hub, pressed)
        except StoreError as error:
            trouble = str(error)
        except (ConfigError, ConnectorError) as error:
            return log.warning(LEFT, error)
        except Exception as error:  # noqa: BLE001 - the next press may fare better
            return log.error(LEFT, error, exc_info=True)
        else:
            return None
        if hub.stopping.wait(PAUSE):
            return None
    return log.warning(LEFT, trouble)
