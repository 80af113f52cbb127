"""What all tests share: properties are judged by what they find, never by how fast a busy machine is."""

import gc
import os
import shutil
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import new_url, postgresql
from tests.seeds import examples
from tests.workers import compile_together, deal

__all__ = ["new_url", "postgresql"]

settings.register_profile(
    "patient", max_examples=examples(20), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("patient")
# a shell has what it starts beside itself ignore Ctrl-C, and so would the commands that tests stop by it
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
# thousands of tests lie in memory; to look through them so often was a sixth of all time
gc.set_threshold(10_000, 10, 10)
# hundreds of databases would wait for the disk at each commit
MEMORY, ENOUGH = Path("/dev/shm"), 4 * 2**30
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    compile_together(session.config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    deal(items)


def pytest_collection_finish() -> None:
    """What was collected stays to the end, and is not looked through again."""
    gc.freeze()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Tests wait for servers and processes about half of their time."""
    return 2 * (os.cpu_count() or 1)
