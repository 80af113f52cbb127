"""The work of the service. Each job is done to its key, says when it is due again, and may be done again at any time."""

import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from core.backing_off import pause
from core.contract import ConnectorError
from core.times import midnight
from mappings import RulesError
from scheduler.applying import apply_plan
from scheduler.approving import NotApproved
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.linking import link
from scheduler.pausing import leave_alone
from scheduler.reconciling import reconcile_findings
from scheduler.schedules import after_quiet
from scheduler.service.run import Run, running, spanned
from scheduler.syncing import DISCOVERY, discover, forget_disabled, lock_of, pull
from scheduler.tidying import tidy
from scheduler.told import STOPPED, Pulled
from scheduler.tool import failed
from scheduler.waiting import next_moment
from store import Busy, StoreError, duties, roster

log = logging.getLogger(__name__)

SOON = timedelta(seconds=20)  # for whoever met somebody else at it
AT_ONCE = timedelta(seconds=5)  # for whoever lost the database
LISTED_AGAIN = timedelta(minutes=5)  # where some of a tool was being pulled
SETTLING = timedelta(seconds=2)  # so that what comes together is judged together
TIDY_AT = timedelta(hours=3)  # after midnight in UTC
TRIES = 30  # with a second between two
EXPECTED = (ConfigError, ConnectorError, RulesError, StoreError)


def perform(hub: Hub, job: str, key: str) -> None:
    """Does it, and keeps what came of it. Never raises: whatever goes wrong is told, kept, and tried again later each time."""
    with running(job, key) as run:
        try:
            with hub.store.write() as tx:
                begun = duties.begin(tx, job, key, hub.clock(), new=job == "pull")
            if begun:
                _perform(hub, run)
        except StoreError as error:  # it is begun and has not ended: it stays due
            log.warning("%s %s: %s", job, key, error)


def _perform(hub: Hub, run: Run) -> None:
    job, key, due, error = run.job, run.key, None, None
    try:
        with spanned(run):
            due = JOBS[job](hub.apart(), key)
    except Busy:
        due = hub.clock() + SOON
    except NotApproved as held:  # somebody is to look, and until then nothing fails
        due, error = hub.clock() + _judging(hub), str(held)
        log.info("%s: %s", job, error)
    except EXPECTED as trouble:
        due, error = hub.clock() + AT_ONCE if isinstance(trouble, StoreError) else None, str(trouble)
        log.warning("%s %s: %s", job, key, error)
    except Exception as bug:  # the other jobs go on
        error = f"{type(bug).__name__}: {bug}"
        log.exception("%s %s: a mistake in Fairlead; please report it", job, key)
    _keep(hub, job, key, due, error)


def _keep(hub: Hub, job: str, key: str, due: datetime | None, error: str | None) -> None:
    """What came of it. A database that is just being restarted is waited for: else it would count as a process that died."""
    for _ in range(TRIES):
        with suppress(StoreError), hub.store.write() as tx:
            if error and due is None:
                failures = duties.failures(tx, job, key) + 1
                due = hub.clock() + pause(failures, random.random())  # noqa: S311 - spreads load, keeps no secret
            duties.end(tx, job, key, hub.clock(), due, error)
            return
        if hub.stopping.wait(1.0):
            break
    log.warning("%s %s: it has ended, and the database could not be told", job, key)


def _discover(hub: Hub, key: str) -> datetime:
    """What the tool shows. As long as some of it is being pulled, only what is new is taken in."""
    begun = hub.clock()
    forget_disabled(hub)
    try:
        with hub.store.alone(lock_of(key)):
            discover(hub, key)
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


def _pull(hub: Hub, key: str) -> None:
    """The streams of a tool, or of one place of it, that are due."""
    name, parted, place = key.partition(" ")
    container = place if parted else None
    with _pulling(hub, name, container):
        with hub.store.read() as tx:
            streams = roster.due(tx, name, hub.clock(), container)
        rows = pull(hub, name, hub.connect(name), streams, _ignore)
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


def _judge(hub: Hub, _key: str) -> datetime:
    """Links what changed and judges it. What is to be written follows from that."""
    linked = link(hub)
    reconcile_findings(hub)
    if linked.mistakes:
        log.warning("rules: cannot be read, those of before stay in force: %s", "; ".join(map(str, linked.mistakes)))
    if linked.held:
        log.warning(
            "rules: an edit waits for `fairlead map --approve %s`: %s", linked.held.approval, linked.held.reason
        )
    now = hub.clock()
    if hub.live:
        with hub.store.write() as tx:
            duties.hasten(tx, "apply", "", now)
    return now + _judging(hub)


def _apply(hub: Hub, _key: str) -> datetime:
    """What the plan says, as far as the guard lets it pass."""
    applied = apply_plan(hub, None, _ignore)
    if applied.done:
        log.info("apply: run %s wrote %d", applied.run, sum(applied.done.values()))
    again = hub.clock() + _judging(hub)
    return min([again, *([moment] if (moment := next_moment(hub)) else [])])


def _tidy(hub: Hub, _key: str) -> datetime:
    now = hub.clock()
    tidy(hub)
    today = midnight(now.date()) + TIDY_AT
    return today if now < today else today + timedelta(days=1)


def _judging(hub: Hub) -> timedelta:
    return timedelta(minutes=hub.config.service.judge_minutes)


def _tell(rows: Sequence[Pulled]) -> None:
    for row in rows:
        place = f"{row.connector} {row.stream.name} {row.stream.container}"
        if row.error and row.error != STOPPED:
            log.warning("%s: %s", place, row.error)
        elif brought := _brought(row):
            log.info("%s: %s", place, ", ".join(f"{number:,} {what}" for what, number in brought.items()))
        for warning in row.warnings:
            log.warning("%s", warning)


def _brought(row: Pulled) -> dict[str, int]:
    """What there is to judge, by what it is."""
    kinds = ("new", "changed", "activities", "goals", "facets", "statements")
    return {kind: number for kind in kinds if (number := getattr(row.counts, kind))}


def _ignore(*_: object) -> None:
    """Nobody watches."""


JOBS: Mapping[str, Callable[[Hub, str], datetime | None]] = {
    "discover": _discover,
    "pull": _pull,
    "judge": _judge,
    "apply": _apply,
    "tidy": _tidy,
}
