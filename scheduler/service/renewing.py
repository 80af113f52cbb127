"""A tool whose secret was replaced is pulled at once: what waits for that must not wait for the end of its back-off too."""

import logging
from collections.abc import Callable

from connectors.secret import secrets_of
from scheduler.hub import Hub
from scheduler.service.due import run_now
from store import StoreError

log = logging.getLogger(__name__)

EVERY = 5.0  # seconds between looks at the files
Stamps = dict[str, list[tuple[int, ...] | None]]


class Renewing:
    """`hub` gives the one that holds now. That a secret which is no file was replaced is seen when its tool is tried again."""

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._seen = _stamps(hub())

    def look(self) -> None:
        """Now and again."""
        hub = self._hub()
        before, self._seen = self._seen, _stamps(hub)
        for name, stamps in self._seen.items():
            if stamps != before.get(name, stamps):
                self._pull(hub, name)

    def _pull(self, hub: Hub, name: str) -> None:
        try:
            with hub.store.write() as tx:
                run_now(hub, tx, name)
            log.info("%s: a secret of it was replaced; all of it is pulled at once", name)
        except StoreError as error:
            log.warning("%s", error)


def _stamps(hub: Hub) -> Stamps:
    return {
        name: [each.stamp() for _, each in secrets_of(settings)] for name, settings in hub.config.connectors.items()
    }
