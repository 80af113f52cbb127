"""What was said of a goal over time: the values of its own row, and the readings beside it (check-ins, a metric's series)."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from core.times import midnight

T = TypeVar("T", float, str)
Series = tuple[tuple[datetime, T], ...]


def series(row: Sequence[tuple[datetime, T | None]], readings: Iterable[tuple[date, T]], today: date) -> Series[T]:
    """One value a day, oldest first. `row` are the versions of the goal's own row, by when each was first seen, oldest first;
    a reading counts from the beginning of its day, so that of a day's two the row's is the later.

    A row that was emptied says nothing any more, nor what stood there before. Readings that are dated after `today` are left
    out.
    """
    points = [(midnight(day), value) for day, value in readings if day <= today]
    points += _changes(row) if row and row[-1][1] is not None else []
    by_day = {at.date(): (at, value) for at, value in sorted(points, key=lambda point: point[0])}
    return tuple(by_day.values())


def running(readings: Iterable[tuple[date, T]], today: date) -> T | None:
    """The newest value of a period that still runs: it is dated by the period's end, which lies ahead, and says how things
    stand now. Nobody knows when it was measured, so it is no point of a series."""
    ahead = [(day, value) for day, value in readings if day > today and ends_running_period(day, today)]
    return min(ahead, key=lambda point: point[0])[1] if ahead else None


def ends_running_period(day: date, today: date) -> bool:
    """The value of a month, quarter or year is dated by its end, and may be written down while that runs."""
    return day.year == today.year and day.day == monthrange(day.year, day.month)[1]


def _changes(row: Sequence[tuple[datetime, T | None]]) -> list[tuple[datetime, T]]:
    """Each value from when it was first seen in a row."""
    found: list[tuple[datetime, T]] = []
    for at, value in row:
        if value is not None and (not found or found[-1][1] != value):
            found.append((at, value))
    return found
