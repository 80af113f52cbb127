"""The pictures of the report: each is drawn from the same rows that its table shows."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil

from markupsafe import Markup

from core.allocation import Allocation
from core.course import Course, Points
from core.flow import Flow
from web.report.svg import Frame, Point, bars, dot, label, line, picture, rule

Size = tuple[float, float]
SMALL, WIDE = (260.0, 96.0), (620.0, 190.0)
SPARK = (96.0, 20.0)
STEP = 0.1  # of a share: the top of all pictures of shares is a multiple of it


def shares(weeks: Sequence[Allocation], key: str, top: float, size: Size = SMALL) -> Markup:
    """The share of an objective week by week, beside its target."""
    frame = Frame(*size, 0, max(len(weeks) - 1, 1), 0.0, top)
    actual = [(n, week.actual[key]) for n, week in enumerate(weeks) if key in week.actual]
    target = [(n, week.target[key]) for n, week in enumerate(weeks) if key in week.target]
    parts = [rule(frame, "axis", y=0.0), line(frame.at(_steps(target)), "target"), line(frame.at(actual), "actual")]
    return picture(frame, f"Share of effort on {key} by week, and its target", *parts)


def top_share(weeks: Iterable[Allocation], only: str | None = None) -> float:
    """One scale for all objectives, so that their pictures can be compared; or that of `only` one."""
    told = (each for week in weeks for each in (*week.actual.items(), *week.target.items()))
    highest = max((share for key, share in told if only in (None, key)), default=0.0)
    return max(ceil(highest / STEP - 1e-9), 1) * STEP


def course(found: Course, today: date, size: Size = SMALL) -> Markup:
    """The values of a key result on their way, beside the line that is expected, or the range that is to be kept. A wide one
    says at its edges from when to when it goes, and between which values."""
    values = [*(value for _, value in (*found.expected, *found.actual)), *found.bounds]
    days = [*(day for day, _ in found.actual), found.begin, found.end]
    margin = 34.0 if size == WIDE else 6.0
    frame = Frame(*size, min(days).toordinal(), max(days).toordinal(), min(values), max(values), margin)
    actual = frame.at(_numbered(found.actual))
    parts = [rule(frame, "now", x=today.toordinal())] if min(days) <= today <= max(days) else []
    parts += [rule(frame, "target", y=bound) for bound in found.bounds]
    parts += [line(frame.at(_numbered(found.expected)), "target")] if found.expected else []
    parts += [line(actual, "actual"), *(dot(point, "actual") for point in actual[-1:])] if actual else []
    parts += _edges(frame, (min(days), max(days)), (min(values), max(values))) if size == WIDE else []
    return picture(frame, f"Values of {found.key}, and what is expected of it", *parts)


def _edges(frame: Frame, days: tuple[date, date], values: tuple[float, float]) -> list[Markup]:
    low = frame.height - 4
    return [
        label(2, low, str(days[0])),
        label(frame.width - 2, low, str(days[1]), "label end"),
        label(2, frame.y(values[1]) + 4, f"{values[1]:g}"),
        label(2, frame.y(values[0]) + 4, f"{values[0]:g}"),
    ]


def movement(flow: Flow) -> Markup:
    """What came and what left in each whole week."""
    frame = Frame(*SPARK, 0, 1, 0, 1)
    top = max((*flow.came, *flow.left, 1))
    came, left = bars(flow.came, top, frame, "came"), bars(flow.left, top, frame, "left")
    title = f"{sum(flow.came)} came and {sum(flow.left)} left in {len(flow.came)} weeks"
    return picture(
        frame, f"{title}: {', '.join(f'{c}/{d}' for c, d in zip(flow.came, flow.left, strict=True))}", came, left
    )


def _steps(points: Sequence[Point]) -> list[Point]:
    """A target holds until the next one, so its line goes in steps."""
    if not points:
        return []
    corners = [points[0]]
    for x, y in points[1:]:
        corners += [(x, corners[-1][1]), (x, y)] if y != corners[-1][1] else [(x, y)]
    return corners


def _numbered(points: Points) -> list[Point]:
    return [(day.toordinal(), value) for day, value in points]
