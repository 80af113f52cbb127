"""The service that hears presses: each is answered at once, and messages are brought up to date behind it."""

import logging
from collections.abc import Callable, Sequence
from functools import partial
from threading import Event, Thread

from core.contract import Conversing, Unauthorized
from scheduler.answering.desk import Desk, Watch
from scheduler.answering.following import LAST, LOOK, following
from scheduler.hub import Hub
from scheduler.suggesting import LEARNED_EVERY, suggest
from store import StoreError

log = logging.getLogger(__name__)


def listen(hub: Hub, watch: Watch, *, at: str = "", began: Callable[[str], None] = lambda _tool: None) -> None:
    """Until the hub is asked to stop. `began` hears of each tool from when on its presses are heard. `at` is an address to be
    told at, where the settings of the tool say another way.
    Unauthorized where no tool tells of presses; StoreError when the database is damaged, or another one listens already."""
    tools = {name: found for name in hub.tools if isinstance(found := hub.connect(name), Conversing)}
    if not tools:
        raise Unauthorized("no tool that tells of presses is enabled; set up [connectors.slack] (docs/slack.md)")
    with hub.store.alone("listen"):
        hub.store.check()
        Thread(target=_learn, args=(hub,), name="learning", daemon=True).start()
        with following(hub) as queue:
            desk = Desk(hub, queue, watch)
            jobs = [
                partial(tool.listen, desk.answer, hub.stopping, at, partial(began, name))
                for name, tool in tools.items()
            ]
            _side_by_side(hub, jobs)


def _learn(hub: Hub) -> None:
    """What suggestions rest on, now and again, so that nobody waits for it."""
    while not hub.stopping.is_set():
        try:
            suggest(hub, [])
        except StoreError as error:
            log.warning("suggestions are learned later: %s", error)
        hub.stopping.wait(LEARNED_EVERY)


def _side_by_side(hub: Hub, jobs: Sequence[Callable[[], None]]) -> None:
    """Until one of them ends; its error is raised."""
    ended, errors = Event(), list[Exception]()

    def run(job: Callable[[], None]) -> None:
        try:
            job()
        except Exception as error:  # noqa: BLE001 - raised again below
            errors.append(error)
        ended.set()

    threads = [Thread(target=run, args=(job,), name="listening", daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    while not (hub.stopping.wait(LOOK) or ended.is_set()):
        pass
    hub.stopping.set()
    for thread in threads:
        thread.join(LAST)
    if errors:
        raise errors[0]
