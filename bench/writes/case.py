"""Planned writes into a Jira and a GitHub, beside a plain loop of the same writes, and under each tool's own limits."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.process import FAIRLEAD, HEADS, Runs, machine
from bench.result import Cell, Result, Table
from bench.writes.hub import settle
from fairlead.output import DRIFT

ITEMS = 10_000  # writes
LIMITED = 1_200  # of them, where hours pass
NAMES = {
    "floor": "floor (httpx, a plain loop for each tool)",
    "fairlead": "fairlead apply",
    "limits": "under each tool's limits",
}
TOOLS = ("jira", "github")
AT_AN_ITEM = 2
DRAIN_HEADS = ("", "writes", "least minutes", "minutes", "of the least", "refused")
WRITE_HEADS = ("", *HEADS, "writes/s", "of floor", "servers' CPU s")


def measure(arguments: argparse.Namespace) -> Result:
    """Each turn has tools to which nothing was written yet, and a copy of the hub that has read them."""
    writes = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    at_once = [name for name in asked if name != "limits"]
    tables = [_at_once(writes, at_once, arguments.runs)] if at_once else []
    if "limits" in asked:
        rows = [(tool, *_drained(tool, min(writes, LIMITED))) for tool in (*TOOLS, "slack")]
        tables.append(Table(title="Under each tool's own limits", heads=DRAIN_HEADS, rows=rows))
    about = f"{writes:,} writes, half of them to each of two tools: a label and a comment at each item"
    return Result(case="writes", about=about, runs=arguments.runs, machine=machine(), tables=tables)


def _at_once(writes: int, names: Sequence[str], times: int) -> Table:
    every = {name: Runs(NAMES[name]) for name in names}
    theirs: dict[str, list[float]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        ready, ports = _ready(Path(folder) / "ready", writes)
        for number in range(times):
            for name, runs in every.items():
                here = Path(folder) / f"{name}-{number}"
                shutil.copytree(ready, here)
                with _tools(writes, ports) as servers:
                    before = servers.cpu()
                    runs.run(_command(name, here))
                    theirs[name].append(servers.cpu() - before)
                if name == "fairlead":
                    _insist_on_all(runs.told[-1], here)
    rows = [_row(runs, theirs[name], writes, every.get("floor")) for name, runs in every.items()]
    return Table(title="Without limits", heads=WRITE_HEADS, rows=rows, plot="writes/s")


def _drained(tool: str, writes: int) -> Sequence[Cell]:
    process = Runs(f"{tool} under its limits")
    process.run([sys.executable, "-m", "bench.writes.drain", tool, str(writes)])
    row: Sequence[Cell] = json.loads(process.told[0])
    return row


class Servers:
    """The tools, each a process of its own."""

    def __init__(self, processes: Mapping[str, subprocess.Popen[str]]) -> None:
        self._processes = processes
        self.urls = {tool: _line(process) for tool, process in processes.items()}

    def cpu(self) -> float:
        """Seconds, of all of them."""
        stats = (
            Path(f"/proc/{each.pid}/stat").read_text().rpartition(")")[2].split() for each in self._processes.values()
        )
        return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _tools(writes: int, ports: Mapping[str, int]) -> Iterator[Servers]:
    """At the ports at which they were before, as a secret is for one address."""
    with ExitStack() as stack:
        count = str(writes // AT_AN_ITEM // len(TOOLS))
        commands = {
            tool: [sys.executable, "-m", "bench.writes.server", tool, count, str(ports.get(tool, 0))] for tool in TOOLS
        }
        running = {tool: subprocess.Popen(each, stdout=subprocess.PIPE, text=True) for tool, each in commands.items()}
        for process in running.values():
            stack.enter_context(process)
            stack.callback(process.terminate)
        yield Servers(running)


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def _ready(folder: Path, writes: int) -> tuple[Path, dict[str, int]]:
    """A hub that has read and judged all, with its plan."""
    with _tools(writes, {}) as servers:
        config = settle(folder, servers.urls.items())
        for command in ("run", "plan"):
            told = subprocess.run([*FAIRLEAD, command, "--config", config, "--json"], capture_output=True, text=True)
            if told.returncode not in (0, DRIFT):
                raise SystemExit(f"fairlead {command} ended with {told.returncode}: {told.stderr[-2000:]}")
        plan = json.loads(told.stdout) | {"urls": servers.urls}
        (folder / "plan.json").write_text(json.dumps(plan))
        return folder, {tool: int(url.rpartition(":")[2]) for tool, url in servers.urls.items()}


def _command(name: str, folder: Path) -> list[str]:
    if name == "floor":
        return [sys.executable, "-m", "bench.writes.floor", str(folder / "plan.json")]
    plan = json.loads((folder / "plan.json").read_text())["plan"]
    return [*FAIRLEAD, "apply", plan, "--config", str(folder / "config.toml"), "--json"]


def _insist_on_all(told: str, folder: Path) -> None:
    """What is not written was not measured."""
    planned = len(json.loads((folder / "plan.json").read_text())["operations"])
    done = sum(sum(each.values()) for each in json.loads(told)["writes"].values())
    if done != planned:
        raise SystemExit(f"of {planned:,} planned writes {done:,} were done")


def _row(runs: Runs, servers: Sequence[float], writes: int, floor: Runs | None) -> tuple[Cell, ...]:
    took: Any = median(runs.seconds)
    of_floor = median(floor.seconds) / took if floor else None
    return (runs.name, *runs.figures(), writes / took, of_floor, median(servers))
