"""Whole processes, one at a time: how long each took and how much memory it held."""

import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


@dataclass
class Runs:
    """All runs of one command: seconds and peak memory of the processes, and what each wrote to stdout."""

    name: str
    seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def run(self, command: Sequence[str], allowed: Sequence[int] = (0,)) -> None:
        """SystemExit with the last words of a command that ends with another code than those allowed."""
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout
        assert process.stderr
        told = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - started)
        self.peak_mb.append(usage.ru_maxrss / 1024)
        self.told.append(told)
        code = process.returncode = os.waitstatus_to_exitcode(status)
        errors = process.stderr.read()
        if code not in allowed:
            raise SystemExit(f"{self.name} ended with {code}: {errors}")


def spread(seconds: Sequence[float]) -> dict[str, float]:
    return {"median_seconds": round(median(seconds), 3), "min": round(min(seconds), 3), "max": round(max(seconds), 3)}


def machine() -> dict[str, Any]:
    return {"python": platform.python_version(), "cores": os.cpu_count(), "system": platform.machine()}
