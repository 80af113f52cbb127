"""What a case found out: tables that are printed, kept as JSON, and drawn in docs/performance.md."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

Cell = str | float | None


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


def told(result: Result) -> str:
    """As a person reads it in a terminal."""
    return "\n\n".join([f"{result.about} ({result.runs} runs each)", *map(_aligned, result.tables)])


def number(cell: Cell) -> str:
    """Three digits that count; whole ones from a hundred on."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return f"{cell:,.0f}" if abs(cell) >= 100 or cell == int(cell) else f"{cell:.3g}"


def _aligned(table: Table) -> str:
    lines = [table.heads, *(tuple(map(number, row)) for row in table.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join([table.title, *(_line(line, widths) for line in lines)])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    name, *others = (
        cell.rjust(width) if place else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join([name, *others]).rstrip()
