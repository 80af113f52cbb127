"""The service is asked to end, is stopped and goes on, meets others on its database, a lock of somebody else, and a full or
broken disk: what it had said it keeps, and it goes on by itself as soon as it can."""

import os
import random
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from fairlead.demo.house import settle
from sandbox.company import Opened, open_company
from sandbox.faults import Fault
from store import Store
from tests.acceptance.command import fairlead
from tests.acceptance.served import (
    ENDS_WITHIN,
    LONGEST,
    all_is_pulled,
    asked,
    asked_to_end,
    awaited,
    by_hand,
    house,
    served,
    serves,
)
from tests.acceptance.test_serve import address
from tests.databases import NewUrl
from tests.seeds import SOAK, kills

ENDS = {"sqlite": kills(3, 100), "postgresql": kills(2, 100)}
LOCKED = 30.0 if SOAK else 3.0  # seconds


@pytest.fixture(scope="module")
def opened() -> Iterator[Opened]:
    with open_company(21, now=datetime.now(UTC) - timedelta(minutes=2), people=16) as opened:
        yield opened


@pytest.fixture
def config(opened: Opened, tmp_path: Path) -> Path:
    return house(settle(opened.company, opened.sandbox.urls, tmp_path / "hub"))


@pytest.fixture
def small(opened: Opened, tmp_path: Path) -> Path:
    """With one tool, where what is told of holds for any."""
    return house(settle(opened.company, opened.sandbox.urls, tmp_path / "hub"), only="github")


@contextmanager
def database(config: Path) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{config.with_name('fairlead.db')}")) as store:
        yield store


def until_it_serves(said: Path) -> None:
    awaited(lambda: serves(said))


def hasten(store: Store) -> None:
    """All is to be pulled again, and from the beginning."""
    with store.write() as tx:
        tx.execute(text("UPDATE streams SET cursor = NULL, next_due_at = 1, last_success = NULL"))


def troubles(store: Store) -> list[str]:
    """Of streams and jobs, and what was begun and has not ended."""
    with store.read() as tx:
        told = tx.execute(text("SELECT last_error FROM streams WHERE last_error IS NOT NULL")).scalars()
        done = tx.execute(text("SELECT error FROM duties WHERE error IS NOT NULL")).scalars()
        open_ = tx.execute(text("SELECT job || ' ' || key FROM duties WHERE attempts > 0")).scalars()
        return [*map(str, told), *map(str, done), *map(str, open_)]


@pytest.mark.parametrize(("kind", "ends"), ENDS.items())
def test_asked_to_end_at_any_instant_it_ends_in_time_and_leaves_nothing_half_done(
    opened: Opened, tmp_path: Path, new_url: NewUrl, kind: str, ends: int
) -> None:
    rng, url = random.Random(3), new_url(kind)
    config = house(settle(opened.company, opened.sandbox.urls, tmp_path / "hub"), url)
    with closing(Store.open(url)) as store:
        for _ in range(ends):
            with served(config) as (process, said):
                until_it_serves(said)
                if at_work := asked(opened, rng.randint(1, 80), lambda: all_is_pulled(store)):
                    time.sleep(rng.uniform(0, 0.05))
                assert asked_to_end(process) <= (ENDS_WITHIN if SOAK else 3 * ENDS_WITHIN)
                told = said.read_text()
            assert "Traceback" not in told
            assert "fairlead: stopped" in told
            assert troubles(store) == []
            if not at_work:
                hasten(store)
        with served(config):
            awaited(lambda: all_is_pulled(store))


def test_one_that_was_stopped_goes_on_and_keeps_its_place(opened: Opened, small: Path) -> None:
    with database(small) as store, served(small) as (process, said):
        until_it_serves(said)
        asked(opened, 5, lambda: all_is_pulled(store))
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)
        second = fairlead("serve", config=small)
        assert (second.returncode, "another `fairlead serve` is under way" in second.stderr) == (1, True)
        assert fairlead("status", "--service", config=small).stdout
        os.kill(process.pid, signal.SIGCONT)
        awaited(lambda: all_is_pulled(store))
        assert_well(process_ended=asked_to_end(process), store=store)


def assert_well(*, process_ended: float, store: Store) -> None:
    assert process_ended <= 3 * ENDS_WITHIN
    assert troubles(store) == []


def test_commands_by_hand_beside_it(opened: Opened, config: Path) -> None:
    """What is under way is left to it, and said so; all else is done."""
    slow = Fault("jira", "", times=None, delay=1.0)
    with database(config) as store, served(config) as (process, said):
        opened.sandbox.faults.append(slow)
        try:
            awaited(lambda: under_way(store, "pull", "jira"))
            sync = fairlead("sync", config=config)
        finally:
            opened.sandbox.faults.remove(slow)
        assert "another pull of jira is under way; wait until it has ended" in sync.stdout + sync.stderr
        awaited(lambda: all_is_pulled(store))
        for command in (["map"], ["reconcile"], ["plan"], ["run"], ["sync", "--only", "jira"]):
            ran = by_hand(*command, config=config)
            assert ran.returncode in (0, 3), f"{command}: {ran.stdout}{ran.stderr}"
        applied = fairlead("apply", config=config)
        assert (applied.returncode, "the hub is in dry-run" in applied.stderr) == (1, True)
        assert_well(process_ended=asked_to_end(process), store=store)
        assert "Traceback" not in said.read_text()


def under_way(store: Store, job: str, key: str) -> bool:
    with store.read() as tx:
        query = "SELECT attempts FROM duties WHERE job = :job AND key = :key"
        return bool(tx.execute(text(query), {"job": job, "key": key}).scalar())


