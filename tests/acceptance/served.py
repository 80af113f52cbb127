"""`fairlead serve` in a process of its own, which a test may end as it likes."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import text

from sandbox.company import Opened
from store import Store
from tests.acceptance.command import begun, fairlead

LONGEST = 120.0  # seconds until a test gives up, on a machine that others keep busy
OFTEN = 0.1
ENDS_WITHIN = 10.0
CONNECTORS = ("github", "jira", "sheets", "slack")
PULLED = ("items", "item_versions", "activities", "facets", "statements", "goals", "quarantine")
"""Tables of the canonical dump that hold what the tools show. The rest is judged, at moments of the hub's own."""
UNDER_WAY = re.compile(r"another (`fairlead \w+`|pull of \w+) is under way.*; wait until it has ended")


def house(config: Path, database: str = "", *, only: str = "", mode: str = "dry-run", more: str = "") -> Path:
    """The configuration of a hub that serves, with one of its tools or all."""
    said = config.read_text().replace('mode = "live"', f'mode = "{mode}"')
    if database:
        said = said.replace("sqlite:///fairlead.db", database)
    for name in CONNECTORS if only else ():
        if name != only:
            said = said.replace(f"[connectors.{name}]\n", f"[connectors.{name}]\nenabled = false\n")
    config.write_text(f'{said}\n[service]\nlisten_on = "127.0.0.1:0"\n{more}')
    return config


@contextmanager
def served(config: Path) -> Iterator[tuple[ForkServerProcess, Path]]:
    """From its start, not from when it serves; the path of what it says. Killed at the end if it is still there."""
    said = config.with_name("said")
    said.unlink(missing_ok=True)
    process = begun("serve", config=config, outputs=(config.with_name("out"), said))
    try:
        yield process, said
    finally:
        process.kill()
        process.join()


def serves(said: Path) -> bool:
    return said.exists() and "fairlead: serving" in said.read_text()


def asked_to_end(process: ForkServerProcess) -> float:
    """How many seconds it took; it ended well."""
    begun_at = time.monotonic()
    assert process.pid
    os.kill(process.pid, signal.SIGTERM)
    process.join(LONGEST)
    assert process.exitcode == 0
    return time.monotonic() - begun_at


def by_hand(*command: str, config: Path) -> subprocess.CompletedProcess[str]:
    """Beside the service. Whoever meets it at the same work is told to wait until that has ended, and does."""
    end = time.monotonic() + LONGEST
    while UNDER_WAY.search((ran := fairlead(*command, config=config)).stdout + ran.stderr):
        assert ran.returncode in (1, 4), ran
        assert time.monotonic() < end, f"{command}: it never ended"
        time.sleep(OFTEN)
    return ran


def all_is_pulled(store: Store) -> bool:
    with store.read() as tx:
        waiting = tx.execute(text("SELECT count(*) FROM streams WHERE last_success IS NULL")).scalar_one()
        return bool(tx.execute(text("SELECT count(*) FROM streams")).scalar_one()) and not waiting


def asked(opened: Opened, number: int, over: Callable[[], bool]) -> bool:
    """Waits until the tools were asked so often more; False where it was over before."""
    history, end = opened.sandbox.history, time.monotonic() + LONGEST
    until = len(history) + number
    while not over():
        look_again = time.monotonic() + OFTEN
        while time.monotonic() < look_again:
            if len(history) >= until:
                return True
            time.sleep(0.005)
        assert time.monotonic() < end, "it never came"
    return False


def awaited(look: Callable[[], bool]) -> None:
    """Looks less often than `eventually`, because a look costs a transaction."""
    end = time.monotonic() + LONGEST
    while not look():
        assert time.monotonic() < end, "it never came"
        time.sleep(OFTEN)
