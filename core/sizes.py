"""How large an item was, beside the others that its team finished: pure."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from msgspec import Struct

from core.times import DAY

QUICK_DAYS = 1.0


class Size(Struct, frozen=True, gc=False):
    """What is known of a finished item: story points, estimate in person-days, cycle time in days (None: never in progress)."""

    points: float | None = None
    estimate: float | None = None
    days: float | None = None


def small(sizes: Sequence[Size]) -> list[bool]:
    """Of one team's finished items: whether each has fewer points than their median, else less of an estimate than theirs, else
    took a day at most. What has none of these is not small."""
    points, estimate = _median(size.points for size in sizes), _median(size.estimate for size in sizes)
    return [_is_small(size, points, estimate) for size in sizes]


def cycle_days(started: int | None, finished: int) -> float | None:
    """Both UTC milliseconds."""
    return None if started is None else (finished - started) / DAY


def _is_small(size: Size, points: float, estimate: float) -> bool:
    if size.points is not None:
        return size.points < points
    if size.estimate is not None:
        return size.estimate < estimate
    return size.days is not None and size.days <= QUICK_DAYS


def _median(values: Iterable[float | None]) -> float:
    known = list(_known(values))
    return median(known) if known else 0.0


def _known(values: Iterable[float | None]) -> Iterator[float]:
    return (value for value in values if value is not None)