@contextmanager
def locked(config: Path) -> Iterator[None]:
    """Somebody else, who is no Fairlead, is about to write to the file."""
    with closing(sqlite3.connect(config.with_name("fairlead.db"), timeout=LONGEST, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_foreign_lock_fails_no_job_and_holds_up_no_reader(opened: Opened, small: Path) -> None:
    """P18."""
    reads: list[float] = []
    with database(small) as store, served(small) as (process, said):
        until_it_serves(said)
        asked(opened, 5, lambda: all_is_pulled(store))
        with locked(small):
            end = time.monotonic() + LOCKED
            while time.monotonic() < end:
                begun_at = time.monotonic()
                assert httpx.get(f"{address(said)}/healthz", timeout=LONGEST).status_code == 200
                troubles_while_locked(store)
                reads.append(time.monotonic() - begun_at)
                time.sleep(0.05)
        awaited(lambda: all_is_pulled(store))
        assert_well(process_ended=asked_to_end(process), store=store)
        assert "WARNING" not in without_rights(said.read_text())
    assert sorted(reads)[len(reads) // 2] < min(0.5, LOCKED)


def troubles_while_locked(store: Store) -> None:
    with store.read() as tx:
        tx.execute(text("SELECT count(*) FROM items")).scalar_one()


def without_rights(said: str) -> str:
    """What a credential may do is told at each start."""
    return "\n".join(line for line in said.splitlines() if "may do more than the hub needs" not in line)


def test_it_ends_in_time_while_somebody_else_holds_the_database(opened: Opened, small: Path) -> None:
    with database(small) as store, served(small) as (process, said):
        until_it_serves(said)
        asked(opened, 5, lambda: all_is_pulled(store))
        with locked(small):
            time.sleep(0.5)
            assert asked_to_end(process) <= 3 * ENDS_WITHIN
    with database(small) as store, served(small):
        awaited(lambda: all_is_pulled(store) and not troubles(store))


class Broken:
    """Whatever makes the file longer ends in an error of the disk."""

    def __init__(self, config: Path, pid: int) -> None:
        self._pid, self._before = pid, resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4_096, self._before[1]))

    def mend(self) -> None:
        resource.prlimit(self._pid, resource.RLIMIT_FSIZE, self._before)


class Full:
    """Somebody else has filled the disk."""

    def __init__(self, config: Path, pid: int) -> None:
        self._ballast = config.with_name("disk") / "ballast"
        with self._ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(bytes(4_096)):
                pass

    def mend(self) -> None:
        self._ballast.unlink()


@pytest.fixture
def small_disk(small: Path) -> Iterator[Path]:
    """With the database on it, and room for its log."""
    disk = small.with_name("disk")
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    small.write_text(small.read_text().replace("sqlite:///fairlead.db", "sqlite:///disk/fairlead.db"))
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_is_full(opened: Opened, small: Path, small_disk: Path) -> None:
    insist_that_it_goes_on(small, small_disk / "fairlead.db", Full)


def test_a_disk_that_is_broken(opened: Opened, small: Path) -> None:
    insist_that_it_goes_on(small, small.with_name("fairlead.db"), Broken)


def insist_that_it_goes_on(config: Path, file: Path, trouble: type[Broken | Full]) -> None:
    """It says that it is not ready and asks nobody for it to be started anew, keeps what it knew, and goes on by itself."""
    with closing(Store.open(f"sqlite:///{file}")) as store, served(config) as (process, said):
        awaited(lambda: all_is_pulled(store))
        before = items(store)
        assert process.pid
        hasten(store)
        of_disk = trouble(config, process.pid)
        awaited(lambda: ready(said) == (503, "the database cannot be written\n"))
        assert httpx.get(f"{address(said)}/healthz", timeout=LONGEST).status_code == 200
        assert items(store) == before
        of_disk.mend()
        awaited(lambda: ready(said) == (200, "ok\n"))
        hasten(store)
        awaited(lambda: all_is_pulled(store))
        assert items(store) == before
        assert asked_to_end(process) <= 3 * ENDS_WITHIN
        assert "Traceback" not in said.read_text()


def ready(said: Path) -> tuple[int, str]:
    answer = httpx.get(f"{address(said)}/readyz", timeout=LONGEST)
    return answer.status_code, answer.text


def items(store: Store) -> int:
    with store.read() as tx:
        return int(tx.execute(text("SELECT count(*) FROM items WHERE gone_at IS NULL")).scalar_one())


def test_a_damaged_database_is_refused_before_any_tool_is_asked(opened: Opened, small: Path) -> None:
    """P20."""
    with database(small) as store:
        hasten(store)
    file, before = small.with_name("fairlead.db"), len(opened.sandbox.history)
    damaged = bytearray(file.read_bytes())
    damaged[8_192:8_200] = b"\xff" * 8  # the head of the second page
    file.write_bytes(damaged)
    left = fairlead("serve", config=small)
    assert (left.returncode, "damaged" in left.stderr, "`fairlead restore FILE`" in left.stderr) == (1, True, True)
    assert "Traceback" not in left.stderr
    assert len(opened.sandbox.history) == before


def test_it_ends_in_time_while_a_tool_does_not_answer(opened: Opened, config: Path) -> None:
    hangs = Fault("jira", "", times=None, delay=60.0)
    opened.sandbox.faults.append(hangs)
    try:
        with database(config) as store, served(config) as (process, said):
            awaited(lambda: under_way(store, "pull", "jira"))
            time.sleep(0.5)
            assert asked_to_end(process) <= 3 * ENDS_WITHIN
            assert "Traceback" not in said.read_text()
    finally:
        opened.sandbox.faults.remove(hangs)
    with database(config) as store, served(config):
        awaited(lambda: all_is_pulled(store))
