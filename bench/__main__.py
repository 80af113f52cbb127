"""`make bench`: every case as whole processes, interleaved, medians of several runs, and the ratios that count."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from bench.hub import settle

FAIRLEAD = Path(sys.executable).with_name("fairlead")
DRIFT = 3


@dataclass
class Case:
    """A command made anew for each run from a fresh folder; `seconds` and `peak_mb` of each run."""

    name: str
    command: Callable[[Path], list[str]]
    seconds: list[float] = field(default_factory=list)
    peak_mb: list[float] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        started = time.perf_counter()
        process = subprocess.Popen(self.command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        self.seconds.append(time.perf_counter() - started)
        self.peak_mb.append(usage.ru_maxrss / 1024)
        if code not in (0, DRIFT):
            assert process.stderr
            raise SystemExit(f"{self.name} ended with {code}: {process.stderr.read().decode()}")


def main() -> None:
    arguments = _arguments()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # every case starts from compiled modules, as installed programs do
    with _server(arguments.items) as base, tempfile.TemporaryDirectory() as scratch:
        cases = [case for case in _cases(base) if not arguments.only or case.name.split()[0] in arguments.only]
        for number in range(arguments.runs):
            for case in cases:
                case.run(Path(scratch) / f"{case.name.split()[0]}-{number}")
        again = _unchanged(base, Path(scratch))
    _show(cases, again, arguments)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--items", type=int, default=20_000, help="issues to pull (default 20,000)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each case (default 5)")
    parser.add_argument("--only", action="append", help="floor, fairlead or dlt (again for more; default all)")
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    return parser.parse_args()


@contextmanager
def _server(count: int) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "bench.server", str(count)], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _cases(base: str) -> list[Case]:
    def script(module: str, database: str) -> Callable[[Path], list[str]]:
        def command(folder: Path) -> list[str]:
            folder.mkdir()
            return [sys.executable, "-m", module, base, str(folder / database)]

        return command

    return [
        Case("floor (httpx, msgspec, one upsert)", script("bench.floor", "floor.db")),
        Case("fairlead (sync, map, reconcile)", lambda folder: _fairlead(base, folder)),
        Case("dlt (into DuckDB)", script("bench.peer_dlt", "dlt.duckdb")),
    ]


def _fairlead(base: str, folder: Path) -> list[str]:
    return [str(FAIRLEAD), "run", "--config", str(settle(base, folder)), "--json"]


def _unchanged(base: str, scratch: Path) -> dict[str, float | int]:
    """A third trip of a settled hub: nothing changed, nothing written, one request a stream."""
    folder = scratch / "unchanged"
    command = _fairlead(base, folder)
    for _ in range(2):
        subprocess.run(command, capture_output=True, check=False)
    before = len(_asked(base))
    started = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    streams = json.loads(ran.stdout)["streams"]
    result = {
        "seconds": round(time.perf_counter() - started, 2),
        "streams": len(streams),
        "requests": len(_asked(base)) - before,
        "items_written": sum(stream["new"] + stream["changed"] for stream in streams),
    }
    shutil.rmtree(folder)
    return result


def _asked(base: str) -> list[str]:
    with urlopen(f"{base}/asked") as response:
        asked: list[str] = json.load(response)
    return asked


def _show(cases: list[Case], again: dict[str, float | int], arguments: argparse.Namespace) -> None:
    floor = statistics.median(cases[0].seconds)
    rows = [
        {
            "case": case.name,
            "median_seconds": round(statistics.median(case.seconds), 2),
            "min": round(min(case.seconds), 2),
            "max": round(max(case.seconds), 2),
            "items_per_second": round(arguments.items / statistics.median(case.seconds)),
            "of_floor": round(floor / statistics.median(case.seconds), 2),
            "peak_mb": round(max(case.peak_mb)),
        }
        for case in cases
    ]
    if arguments.json:
        print(json.dumps({"schema_version": 1, "items": arguments.items, "cases": rows, "unchanged": again}, indent=2))
        return
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores"
    print(f"{arguments.items:,} GitHub issues, {arguments.runs} runs each, {machine}\n")
    print(f"{'':36}{'median s':>9}{'min':>7}{'max':>7}{'items/s':>9}{'of floor':>10}{'peak MB':>9}")
    for row in rows:
        numbers = "{median_seconds:9.2f}{min:7.2f}{max:7.2f}{items_per_second:9,}{of_floor:10.2f}{peak_mb:9}"
        print(f"{row['case']:36}" + numbers.format(**row))
    print(
        f"\nunchanged: {again['seconds']} s, {again['requests']} requests for {again['streams']} streams, "
        f"{again['items_written']} items written"
    )


if __name__ == "__main__":
    main()
