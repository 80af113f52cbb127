"""Jobs carried to workers of many processes and machines, by procrastinate on PostgreSQL.

It only carries. Whoever leads submits what the tables say is due, a worker does it and its row of the queue goes; what was lost
on the way is due again at the next tick. So the queue itself tries nothing again.
"""

import logging
from collections.abc import Callable, Sequence
from hashlib import blake2b

from procrastinate import App, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job as Row
from procrastinate.schema import SchemaManager
from procrastinate.types import JSONDict

from scheduler.service.due import Job
from scheduler.service.workers import HEARTBEAT, TASK, Workers
from store import Store, StoreError, queueing

log = logging.getLogger(__name__)

SILENT = 3 * HEARTBEAT
"""After so many seconds without a word from a worker its jobs are given to others."""
TABLES = SchemaManager.get_schema()
MAKER = f"procrastinate {blake2b(TABLES.encode(), digest_size=8).hexdigest()}"


class Cluster:
    """`perform` does a job by its name and key, at most `at_once` of them in this process; 0: it only submits."""

    by_container = True

    def __init__(self, store: Store, perform: Callable[[str, str], None], at_once: int) -> None:
        self._store = store
        conninfo = store.conninfo(queueing.SCHEMA)
        self._sender = App(connector=SyncPsycopgConnector(conninfo=conninfo, min_size=0, max_size=2, timeout=10.0))
        self._workers = Workers(conninfo, perform, at_once, self._is_made) if at_once else None

    def open(self) -> None:
        self._sender.open()
        if self._workers:
            self._workers.start()

    def submit(self, jobs: Sequence[Job]) -> None:
        """What waits or is under way already is left out; what was left behind by a worker is free again."""
        if not self._is_made():
            self._make()
        with self._store.read() as tx:
            stalled, taken = queueing.left_behind(tx, SILENT), queueing.taken(tx)
        if stalled:
            taken -= self._end_left_behind()
        rows = [_row(job, key) for job, key in jobs if f"{job} {key}" not in taken]
        try:
            if rows:
                self._sender.job_manager.batch_defer_jobs(rows)
        except AlreadyEnqueued:
            """By another one, which does not know yet that it leads no more."""
        except ConnectorException as error:
            raise StoreError(f"the queue of the workers cannot be used at the moment: {error.__cause__}") from error

    def close(self, patience: float) -> None:
        if self._workers:
            self._workers.close(patience)
        self._sender.close()

    def _end_left_behind(self) -> set[str]:
        with self._store.write() as tx:
            ended = queueing.end_left_behind(tx, SILENT)
        for lock in ended:
            log.warning("%s: nothing is heard of the worker that was at it; another one takes over", lock)
        return set(ended)

    def _make(self) -> None:
        """The queue's tables as this version needs them. Only whoever leads gets here."""
        with self._store.write() as tx:
            if queueing.made_by(tx) != MAKER:
                queueing.make(tx, MAKER, TABLES)

    def _is_made(self) -> bool:
        with self._store.read() as tx:
            return queueing.made_by(tx) == MAKER


def _row(job: str, key: str) -> Row:
    """Never two of one (job, key) under way, and one waiting at most; the work of the whole hub goes before pulls."""
    lock, priority = f"{job} {key}", 0 if job == "pull" else 1
    arguments: JSONDict = {"job": job, "key": key}
    return Row(queue=TASK, task_name=TASK, lock=lock, queueing_lock=lock, priority=priority, task_kwargs=arguments)
