"""Bars of the figures that tables name, fairlead's in a colour of its own: the same figures give the same bytes."""

from collections.abc import Sequence
from io import StringIO

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from bench.result import Result, Table, number

OURS, OTHERS, INK, FAINT = "#1a86b5", "#b9c3cc", "#1f2328", "#8a949e"
WIDTH, BAR, AROUND = 8.0, 0.3, 1.0  # inches
FAR_APART = 30.0  # times, from where on bars grow by powers of ten


def picture(result: Result) -> str:
    """SVG: a panel for each table with a `plot`."""
    tables = [table for table in result.tables if table.plot]
    heights = [BAR * len(_bars(table)[0]) + AROUND for table in tables]
    with mpl.rc_context():
        _style()
        figure = Figure(figsize=(WIDTH, sum(heights)), facecolor="white")
        panels = figure.subplots(len(tables), squeeze=False, height_ratios=heights)[:, 0]
        for panel, table in zip(panels, tables, strict=True):
            _panel(panel, table)
        figure.set_layout_engine("constrained", w_pad=0.15, h_pad=0.12)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return "\n".join(line.rstrip() for line in drawn.getvalue().splitlines()) + "\n"


def _style() -> None:
    mpl.rc("svg", hashsalt="fairlead", fonttype="none")
    mpl.rc("font", size=10)
    mpl.rc("text", color=INK)
    mpl.rc("axes", edgecolor=FAINT)
    mpl.rc("xtick", color=FAINT, labelcolor=INK)
    mpl.rc("ytick", color=FAINT, labelcolor=INK)


def _panel(panel: Axes, table: Table) -> None:
    assert table.plot
    names, values = _bars(table)
    whiskers = _whiskers(table)
    ours = [name.startswith("fairlead") for name in names]
    colours = [OURS if own or not any(ours) else OTHERS for own in ours]
    panel.barh(range(len(names)), values, color=colours, xerr=whiskers, ecolor=INK, capsize=2.5, height=0.7)
    panel.set_yticks(range(len(names)), names)
    panel.tick_params(axis="y", length=0)
    panel.invert_yaxis()
    panel.spines[["top", "right", "left"]].set_visible(False)
    apart = max(values) > FAR_APART * min(values)
    panel.set_title(f"{table.title}: {table.plot}{', by powers of ten' if apart else ''}", loc="left", fontsize=11)
    if apart:
        panel.set_xscale("log")
        panel.set_xlim(left=min(values) / 2)
        panel.xaxis.set_minor_locator(NullLocator())
    panel.xaxis.set_major_formatter(lambda value, _: number(value))
    _numbers(panel, values, whiskers[1] if whiskers else [0.0] * len(values))


def _numbers(panel: Axes, values: Sequence[float], beyond: Sequence[float]) -> None:
    """At the end of each bar, beyond its whisker."""
    for place, (value, more) in enumerate(zip(values, beyond, strict=True)):
        panel.annotate(
            number(value), (value + more, place), (5, 0), textcoords="offset points", va="center", fontsize=9
        )
    panel.margins(x=0.12)


def _bars(table: Table) -> tuple[list[str], list[float]]:
    """Names and values of the rows that were measured."""
    assert table.plot
    place = table.heads.index(table.plot)
    measured = [(str(row[0]), cell) for row in table.rows if isinstance(cell := row[place], int | float)]
    return [name for name, _ in measured], [value for _, value in measured]


def _whiskers(table: Table) -> list[list[float]] | None:
    """From the least to the most, as lengths on both sides of a median."""
    if table.plot != "median s" or not {"min", "max"} <= set(table.heads):
        return None
    rows = [dict(zip(table.heads, row, strict=True)) for row in table.rows]
    spans = [(row["median s"], row["min"], row["max"]) for row in rows]
    known = [(mid, least, most) for mid, least, most in spans if isinstance(mid, int | float)]
    return [
        [mid - float(least or mid) for mid, least, _ in known],
        [float(most or mid) - mid for mid, _, most in known],
    ]
