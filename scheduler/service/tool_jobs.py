"""What the service does to one tool: it lists its streams, and pulls those that are due."""

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.contract import ConnectorError
from scheduler.hub import Hub
from scheduler.pausing import leave_alone
from scheduler.schedules import after_quiet
from scheduler.syncing import DISCOVERY, forget_disabled, lock_of
from scheduler.syncing import discover as list_streams
from scheduler.syncing import pull as pull_streams
from scheduler.told import STOPPED, Pulled
from scheduler.tool import failed
from store import Busy, duties, roster

log = logging.getLogger(__name__)

LISTED_AGAIN = timedelta(minutes=5)  # where some of a tool was being pulled
SETTLING = timedelta(seconds=2)  # so that what comes together is judged together


def discover(hub: Hub, key: str) -> datetime:
    """What the tool shows. As long as some of it is being pulled, only what is new is taken in."""
    begun = hub.clock()
    forget_disabled(hub)
    try:
        with hub.store.alone(lock_of(key)):
            list_streams(hub, key)
    except Busy:
        with hub.store.alone(lock_of(key), shared=True):
            streams = hub.connect(key).streams()
        with hub.store.write() as tx:
            roster.known(tx, key, streams, hub.clock())
        return hub.clock() + LISTED_AGAIN
    except ConnectorError as error:
        leave_alone(hub, key, error)
        failed(hub, key, DISCOVERY, error)
        raise
    settings = hub.config.connectors[key]
    due = min(begun, hub.clock()) + timedelta(minutes=getattr(settings, "every_minutes", 15.0))
    return after_quiet(settings, due, ZoneInfo(hub.config.alerts.zone))


def pull(hub: Hub, key: str) -> None:
    """The streams of a tool, or of one place of it, that are due."""
    name, parted, place = key.partition(" ")
    container = place if parted else None
    with _pulling(hub, name, container):
        with hub.store.read() as tx:
            streams = roster.due(tx, name, hub.clock(), container)
        rows = pull_streams(hub, name, hub.connect(name), streams, lambda *_: None)
    _tell(rows)
    if any(_brought(row) for row in rows):
        with hub.store.write() as tx:
            duties.hasten(tx, "judge", "", hub.clock() + SETTLING)


@contextmanager
def _pulling(hub: Hub, name: str, container: str | None) -> Iterator[None]:
    with ExitStack() as locks:
        locks.enter_context(hub.store.alone(lock_of(name), shared=container is not None))
        if container is not None:
            locks.enter_context(hub.store.alone(lock_of(name, container)))
        yield


def _tell(rows: Sequence[Pulled]) -> None:
    """What many streams met is told once, as met by the first of them."""
    met = Counter(row.error for row in rows)
    for row in rows:
        place = f"{row.connector} {row.stream.name} {row.stream.container}"
        if row.error and row.error != STOPPED and (streams := met.pop(row.error, 0)):
            log.warning("%s%s: %s", place, f" and {streams - 1} more" if streams > 1 else "", row.error)
        elif brought := _brought(row):
            log.info("%s: %s", place, ", ".join(f"{number:,} {what}" for what, number in brought.items()))
        for warning in row.warnings:
            log.warning("%s", warning)


def _brought(row: Pulled) -> dict[str, int]:
    """What there is to judge, by what it is."""
    kinds = ("new", "changed", "activities", "goals", "facets", "statements")
    return {kind: number for kind in kinds if (number := getattr(row.counts, kind))}
