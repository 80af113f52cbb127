"""Buttons do something while the hub serves: what `fairlead listen` does, beside all else, wherever a tool is set up for it."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread

from core.contract import ConnectorError
from scheduler.answering.desk import Heard
from scheduler.answering.listening import listen
from scheduler.hub import Hub
from store import StoreError

EVERY, AGAIN, LAST = 3.0, 60.0, 2.0
"""Seconds between looks, until it is tried again after trouble, and for what is under way at the end."""
NAMED = 8  # characters of a finding

log = logging.getLogger(__name__)


class Listening:
    """`hub` gives the one that holds now, and `leads` whether this process is the one that serves."""

    def __init__(self, hub: Callable[[], Hub], leads: Callable[[], bool]) -> None:
        self._hub, self._leads = hub, leads
        self._thread: Thread | None = None
        self._of: Hub | None = None
        self._stopping = Event()
        self._not_before, self._complained = 0.0, ""

    def look(self) -> None:
        """Now and again: begins, ends, and begins anew under an edited configuration."""
        hub = self._hub()
        if self._of is not None and (hub is not self._of or not self._leads()):
            self.stop()
        is_free = self._thread is None or not self._thread.is_alive()
        wanted = self._leads() and hears(hub) and not hub.stopping.is_set()
        if is_free and wanted and time.monotonic() >= self._not_before:
            self._of, self._stopping = hub, Event()
            self._thread = Thread(target=self._run, args=(hub, self._stopping), name="listening", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(LAST)
        self._of, self._thread = None, None

    def _run(self, hub: Hub, stopping: Event) -> None:
        try:
            listen(_apart(hub, stopping), _tell, began=lambda tool: log.info("buttons of %s are heard", tool))
        except (ConnectorError, StoreError) as error:
            if str(error) != self._complained:
                log.warning("buttons are not heard, and that is tried again each minute: %s", error)
            self._complained = str(error)
        if not stopping.is_set():
            self._not_before = time.monotonic() + AGAIN


def hears(hub: Hub) -> bool:
    """Whether a tool is set up to tell of presses."""
    return any(getattr(settings, "hears", False) for settings in hub.config.connectors.values())


def _apart(hub: Hub, stopping: Event) -> Hub:
    """The same hub, over the same connections, that can be asked to stop by itself."""
    for name in hub.tools:
        with suppress(ConnectorError):  # who cannot be reached is told of by its pulls
            hub.connect(name)
    own = hub.edited(hub.config)
    own.stopping = stopping
    return own


def _tell(heard: Heard) -> None:
    about = f" {heard.about[:NAMED]}" if heard.about else ""
    log.info("%s %s%s: %s in %.1f s", heard.who, heard.act, about, heard.outcome, heard.seconds)
