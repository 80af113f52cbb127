"""Draws docs/growth.svg from the table of docs/scale.md: seconds of CPU by the number of items, both by powers of ten."""

import re
from collections.abc import Iterator, Sequence
from math import log10
from pathlib import Path

DOCS = Path(__file__).parents[1] / "docs"
ROW = re.compile(
    r"^\| (?P<step>\w[^|]*) \| (?P<at>[\d.]+) \| (?P<ten>[\d.]+) \| (?P<hundred>[\d.]+) \| [\d.]+ \|", re.MULTILINE
)
SIZES = (10_000, 100_000, 1_000_000)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 420, 60, 210, 20, 50
LEAST, MOST = 0.5, 300.0  # seconds
COLOURS = ("#0b6e99", "#b3541e", "#3a7d44", "#7b4b94", "#8a6d1d", "#a02c5a", "#4a5a6a", "#111", "#777")


def main() -> None:
    (DOCS / "growth.svg").write_text(drawn((DOCS / "scale.md").read_text()))


def drawn(page: str) -> str:
    """The picture of a page with such a table; the first one counts."""
    rows = [(row["step"], [float(row[name]) for name in ("at", "ten", "hundred")]) for row in ROW.finditer(page)]
    lines = [*_axes(), *(part for number, row in enumerate(_spread(rows)) for part in _line(*row, COLOURS[number]))]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>', *lines, "</svg>\n"])


def _spread(rows: Sequence[tuple[str, list[float]]]) -> list[tuple[str, list[float], float]]:
    """With the height of each name, from the top down, so that none lies on another."""
    placed, last = list[tuple[str, list[float], float]](), -100.0
    for name, values in sorted(rows, key=lambda row: -row[1][-1]):
        last = max(_y(values[-1]), last + 15)
        placed.append((name, values, last))
    return placed


def _line(name: str, values: list[float], height: float, colour: str) -> Iterator[str]:
    points = [(_x(size), _y(value)) for size, value in zip(SIZES, values, strict=True)]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield f'<text x="{points[-1][0] + 10:.0f}" y="{height + 4:.0f}" fill="{colour}">{name}</text>'


def _axes() -> Iterator[str]:
    for size in SIZES:
        yield f'<text x="{_x(size):.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#333">{size:,}</text>'
    for seconds in (1, 10, 100):
        y = _y(seconds)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end" fill="#333">{seconds} s</text>'
    middle = (LEFT + WIDTH - RIGHT) // 2
    yield f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle" fill="#333">items (SQLite, seconds of CPU)</text>'


def _x(items: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * log10(items / SIZES[0]) / log10(SIZES[-1] / SIZES[0])


def _y(seconds: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * log10(MOST / seconds) / log10(MOST / LEAST)


if __name__ == "__main__":
    main()
