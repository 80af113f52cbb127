"""Many lists of a slow tool into PostgreSQL, by one, two and four workers."""

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

from sqlalchemy import Engine, create_engine, text

from bench.databases import postgresql
from bench.process import FAIRLEAD, doing, machine, spread
from bench.result import Cell, Result, Table
from bench.scale_out.lists import PAGES, SIZE

ITEMS = 30_000
NAMES = {"1": "one worker", "2": "two workers", "4": "four workers"}
HEADS = ("", "median s", "min", "max", "CPU s", "jobs/s", "items/s", "of one")
PATIENCE = 600.0
SOURCE = """
[[connectors.rest.sources]]
name = "list-{number}"
path = "/list-{number}"
link = "https://lists.example.com/{{id}}"
paging = {{ style = "page", param = "page", size_param = "size", size = {size} }}
statuses = {{ open = "todo" }}
fields = {{ id = "id", title = "title", status = "status", created_at = "at", updated_at = "at" }}
"""


def measure(arguments: argparse.Namespace) -> Result:
    """Each number of workers in turn, on a new database each time. A worker is a process that does one job at a time."""
    lists = max((arguments.items or ITEMS) // (PAGES * SIZE), 1)
    took: dict[str, list[tuple[float, float]]] = {
        name: [] for name in NAMES if not arguments.only or name in arguments.only
    }
    with tempfile.TemporaryDirectory() as folder, postgresql(Path(folder)) as server, tool() as port:
        for turn in range(arguments.runs):
            for name, runs in took.items():
                with doing(f"{NAMES[name]}, run {turn + 1}"):
                    server.psql(f"CREATE DATABASE run_{turn}_{name}")
                    runs.append(run(server.get_uri(f"run_{turn}_{name}"), port, lists, int(name)))
    first = median(seconds for seconds, _ in next(iter(took.values())))
    rows = [_row(NAMES[name], runs, lists, first) for name, runs in took.items()]
    about = f"{lists * PAGES * SIZE:,} items in {lists} lists, pulled at 100 ms a page of {SIZE} into PostgreSQL"
    table = Table(title="By workers", heads=HEADS, rows=rows, plot="median s")
    return Result(case="scale_out", about=about, runs=arguments.runs, machine=machine(), tables=[table])


def _row(name: str, runs: list[tuple[float, float]], lists: int, first: float) -> tuple[Cell, ...]:
    seconds, cpu = (spread(each) for each in zip(*runs, strict=True))
    middle = seconds[0]
    rates = round(lists / middle, 1), round(lists * PAGES * SIZE / middle), round(first / middle, 2)
    return (name, *seconds, cpu[0], *rates)


def run(url: str, port: int, lists: int, workers: int) -> tuple[float, float]:
    """Seconds from the beginning of the first pull to the end of the last, and those of CPU of all processes of the hub, which
    begins with an empty database at `url`."""
    before = _cpu()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as at_the_end:
        config = Path(folder) / "config.toml"
        sources = "".join(SOURCE.format(number=number, size=SIZE) for number in range(lists))
        config.write_text(
            f'[hub]\ndatabase = "{url}"\n[service]\nlisten_on = ""\nworkers = 1\n'
            f'[connectors.rest]\nbase_url = "http://127.0.0.1:{port}"\nevery_minutes = 600.0\n{sources}'
        )
        (Path(folder) / "mappings.toml").write_text("")
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        at_the_end.callback(engine.dispose)
        for command in [("worker",)] * workers + [("serve", "--no-worker")]:
            at_the_end.enter_context(begun(*command, "--config", str(config)))
        seconds = _taken(engine, lists)
    return seconds, _cpu() - before


def _cpu() -> float:
    """Of processes that have ended; the tool and PostgreSQL go on."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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
def begun(*command: str) -> Iterator[None]:
    with subprocess.Popen([*FAIRLEAD, *command], stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


@contextmanager
def tool() -> Iterator[int]:
    """The tool as a process of its own; its port."""
    command = [sys.executable, "-m", "bench.scale_out.lists"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
