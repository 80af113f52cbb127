"""Items matched with rules: fairlead, Polars, SQLite, a Rust CEL, rule-engine and cel-python, which must all name the same
winners; and how fairlead's time grows with rules that hold and with rules that do not."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from bench.mapping.company import Company
from bench.mapping.one import ENGINES
from bench.process import Runs, machine, spread

ITEMS = 200_000
NAMES = (*ENGINES, "growth")
RULES = ("100", "1000")
SLOW = {
    "rust-cel": (5_000, 500),
    "rule-engine": (2_000, 200),
    "cel-python": (50, 5),
}  # most items at 100 and 1,000 rules
GROWTH = (100, 1_000, 10_000)


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """Items and rules are made once; then the engines take turns, and so do the steps of the growth."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        _make(folder, count)
        beside = [(name, rules, _items(name, rules, count)) for rules in RULES for name in asked if name in ENGINES]
        growth = [("fairlead", rules, count) for rules in _steps()] if "growth" in asked else []
        rows = [_take_turns(folder, runs, arguments.runs) for runs in (beside, growth)]
    return {"case": "mapping", "runs": arguments.runs, **machine(), "engines": rows[0], "growth": rows[1]}


def show(result: dict[str, Any]) -> None:
    where = f"Python {result['python']}, {result['cores']} cores"
    print(f"Winners of items by rules, {result['runs']} runs each, {where}; all agree\n")
    head = ("items/s", 12), ("median s", 10), ("min", 9), ("max", 9), ("CPU s", 9), ("ready s", 9), ("peak MB", 9)
    print(f"{'':14}{'rules':>14}{'items':>9}" + "".join(f"{name:>{width}}" for name, width in head))
    for row in (*result["engines"], *result["growth"]):
        begin = f"{row['engine']:14}{row['rules']:>14}{row['items']:9,}{row['items_per_second']:12,}"
        numbers = "{median_seconds:10.3f}{min:9.3f}{max:9.3f}{cpu_seconds:9.3f}{ready_seconds:9.2f}{peak_mb:9}"
        print(begin + numbers.format(**row))


def _items(engine: str, rules: str, count: int) -> int:
    return min(count, SLOW[engine][RULES.index(rules)]) if engine in SLOW else count


def _steps() -> Iterator[str]:
    """More rules of the same company, of which more hold; and a hundred of it among ever more that never hold."""
    for rules in GROWTH:
        yield str(rules)
    for rules in GROWTH[1:]:
        yield f"100-in-{rules}"


def _make(folder: Path, count: int) -> None:
    (folder / "items.json").write_bytes(msgspec.json.encode(list(Company().items(count))))
    for rules in GROWTH:
        ours = Company().rules(rules)
        (folder / f"rules-{rules}.json").write_bytes(msgspec.json.encode(ours))
        among = Company().rules(100) + Company("x").rules(rules - 100)
        (folder / f"rules-100-in-{rules}.json").write_bytes(msgspec.json.encode(among))


def _take_turns(folder: Path, runs: list[tuple[str, str, int]], times: int) -> list[dict[str, Any]]:
    every = {run: Runs(run[0]) for run in runs}
    for _ in range(times):
        for (engine, rules, items), each in every.items():
            each.run([sys.executable, "-m", "bench.mapping.one", engine, str(folder), str(items), rules])
    rows: list[dict[str, Any]] = []
    winners: dict[str, list[str | None]] = {}
    for (engine, rules, items), each in every.items():
        told = [msgspec.json.decode(words) for words in each.told]
        agree(engine, winners.setdefault(rules, told[0]["winners"]), [one["winners"] for one in told])
        rows.append(_row(engine, rules, items, told, max(each.peak_mb)))
    return rows


def agree(engine: str, first: list[str | None], others: list[list[str | None]]) -> None:
    """SystemExit where an engine names another winner for an item than the first one did, as far as both looked."""
    for other in others:
        if other[: len(first)] != first[: len(other)]:
            raise SystemExit(f"{engine} names other winners")


def _row(engine: str, rules: str, items: int, told: list[dict[str, Any]], peak_mb: float) -> dict[str, Any]:
    seconds = spread([one["seconds"] for one in told])
    winners = told[0]["winners"]
    return {
        "engine": engine,
        "rules": rules,
        "items": items,
        "linked": round(sum(winner is not None for winner in winners) / len(winners), 3),
        "items_per_second": round(items / seconds["median_seconds"]),
        **seconds,
        "cpu_seconds": spread([one["cpu"] for one in told])["median_seconds"],
        "ready_seconds": spread([one["ready"] for one in told])["median_seconds"],
        "peak_mb": round(peak_mb),
    }
