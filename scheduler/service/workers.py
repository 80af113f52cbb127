"""The workers of one process: they wait for the queue, do what it brings, and outlive every restart of the database."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Thread

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from psycopg import OperationalError
from tenacity import retry, retry_if_exception, wait_fixed

from store import StoreError

log = logging.getLogger(__name__)

TASK = "fairlead"
HEARTBEAT = 4.0  # seconds between two signs of life
LOOK = 1.0  # seconds, where a notification was lost or a lock became free
AGAIN = 1.0  # seconds before the next try to reach the queue
ENDING = 7.0  # seconds for jobs to end by themselves; longer ones go on without the queue knowing, which finds them due again


class Workers:
    """`at_once` jobs side by side, each in a thread. `is_made` says whether the queue has the tables of this version."""

    def __init__(
        self, conninfo: str, perform: Callable[[str, str], None], at_once: int, is_made: Callable[[], bool]
    ) -> None:
        self._conninfo, self._perform, self._at_once, self._is_made = conninfo, perform, at_once, is_made
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="job")
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_tell)
        self._work: asyncio.Task[None] | None = None
        self._ending = False
        self._thread = Thread(target=self._run, name="workers", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self, patience: float) -> None:
        self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(patience)

    def _cancel(self) -> None:
        self._ending = True
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._work:
            self._work.cancel()

    def _run(self) -> None:
        self._work = self._loop.create_task(self._until_cancelled())
        with suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._work)
        self._loop.close()

    async def _until_cancelled(self) -> None:
        """The worker of procrastinate takes a cancellation for its own end, and returns as if nothing had been."""
        told = False
        while not self._ending:
            try:
                if await asyncio.to_thread(self._is_made):
                    await self._serve()
                elif not told:
                    log.info("the workers wait until the queue is made, by `fairlead serve` of this version")
                    told = True
            except StoreError as error:
                log.warning("the workers wait: %s", error)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next try tells
                log.warning("the workers lost the queue and look for it again: %s", error.__cause__ or error)
            if not self._ending:
                await asyncio.sleep(AGAIN)

    async def _serve(self) -> None:
        """Until the queue is lost, or the end."""
        connector = PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=4, timeout=10.0)
        app = App(connector=connector)
        app.job_manager = Patient(connector)
        app.task(name=TASK)(self._carry)
        async with app.open_async():
            await app.run_worker_async(
                concurrency=self._at_once,
                install_signal_handlers=False,
                delete_jobs="always",
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=3 * HEARTBEAT,
                fetch_job_polling_interval=LOOK,
                shutdown_graceful_timeout=ENDING,
            )

    async def _carry(self, job: str, key: str) -> None:
        if not self._ending:  # what was fetched last is found due again
            await self._loop.run_in_executor(self._pool, self._perform, job, key)


def _is_lost(error: BaseException) -> bool:
    return isinstance(error, ConnectorException) and isinstance(error.__cause__, OperationalError)


class Patient(JobManager):
    """Tells the queue that a job has ended, even if the session is lost just then. procrastinate tries that once; the row would
    stay taken, and its job not be done again, as long as this worker gives signs of life."""

    @retry(retry=retry_if_exception(_is_lost), wait=wait_fixed(AGAIN))
    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        await super().finish_job(job, status, delete_job)


def _tell(_: object, context: dict[str, object]) -> None:
    """A row of the queue that others have ended meanwhile, mostly."""
    log.debug("queue: %s", context.get("exception") or context.get("message"))
