"""On whose behalf something is done: the job under way, known to whatever logs or asks a tool meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex

from msgspec import Struct

from connectors.transport.traced import span

OF_A_TOOL = ("discover", "pull")


class Run(Struct, frozen=True):
    """One doing of a job."""

    id: str
    job: str
    key: str

    @property
    def connector(self) -> str:
        return connector_of(self.job, self.key)


def connector_of(job: str, key: str) -> str:
    """Empty for jobs of the whole hub."""
    return key.partition(" ")[0] if job in OF_A_TOOL else ""


_CURRENT: ContextVar[Run | None] = ContextVar("run", default=None)


def current() -> Run | None:
    return _CURRENT.get()


@contextmanager
def running(job: str, key: str) -> Iterator[Run]:
    """A run of its own."""
    before = _CURRENT.set(run := Run(token_hex(4), job, key))
    try:
        yield run
    finally:
        _CURRENT.reset(before)


@contextmanager
def spanned(run: Run) -> Iterator[None]:
    """What is traced of a run."""
    with span(run.job, **{"fairlead.run": run.id, "fairlead.connector": run.connector}):
        yield
