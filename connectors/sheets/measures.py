"""What people write about how a goal or metric is measured: which way is better, its range, its weight, done or not."""

from collections.abc import Mapping
from typing import Any

from connectors.sheets import cells
from connectors.sheets.locale import ANYWHERE, Locale
from connectors.sheets.rows import Row
from core.records import Direction, Measure

_DIRECTIONS: Mapping[str, Direction] = {
    **dict.fromkeys(("increase", "up", "higher", "more", "maximize", "maximise", "grow", "↑", "+"), "increase"),
    **dict.fromkeys(("decrease", "down", "lower", "less", "minimize", "minimise", "reduce", "↓"), "decrease"),
    **dict.fromkeys(("keep", "hold", "maintain", "stable", "between", "→", "="), "keep"),
    **dict.fromkeys(("range", "in range", "within range", "keep in range"), "keep"),
}
_MEASURES: Mapping[str, Measure] = {
    **_DIRECTIONS,
    **dict.fromkeys(("milestone", "yes/no", "done or not", "binary", "deliverable"), "milestone"),
}
_DONE = frozenset(("true", "yes", "y", "x", "✓", "✔", "done", "achieved", "complete", "completed", "delivered"))
_OPEN = frozenset(("false", "no", "n", "open", "not done", "not yet", "in progress", "started", "not started"))
Bounds = tuple[float | None, float | None]
HEAVIEST = 1_000_000  # of far more a sum would be no number any more


def direction(cell: Any) -> Direction | None:
    if (said := cells.name(cell)) is None:
        return None
    if (found := _DIRECTIONS.get(said.casefold())) is None:
        raise ValueError(f"“{said}” is no direction; write increase, decrease or keep")
    return found


def measure(cell: Any) -> Measure | None:
    if (said := cells.name(cell)) is None:
        return None
    if (found := _MEASURES.get(said.casefold())) is None:
        raise ValueError(f"“{said}” is no measure; write increase, decrease, keep or milestone")
    return found


def weight(cell: Any, locale: Locale = ANYWHERE) -> float | None:
    found = cells.number(cell, locale)
    if found is not None and found < 0:
        raise ValueError(f"“{cells.text(cell)}” is below 0; a weight of 0 leaves the goal out")
    if found is not None and found > HEAVIEST:
        raise ValueError(f"“{cells.text(cell)}” is above {HEAVIEST:,}; only what weights are to each other counts")
    return found


def bounds(row: Row) -> Bounds:
    """The least and the most that is well."""
    low, high = row.measure("low", cells.number), row.measure("high", cells.number)
    if low is not None and high is not None and high < low:
        row.reject("high", f"the most, {high:g}, is below the least, {low:g}", lost=False)
        return low, None
    return low, high


def query(cell: Any) -> str:
    """As it was written, for ends of lines part its tables; what it asks for is read where items are known."""
    cells.name(cell)  # which tells of an error of a formula
    return "" if cells.is_nothing(cells.text(cell)) else str(cell).strip()


def value(row: Row, said: Measure | None, fed_by: str) -> float | None:
    """The value now. Of a milestone 1 or 0, from an answer, a checkbox or a number; none where a query gives it."""
    if fed_by:
        return None
    return row.measure("current", done if said == "milestone" else cells.number)


def done(cell: Any, locale: Locale = ANYWHERE) -> float | None:
    if isinstance(cell, bool):
        return float(cell)
    said = cells.text(cell).casefold()
    if cells.is_nothing(said) or said in _OPEN or said in _DONE:
        return None if cells.is_nothing(said) else float(said in _DONE)
    found = cells.number(cell, locale)
    if found not in (0, 1):
        raise ValueError(f"“{cells.text(cell)}” does not say whether the milestone is done; write yes or no")
    return found
