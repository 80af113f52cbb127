"""`python -m bench.growth`: what a hub costs as the number of items grows. Whole commands, one after the other, on one hub of
each size: seconds of CPU (of the command, and with PostgreSQL by the clock besides, as its server works elsewhere) and memory.
"""

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import sqlalchemy
from msgspec import Struct

from bench.judging.case import NAMES, url_of
from bench.scale.hub import FAIRLEAD, environment, settle, tool
from store import Store

SIZES = (10_000, 100_000, 1_000_000)
DRIFT, STOPPED = 3, 1


class Step(Struct):
    """`cpu` and `seconds` are those of the command, `peak` its memory in MB."""

    name: str
    cpu: float
    seconds: float
    peak: int


def main() -> None:
    asked = _arguments()
    print(f"{'':12}{'items':>11}  {'step':26}{'s of CPU':>9}{'s':>8}{'peak MB':>9}{'load':>6}", flush=True)
    for database in asked.only or NAMES:
        for items in asked.items or SIZES:
            with ExitStack() as stack:
                folder = Path(asked.folder or stack.enter_context(tempfile.TemporaryDirectory()))
                url = stack.enter_context(url_of(database, folder))
                for step in _steps(folder, stack.enter_context(tool(items)), url, items):
                    _show(database, items, step)
                print(f"{database:12}{items:11,}  {'database':26}{_megabytes(url):9,} MB", flush=True)


def _steps(folder: Path, base: str, url: str, items: int) -> Iterator[Step]:
    config = settle(folder, base, url)
    changed = items // 100

    def run(name: str, *command: str) -> Step:
        return _run(name, [*FAIRLEAD, *command, "--config", str(config)])

    yield run("sync, all", "sync")
    yield run("map, all", "map")
    yield run("judge, all", "reconcile")
    yield run("sync, nothing changed", "sync")
    yield run("map, nothing changed", "map")
    yield run("judge, nothing changed", "reconcile")
    with urlopen(f"{base}/edit/{changed}"):
        yield run("sync, 1 % changed", "sync")
    yield run("map, 1 % changed", "map")
    yield run("judge, 1 % changed", "reconcile")
    yield run("plan", "plan")
    yield run("status", "status")


def _run(name: str, command: Sequence[str]) -> Step:
    with tempfile.TemporaryFile() as told:
        begun = time.perf_counter()
        process = subprocess.Popen(command, env=environment(), stdout=told, stderr=told)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, DRIFT):
            told.seek(0)
            raise SystemExit(f"{name} ended with {process.returncode}: {told.read().decode()[-2000:]}")
    return Step(name, used.ru_utime + used.ru_stime, seconds, used.ru_maxrss // 1024)


def _show(database: str, items: int, step: Step) -> None:
    figures = f"{step.cpu:9.1f}{step.seconds:8.1f}{step.peak:9}{os.getloadavg()[0]:6.1f}"
    print(f"{database:12}{items:11,}  {step.name:26}{figures}", flush=True)


def _megabytes(url: str) -> int:
    """What the database takes on the disk."""
    address = sqlalchemy.make_url(url)
    if address.get_backend_name() == "sqlite":
        return sum(path.stat().st_size for path in Path(str(address.database)).parent.glob("hub.db*")) >> 20
    with Store.open(url).read() as tx:
        return int(tx.execute(sqlalchemy.text("SELECT pg_database_size(current_database())")).scalar_one()) >> 20


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--items", type=int, action="append", help="how many (again for more; default all sizes)")
    parser.add_argument("--only", action="append", choices=NAMES, help="this database (again for more; default both)")
    parser.add_argument("--folder", help="an empty folder in which the hub stays")
    return parser.parse_args()


if __name__ == "__main__":
    main()
