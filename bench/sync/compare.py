"""Engines take turns against one served tool: all issues, then nothing changed, then one in a hundred."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.request import urlopen

from bench.process import HEADS, Runs, machine
from bench.result import Cell, Result, Table
from bench.sync.engines import Engine

ITEMS = 20_000
EVERY = 100  # one issue of so many changes
TRIPS = {"full": "Full", "unchanged": "nothing changed", "changed": "1 % changed"}


class Served(NamedTuple):
    """One served tool with so many issues."""

    tool: str
    base: str
    issues: int

    def change(self, every: int) -> int:
        return int(self._ask(f"change?every={every}"))

    def counted(self) -> tuple[int, int]:
        """Requests and issues given so far."""
        told = json.loads(self._ask("counted"))
        return told["requests"], told["issues"]

    def _ask(self, path: str) -> bytes:
        with urlopen(f"{self.base}/bench/{path}") as response:
            return bytes(response.read())


class Trips:
    """All runs of one trip of one engine, with what each asked of the tool."""

    def __init__(self, name: str, engine: Engine, trip: str) -> None:
        self.engine = engine
        self.runs = Runs(f"{name} ({TRIPS[trip]})")
        self.asked: list[tuple[int, int]] = []

    def go(self, served: Served, folder: Path, stored: int, changed: int) -> None:
        """SystemExit when the engine then has another number of issues, or of changed ones."""
        folder.mkdir(exist_ok=True)
        before = served.counted()
        self.runs.run(self.engine.command(served.tool, served.base, folder), self.engine.allowed)
        after = served.counted()
        self.asked.append((after[0] - before[0], after[1] - before[1]))
        found = self.engine.left.counted(folder)
        if found != (stored, changed):
            raise SystemExit(f"{self.runs.name}: {found} issues and changed ones are stored, not {(stored, changed)}")

    def told(self) -> tuple[Cell, ...]:
        """Requests, issues in their answers, and items written where the engine says so."""
        requests, given = (median(column) for column in zip(*self.asked, strict=True))
        return requests, given, _written(self.runs.told[-1])


def measure(case: str, tool: str, engines: Mapping[str, Engine], arguments: argparse.Namespace) -> Result:
    count = arguments.items or ITEMS
    chosen = {name: each for name, each in engines.items() if not arguments.only or name in arguments.only}
    for environment in dict.fromkeys(one for each in chosen.values() for one in each.environments):
        environment.prepare()
    every = {
        (name, trip): Trips(name, each, trip) for trip in TRIPS for name, each in chosen.items() if _goes(each, trip)
    }
    with serving(tool, count) as served, tempfile.TemporaryDirectory() as scratch:
        for number in range(arguments.runs):
            _once(served, every, Path(scratch), number)
    about = f"{count:,} issues of {served.tool} from a loopback server into a local database"
    return Result(case=case, about=about, runs=arguments.runs, machine=machine(), tables=_tables(every, count))


def _once(served: Served, every: Mapping[tuple[str, str], Trips], scratch: Path, number: int) -> None:
    changed = served.change(0)
    for trip in TRIPS:
        changed = served.change(EVERY) if trip == "changed" else changed
        for (name, asked), trips in every.items():
            if asked == trip:
                trips.go(served, scratch / f"{name}-{number}", served.issues, changed)


def _goes(engine: Engine, trip: str) -> bool:
    return trip == "full" or engine.again


def _tables(every: Mapping[tuple[str, str], Trips], count: int) -> list[Table]:
    full = {name: trips for (name, trip), trips in every.items() if trip == "full"}
    floor = full.get("floor")
    rows = [_full(name, trips, count, floor) for name, trips in full.items()]
    heads = ("", *HEADS, "items/s", "of floor", "requests", "given", "written")
    again = [_again(name, trip, trips, full[name]) for (name, trip), trips in every.items() if trip != "full"]
    after = ("", *HEADS, "of full", "requests", "given", "written")
    return [
        Table(title="Full sync", heads=heads, rows=rows, plot="median s"),
        *([Table(title="Afterwards", heads=after, rows=again)] if again else []),
    ]


def _full(name: str, trips: Trips, count: int, floor: Trips | None) -> tuple[Cell, ...]:
    seconds = median(trips.runs.seconds)
    share = median(floor.runs.seconds) / seconds if floor else None
    return (name, *trips.runs.figures(), count / seconds, share, *trips.told())


def _again(name: str, trip: str, trips: Trips, full: Trips) -> tuple[Cell, ...]:
    share = median(trips.runs.seconds) / median(full.runs.seconds)
    return (f"{name}, {TRIPS[trip]}", *trips.runs.figures(), share, *trips.told())


def _written(told: str) -> int | None:
    """What `fairlead run --json` says; other engines do not tell."""
    try:
        streams = json.loads(told)["streams"]
    except (ValueError, KeyError, TypeError):
        return None
    written: int = sum(stream["new"] + stream["changed"] for stream in streams)
    return written


@contextmanager
def serving(tool: str, issues: int) -> Iterator[Served]:
    command = [sys.executable, "-m", "bench.sync.server", tool, str(issues)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Served(tool, process.stdout.readline().strip(), issues)
        finally:
            process.terminate()
