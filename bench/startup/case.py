"""How long one waits for a command: help, the version, the status of a large hub and the demo, beside a Python that does
nothing."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median

from bench.process import FAIRLEAD, HEADS, Runs, doing, machine, spread
from bench.result import Cell, Result, Table

ITEMS = 100_000
NAMES = {
    "python": "python -c pass",
    "version": "fairlead --version",
    "help": "fairlead --help",
    "status": "fairlead status",
    "demo": "fairlead demo",
}
TARGETS = {"version": 0.2, "help": 0.2, "status": 0.5}  # seconds


def measure(arguments: argparse.Namespace) -> Result:
    """The hub is filled once and judged; then the commands take turns."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    with tempfile.TemporaryDirectory() as folder:
        if "status" in asked:
            _fill(Path(folder), count)
        commands = {name: command for name, command in _commands(folder).items() if name in asked}
        every = {name: Runs(NAMES[name]) for name in commands}
        for _ in range(arguments.runs):
            for name, runs in every.items():
                runs.run(commands[name])
    heads = ("", *HEADS, "of Python", "target s")
    table = Table(title="From the start of a process", heads=heads, rows=list(rows(every)), plot="median s")
    about = f"Commands, on a hub of {count:,} items"
    return Result(case="startup", about=about, runs=arguments.runs, machine=machine(), tables=[table])


def _commands(folder: str) -> dict[str, list[str]]:
    return {
        "python": [sys.executable, "-c", "pass"],
        "version": [*FAIRLEAD, "--version"],
        "help": [*FAIRLEAD, "--help"],
        "status": [*FAIRLEAD, "status", "--config", f"{folder}/config.toml"],
        "demo": [*FAIRLEAD, "demo"],
    }


def _fill(folder: Path, count: int) -> None:
    from bench.judging.one import fill  # takes longer to import than most commands take

    with doing(f"filling a hub with {count:,} items"):
        fill(f"sqlite:///{folder / 'hub.db'}", folder, count)


def rows(every: Mapping[str, Runs]) -> Iterator[tuple[Cell, ...]]:
    """One for each command, and one more for the first line of the demo."""
    floor = median(every["python"].seconds) if "python" in every else None
    for name, runs in every.items():
        if name == "demo":
            yield ("fairlead demo, first line", *spread(runs.first), None, None, _times(runs.first, floor), None)
        yield (runs.name, *runs.figures(), _times(runs.seconds, floor), TARGETS.get(name))


def _times(seconds: Sequence[float], floor: float | None) -> float | None:
    return floor and round(median(seconds) / floor, 2)
