"""The work of the service. Each job is done to its key, says when it is due again, and may be done again at any time."""

import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from core.backing_off import pause
from core.contract import ConnectorError
from mappings import RulesError
from scheduler.approving import NotApproved
from scheduler.config import ConfigError
from scheduler.hub import Hub
from scheduler.service import hub_jobs, tool_jobs
from scheduler.service.run import Run, running, spanned
from store import Busy, StoreError, duties

log = logging.getLogger(__name__)

SOON = timedelta(seconds=20)  # for whoever met somebody else at it
AT_ONCE = timedelta(seconds=5)  # for whoever lost the database
TRIES = 30  # with a second between two
EXPECTED = (ConfigError, ConnectorError, RulesError, StoreError)


def perform(hub: Hub, job: str, key: str) -> None:
    """Does it, and keeps what came of it. Never raises: whatever goes wrong is told, kept, and tried again later each time.
    What was asked of a tool that an edit has taken away meanwhile is not done."""
    with running(job, key) as run:
        if run.connector and run.connector not in hub.tools:
            return
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
        due, error = hub.clock() + hub_jobs.judging(hub), str(held)
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


JOBS: Mapping[str, Callable[[Hub, str], datetime | None]] = {
    "discover": tool_jobs.discover,
    "pull": tool_jobs.pull,
    "judge": hub_jobs.judge,
    "apply": hub_jobs.apply,
    "tidy": hub_jobs.tidy,
}
