"""Who says what is due: one process at a time. On SQLite a second one leaves; on PostgreSQL it stands by, and takes over within
seconds of the first one's end, or of its silence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from store import Busy, Store, StoreError

log = logging.getLogger(__name__)

PATIENCE = 1.0  # seconds until a second one leaves, and between two looks at whether the lock is still held
AGAIN = 2.0  # seconds between two tries of whoever stands by


class Leading:
    """`leads` is whether this process does, as far as it was known a second ago."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ending, self._known = Event(), Event()
        self._stands_by = False
        self.leads = False

    @contextmanager
    def campaign(self) -> Iterator[None]:
        """Busy where another process leads on this SQLite database."""
        if self._store.file:
            with self._store.alone("serve", PATIENCE):
                self.leads = True
                yield
            return
        thread = Thread(target=self._stand, name="leading", daemon=True)
        thread.start()
        self._known.wait(PATIENCE)
        try:
            yield
        finally:
            self._ending.set()
            thread.join(PATIENCE)

    def _stand(self) -> None:
        while not self._ending.is_set():
            try:
                with self._store.alone("serve"):
                    self._lead()
            except Busy:
                if not self._stands_by:
                    log.info("another process leads; this one stands by")
                self._stands_by = True
            except StoreError as error:
                log.warning("this process does not lead: %s", error)
            self.leads = False
            self._known.set()
            self._ending.wait(AGAIN)

    def _lead(self) -> None:
        """As long as the lock is held."""
        self._stands_by, self.leads = False, True
        log.info("this process leads: it says what is due")
        self._known.set()
        while not self._ending.wait(PATIENCE):
            self._store.insist()
