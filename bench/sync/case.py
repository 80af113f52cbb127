"""GitHub issues from a loopback server into a local database: the floor, fairlead, dlt, and a trip where nothing changed."""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from bench.process import Runs, machine, spread
from bench.sync.hub import settle

FAIRLEAD = Path(sys.executable).with_name("fairlead")
DRIFT = 3
ITEMS = 20_000
NAMES = {
    "floor": "floor (httpx, msgspec, one upsert)",
    "fairlead": "fairlead (sync, map, reconcile)",
    "dlt": "dlt (into DuckDB)",
}


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Each in turn, on a fresh folder each time."""
    count = arguments.items or ITEMS
    names = [name for name in NAMES if not arguments.only or name in arguments.only]
    every = {name: Runs(NAMES[name]) for name in names}
    with _server(count) as base, tempfile.TemporaryDirectory() as scratch:
        for number in range(arguments.runs):
            for name, runs in every.items():
                runs.run(_command(name, base, Path(scratch) / f"{name}-{number}"), (0, DRIFT))
        again = _unchanged(base, Path(scratch))
    rows = [_row(runs, count, every.get("floor")) for runs in every.values()]
    return {"case": "sync", "items": count, "runs": arguments.runs, **machine(), "cases": rows, "unchanged": again}


def show(result: dict[str, Any]) -> None:
    where = f"Python {result['python']}, {result['cores']} cores"
    print(f"{result['items']:,} GitHub issues, {result['runs']} runs each, {where}\n")
    print(f"{'':36}{'median s':>9}{'min':>7}{'max':>7}{'items/s':>9}{'of floor':>10}{'peak MB':>9}")
    for row in result["cases"]:
        numbers = "{median_seconds:9.2f}{min:7.2f}{max:7.2f}{items_per_second:9,}{of_floor:10.2f}{peak_mb:9}"
        print(f"{row['case']:36}" + numbers.format(**row))
    again = result["unchanged"]
    print(
        f"\nunchanged: {again['seconds']} s, {again['requests']} requests for {again['streams']} streams, "
        f"{again['items_written']} items written"
    )


def _row(runs: Runs, count: int, floor: Runs | None) -> dict[str, Any]:
    told = spread(runs.seconds)
    of_floor = spread(floor.seconds)["median_seconds"] / told["median_seconds"] if floor else 0
    return {
        "case": runs.name,
        **told,
        "items_per_second": round(count / told["median_seconds"]),
        "of_floor": round(of_floor, 2),
        "peak_mb": round(max(runs.peak_mb)),
    }


@contextmanager
def _server(count: int) -> Iterator[str]:
    command = [sys.executable, "-m", "bench.sync.server", str(count)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


def _command(name: str, base: str, folder: Path) -> list[str]:
    if name == "fairlead":
        return _fairlead(base, folder)
    folder.mkdir()
    module, database = ("bench.sync.floor", "floor.db") if name == "floor" else ("bench.sync.peer_dlt", "dlt.duckdb")
    return [sys.executable, "-m", module, base, str(folder / database)]


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
