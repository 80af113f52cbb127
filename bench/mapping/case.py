"""Items matched with rules: fairlead, Polars, SQLite, a Rust CEL, rule-engine and cel-python, which must all name the same
winners; and how fairlead's time grows with rules that hold and with rules that do not."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bench.mapping.company import Company
from bench.mapping.one import ENGINES
from bench.process import Runs, doing, machine, spread
from bench.result import Cell, Result, Table

ITEMS = 200_000
NAMES = (*ENGINES, "growth")
RULES = ("100", "1000")
SLOW = {
    "rust-cel": (5_000, 500),
    "rule-engine": (2_000, 200),
    "cel-python": (50, 5),
}  # most items at 100 and 1,000 rules
GROWTH = (100, 1_000, 10_000)
HEADS = ("", "items", "items/s", "median s", "min", "max", "CPU s", "ready s", "peak MB", "share with a goal")
Turn = tuple[str, str, int]  # engine, rules, items


def measure(arguments: argparse.Namespace) -> Result:
    """Items and rules are made once; then the engines take turns, and so do the steps of the growth."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with doing("making items and rules"):
            _make(folder, count)
        tables = list(_tables(folder, asked, count, arguments.runs))
    about = f"Winners of {count:,} items by rules; all engines name the same"
    return Result(case="mapping", about=about, runs=arguments.runs, machine=machine(), tables=tables)


def _tables(folder: Path, asked: Sequence[str], count: int, times: int) -> Iterator[Table]:
    engines = [name for name in asked if name in ENGINES]
    for rules in RULES if engines else ():
        turns = {name: (name, rules, _items(name, rules, count)) for name in engines}
        rows = _take_turns(folder, turns, times)
        yield Table(title=f"By {int(rules):,} rules", heads=HEADS, rows=rows, plot="items/s")
    if "growth" in asked:
        turns = {f"fairlead, {told}": ("fairlead", rules, count) for told, rules in _steps()}
        yield Table(title="As rules grow", heads=HEADS, rows=_take_turns(folder, turns, times))


def _items(engine: str, rules: str, count: int) -> int:
    return min(count, SLOW[engine][RULES.index(rules)]) if engine in SLOW else count


def _steps() -> Iterator[tuple[str, str]]:
    """More rules of the same company, of which more hold; and a hundred of it among ever more that never hold."""
    for rules in GROWTH:
        yield f"{rules:,} rules", str(rules)
    for rules in GROWTH[1:]:
        yield f"{rules:,}, 100 of which can hold", f"100-in-{rules}"


def _make(folder: Path, count: int) -> None:
    (folder / "items.json").write_bytes(msgspec.json.encode(list(Company().items(count))))
    for rules in GROWTH:
        ours = Company().rules(rules)
        (folder / f"rules-{rules}.json").write_bytes(msgspec.json.encode(ours))
        among = Company().rules(100) + Company("x").rules(rules - 100)
        (folder / f"rules-100-in-{rules}.json").write_bytes(msgspec.json.encode(among))


def _take_turns(folder: Path, turns: dict[str, Turn], times: int) -> list[tuple[Cell, ...]]:
    every = {name: Runs(name) for name in turns}
    for _ in range(times):
        for name, runs in every.items():
            engine, rules, items = turns[name]
            runs.run([sys.executable, "-m", "bench.mapping.one", engine, str(folder), str(items), rules])
    winners: dict[str, list[str | None]] = {}
    return [_row(name, turns[name], runs, winners) for name, runs in every.items()]


def agree(engine: str, first: list[str | None], others: list[list[str | None]]) -> None:
    """SystemExit where an engine names another winner for an item than the first one did, as far as both looked."""
    for other in others:
        if other[: len(first)] != first[: len(other)]:
            raise SystemExit(f"{engine} names other winners")


def _row(name: str, turn: Turn, runs: Runs, winners: dict[str, list[str | None]]) -> tuple[Cell, ...]:
    """Seconds are those that count, not those of the process. `winners` are those of the first engine, by rules."""
    engine, rules, items = turn
    told = [msgspec.json.decode(words) for words in runs.told]
    first = told[0]["winners"]
    agree(engine, winners.setdefault(rules, first), [one["winners"] for one in told])
    seconds, cpu, ready = (spread([one[which] for one in told]) for which in ("seconds", "cpu", "ready"))
    share = round(sum(winner is not None for winner in first) / len(first), 3)
    return (name, items, round(items / seconds[0]), *seconds, cpu[0], ready[0], round(max(runs.peak_mb)), share)
