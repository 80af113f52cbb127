"""One look at the stored items at a time for each person: who types on does not wait for what is asked no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from scheduler.hub import Hub


class Turns:
    def __init__(self) -> None:
        self._lock = Lock()
        self._now: dict[str, Hub] = {}

    @contextmanager
    def of(self, person: str, hub: Hub) -> Iterator[Hub]:
        """The hub for this look. The one before is asked to stop (`scheduler.rule_changes.Superseded`)."""
        mine = hub.apart()
        with self._lock:
            before, self._now[person] = self._now.get(person), mine
        if before:
            before.stopping.set()
        try:
            yield mine
        finally:
            with self._lock:
                if self._now.get(person) is mine:
                    del self._now[person]


TURNS = Turns()
