"""What one edited rule costs on a hub of many items: to be mapped, to be shown before that, and to be judged besides."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from statistics import median
from typing import Any

import msgspec

from bench.process import Runs, machine, spread
from bench.result import Cell, Result, Table
from bench.rule_edit.company import EDITS

ITEMS = 1_000_000
NAMES = tuple(EDITS)
JUDGED = "label"  # the edit that is judged too: most of that is the same for all
TARGET = 3.0  # seconds of a preview
TITLES = {
    "map": "An edited rule is mapped",
    "moves": "What it would move is shown before",
    "preview": "What it would do to effort and findings too",
}
HEADS = ("a rule that asks for", "median s", "min", "max", "CPU s", "items", "peak MB")
Turns = dict[tuple[str, str], list[dict[str, Any]]]


def measure(arguments: argparse.Namespace) -> Result:
    """The hub is filled, mapped and judged once. Then edits take turns, with a new process for each step of each."""
    count = arguments.items or ITEMS
    asked = [name for name in NAMES if not arguments.only or name in arguments.only]
    with tempfile.TemporaryDirectory() as folder:
        whole = _one("fill", "nothing", folder, count)
        turns: Turns = {}
        for _ in range(arguments.runs):
            for step, edit in _steps(asked):
                turns.setdefault((step, edit), []).append(_one(step, edit, folder, count))
    return Result(
        case="rule_edit",
        about=f"{count:,} items, 182 rules; to map all of them took {whole['s']:.1f} s",
        runs=arguments.runs,
        machine=machine(),
        tables=list(_tables(turns)),
    )


def _steps(asked: list[str]) -> Iterator[tuple[str, str]]:
    for edit in asked:
        yield "map", edit
        yield "moves", edit
        if edit == JUDGED:
            yield "preview", edit


def _one(step: str, edit: str, folder: str, items: int) -> dict[str, Any]:
    process = Runs(f"{step}, {edit}")
    process.run([sys.executable, "-m", "bench.rule_edit.one", step, edit, folder, str(items)])
    told: dict[str, Any] = msgspec.json.decode(process.told[0])
    return told


def _tables(turns: Turns) -> Iterator[Table]:
    for step, title in TITLES.items():
        rows = [_row(edit, told) for (of, edit), told in turns.items() if of == step]
        if rows:
            goal = "" if step == "map" else f" (target {TARGET:.0f} s)"
            yield Table(title=f"{title}{goal}", heads=HEADS, rows=rows)


def _row(edit: str, told: list[dict[str, Any]]) -> tuple[Cell, ...]:
    took = spread([each["s"] for each in told])
    cpu = round(median(each["cpu"] for each in told), 3)
    return (edit, *took, cpu, told[-1]["items"], max(each["peak_mb"] for each in told))
