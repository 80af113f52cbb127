"""All of a hub judged, and what some changed items touch, on SQLite and PostgreSQL, each beside one plain query and DuckDB."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from bench.databases import url_of
from bench.process import Runs, machine
from bench.result import Cell, Result, Table

ITEMS = 1_000_000
CHANGED = 1_000
NAMES = ("sqlite", "postgresql")
WRITTEN = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STEPS = {"full": "All is judged", "changed": "What {changed:,} changed items touch is judged"}
HEADS = ("", "median s", "min", "max", "CPU s", "items/s", "of its query", "goals", "load s", "peak MB")
Turns = dict[str, list[dict[str, Any]]]


def measure(arguments: argparse.Namespace) -> Result:
    """Each database is filled once. Then they take turns, with a new process for each turn."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    changed = min(CHANGED, count // 100)
    turns: Turns = {name: [] for name in asked}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as databases:
        ready = {name: _filled(name, Path(folder), count, databases) for name in asked}
        for number in range(1, arguments.runs + 1):
            for name, (url, place) in ready.items():
                told = _one("turn", url, place, count, changed, number, int(number == arguments.runs))
                turns[name].append(msgspec.json.decode(told))
    return Result(
        case="judging",
        about=f"{count:,} items, {changed:,} of them changed",
        runs=arguments.runs,
        machine=machine(),
        tables=[_table(step, title.format(changed=changed), turns) for step, title in STEPS.items()],
    )


def _filled(name: str, folder: Path, items: int, databases: ExitStack) -> tuple[str, Path]:
    place = folder / name
    place.mkdir()
    url = databases.enter_context(url_of(name, place))
    _one("fill", url, place, items)
    return url, place


def _one(what: str, url: str, place: Path, *numbers: int) -> str:
    process = Runs(f"{what} {url}")
    process.run([sys.executable, "-m", "bench.judging.one", what, url, str(place), *map(str, numbers)])
    return process.told[0]


def _table(step: str, title: str, turns: Turns) -> Table:
    rows = [row for name, told in turns.items() for row in _rows(step, WRITTEN[name], told)]
    return Table(title=title, heads=HEADS, rows=rows, plot="median s")


def _rows(step: str, database: str, turns: list[dict[str, Any]]) -> Iterator[tuple[Cell, ...]]:
    """Of each who was measured; ratios are to the plain query of the same database."""
    of_query = median(turn[step]["query"]["s"] for turn in turns)
    for who, name in (("fairlead", "fairlead on"), ("query", "plain query on"), ("duckdb", "the same in DuckDB, from")):
        told = [turn[step][who] for turn in turns]
        seconds = [each["s"] for each in told]
        took = median(seconds)
        yield (
            *(f"{name} {database}", took, min(seconds), max(seconds), median(each["cpu"] for each in told)),
            *(turns[0]["items"] / took, took / of_query, turns[-1][step]["goals"]),
            median(turn["load"] for turn in turns) if who == "duckdb" else None,
            max(turn["peak_mb"] for turn in turns) if who == "fairlead" else None,
        )
