"""What a hub costs as its items grow, on SQLite and PostgreSQL: whole commands, when all is new, when nothing changed, and when
1 % did. With PostgreSQL the server works besides: its seconds are by the clock only."""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.request import urlopen

import sqlalchemy

from bench.databases import url_of
from bench.process import FAIRLEAD, HEADS, Runs, machine, spread
from bench.result import Cell, Result, Table
from bench.scale.hub import environment, settle, tool
from fairlead.output import DRIFT
from store import Store

ITEMS = 100_000
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STEPS = {"sync": "sync", "map": "map", "judge": "reconcile"}
ALL = ("sync, all", "map, all", "judge, all")


class Hub:
    """So many items in one kind of database: the runs of each step, each time on a new hub, and the MB of the last one."""

    def __init__(self, database: str, items: int) -> None:
        self.database, self.items, self.megabytes = database, items, 0
        self.steps: dict[str, Runs] = {}

    def run(self) -> None:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            url = stack.enter_context(url_of(self.database, folder))
            base = stack.enter_context(tool(self.items))
            config = settle(folder, base, url)
            for when in ("all", "nothing changed", "1 % changed"):
                if when == "1 % changed":
                    urlopen(f"{base}/edit/{self.items // 100}").close()
                for name, command in STEPS.items():
                    self._step(f"{name}, {when}", command, config)
            for name in ("plan", "status"):
                self._step(name, name, config)
            self.megabytes = _megabytes(url)

    def _step(self, name: str, command: str, config: Path) -> None:
        runs = self.steps.setdefault(name, Runs(f"{NAMES[self.database]}, {self.items:,} items: {name}"))
        runs.run([*FAIRLEAD, command, "--config", str(config)], (0, DRIFT), environment())

    def whole(self) -> tuple[Cell, ...]:
        """All three steps with all items, under `HEADS`, then items a second and the size of the database."""
        runs = [self.steps[name] for name in ALL]
        seconds = spread([sum(each) for each in zip(*(one.seconds for one in runs), strict=True)])
        cpu = median(sum(each) for each in zip(*(one.cpu for one in runs), strict=True))
        peak = max(max(one.peak_mb) for one in runs)
        return (
            f"{self.items:,} items",
            *seconds,
            round(cpu, 2),
            round(peak),
            round(self.items / seconds[0]),
            self.megabytes,
        )


def measure(arguments: argparse.Namespace) -> Result:
    """Sizes up to the one that is asked for take turns, on each database."""
    most = arguments.items or ITEMS
    sizes = [*(size for size in SIZES if size < most), most]
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    hubs = {name: [Hub(name, size) for size in sizes] for name in asked}
    for _ in range(arguments.runs):
        for each in hubs.values():
            for hub in each:
                hub.run()
    return Result(
        case="growth",
        about=f"Hubs of up to {most:,} GitHub issues with a comment each, and 60 rules",
        runs=arguments.runs,
        machine=machine(),
        tables=[table for name, each in hubs.items() for table in _tables(NAMES[name], each)],
    )


def _tables(database: str, hubs: Sequence[Hub]) -> Iterator[Table]:
    yield Table(
        title=f"All items synced, mapped and judged, {database}",
        heads=("", *HEADS, "items/s", "database MB"),
        rows=[hub.whole() for hub in hubs],
        plot="items/s",
    )
    times = hubs[-1].items / hubs[0].items
    yield Table(
        title=f"Seconds of CPU of each step, {database}",
        heads=("", *(f"{hub.items:,} items" for hub in hubs), f"for {times:g} × the items"),
        rows=[_step(name, [median(hub.steps[name].cpu) for hub in hubs]) for name in hubs[0].steps],
    )


def _step(name: str, cpu: Sequence[float]) -> tuple[Cell, ...]:
    return (name, *(round(each, 2) for each in cpu), f"{cpu[-1] / cpu[0]:.2g} ×")


def _megabytes(url: str) -> int:
    """What the database takes on the disk."""
    address = sqlalchemy.make_url(url)
    if address.get_backend_name() == "sqlite":
        return sum(path.stat().st_size for path in Path(str(address.database)).parent.glob("hub.db*")) >> 20
    with Store.open(url).read() as tx:
        return int(tx.execute(sqlalchemy.text("SELECT pg_database_size(current_database())")).scalar_one()) >> 20
