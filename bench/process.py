"""Whole processes, one at a time: how long each took and how much memory it held."""

import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass
class Runs:
    """All runs of one command: seconds by the clock and of CPU, peak memory, and what each wrote to stdout."""

    name: str
    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def run(self, command: Sequence[str], allowed: Sequence[int] = (0,)) -> None:
        """SystemExit with the last words of a command that ends with another code than those allowed."""
        started = time.perf_counter()
        with (
            tempfile.TemporaryFile("w+") as errors,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as process,
        ):
            assert process.stdout
            told = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            code = process.returncode = os.waitstatus_to_exitcode(status)
            errors.seek(0)
            words = errors.read()
        self.seconds.append(time.perf_counter() - started)
        self.cpu.append(usage.ru_utime + usage.ru_stime)
        self.peak_mb.append(usage.ru_maxrss / 1024)
        self.told.append(told)
        if code not in allowed:
            raise SystemExit(f"{self.name} ended with {code}: {words[-4000:]}")


def spread(seconds: Sequence[float]) -> dict[str, float]:
    return {"median_seconds": round(median(seconds), 3), "min": round(min(seconds), 3), "max": round(max(seconds), 3)}


def machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.machine()}
