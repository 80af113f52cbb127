"""Where presses arrive while the hub listens: each is answered, told of, and followed by messages."""

import logging
import time
from collections.abc import Callable
from queue import Queue

from msgspec import Struct

from core.presses import Form, Home, Press, Reply, Said, Wrong
from scheduler.answering.pressing import reply
from scheduler.hub import Hub
from store import StoreError, presses
from store.account_holders import called

BROKEN = "Something went wrong inside Fairlead, so nothing was done. Its log says what; the admins can help."

log = logging.getLogger(__name__)


class Heard(Struct, frozen=True):
    """A press and what came of it, without a word of what anybody wrote. `who` is an e-mail, or an account of nobody."""

    who: str
    act: str
    about: str
    outcome: str
    seconds: float


Watch = Callable[[Heard], None]


class Desk:
    """Answers from any thread. What was decided goes into `queue`."""

    def __init__(self, hub: Hub, queue: "Queue[Press]", watch: Watch) -> None:
        self._hub, self._queue, self._watch = hub, queue, watch

    def answer(self, press: Press) -> Reply:
        """Raises nothing: whoever pressed is told that something broke, and the log has the rest."""
        begun = time.monotonic()
        try:
            told = reply(self._hub, press)
            outcome = self._followed(press, told)
        except Exception:
            log.exception("%s %s was not answered", press.act, press.about.partition(" ")[0])
            told, outcome = Said(BROKEN), "broken"
        self._watch(self._heard(press, outcome, time.monotonic() - begun))
        return told

    def _followed(self, press: Press, told: Reply) -> str:
        match told:
            case Form():
                return "asked"
            case Wrong():
                return "wrong"
            case Home():
                return "shown"
        with self._hub.store.read() as tx:
            done = presses.said(tx, press.tool, press.id) is not None
        if done:
            self._queue.put(press)
        return "done" if done else "refused"

    def _heard(self, press: Press, outcome: str, seconds: float) -> Heard:
        try:
            with self._hub.store.read() as tx:
                who = called(tx, press.tool, press.account)
        except StoreError:
            who = f"{press.tool}:{press.account}"
        return Heard(who, press.act, press.about.partition(" ")[0], outcome, seconds)
