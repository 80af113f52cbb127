"""What a case found out: tables that are printed, kept as JSON, and drawn in docs/performance.md."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec import Struct

Cell = str | float | None
SCHEMA = 1


class Table(Struct, frozen=True, kw_only=True):
    """`rows` begin with a name, and have a cell for each of `heads`; None: not measured. `plot` is the head that is drawn."""

    title: str
    heads: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    plot: str | None = None


class Result(Struct, frozen=True, kw_only=True):
    """`about` says what was measured, of how much; `runs` how often each took its turn."""

    case: str
    about: str
    runs: int
    machine: dict[str, Any]
    tables: list[Table]


def document(result: Result) -> str:
    """As JSON, for machines and to be kept."""
    return msgspec.json.format(msgspec.json.encode({"schema_version": SCHEMA, **msgspec.to_builtins(result)})).decode()


def read(kept: str) -> Result:
    """ValueError for what `document` did not write."""
    return msgspec.json.decode(kept, type=Result)


def told(result: Result) -> str:
    """As a person reads it in a terminal."""
    return "\n\n".join([heading(result), *map(_aligned, result.tables)])


def heading(result: Result) -> str:
    """What was measured, how often, and where."""
    runs = "One run" if result.runs == 1 else f"{result.runs} runs"
    where = "{cpu}, {cores} cores, {memory_gb} GB, {system}, Python {python}, SQLite {sqlite}, PostgreSQL {postgresql}"
    return f"{result.about.rstrip('.')}. {runs} each; {where.format_map(result.machine)}."


def number(cell: Cell) -> str:
    """Three digits that count; whole ones from a hundred on."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return f"{cell:,.0f}" if abs(cell) >= 100 or cell == int(cell) else f"{cell:.3g}"


def lines(table: Table) -> Iterator[tuple[str, ...]]:
    """Its heads, then its rows, as texts."""
    yield table.heads
    for row in table.rows:
        yield tuple(map(number, row))


def _aligned(table: Table) -> str:
    widths = [max(map(len, column)) for column in zip(*lines(table), strict=True)]
    return "\n".join([table.title, *(_line(line, widths) for line in lines(table))])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
