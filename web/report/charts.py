"""Pictures of effort and flow, for pages: each is drawn from the rows that its table shows."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from core.allocation import Allocation
from core.flow import Flow, Spread
from core.gaps import TeamGap
from core.team_weeks import TeamWeek
from web.report.svg import Frame, block, label, picture, rule

SERIES = 8  # colours
OTHERS = "all others"
SHADES = 5
CELL, ROW_HEAD, LINE = (92.0, 36.0), 150.0, 18.0
BAR = (88.0, 12.0)
WIDTH, HEIGHT = 620.0, 170.0
LEAN = 420.0  # of a picture that is mostly words


class Slices(Struct, frozen=True):
    """How effort was divided in one week: shares by what it went into."""

    end: date
    shares: Mapping[str, float]


def by_objective(weeks: Iterable[Allocation]) -> list[Slices]:
    return [Slices(week.end, week.actual) for week in weeks]


def by_team(weeks: Iterable[TeamWeek]) -> list[Slices]:
    """`elsewhere` stands as ''."""
    return [Slices(week.end, {**week.shares, "": week.elsewhere}) for week in weeks]


def series(weeks: Sequence[Slices]) -> list[str]:
    """What effort went into, most of it all in all first, and what served nothing ('') last."""
    total: dict[str, float] = {}
    for week in weeks:
        for key, share in week.shares.items():
            total[key] = total.get(key, 0.0) + share
    return sorted((key for key in total if total[key] > 0), key=lambda key: (key == "", -total[key], key))


def gathered(weeks: Sequence[Slices]) -> list[Slices]:
    """The same with no more than can be told apart: what got least is put together."""
    keys = [key for key in series(weeks) if key]
    if len(keys) <= SERIES:
        return list(weeks)
    own = {*keys[: SERIES - 1], ""}
    return [Slices(week.end, _together(week.shares, own)) for week in weeks]


def _together(shares: Mapping[str, float], own: Collection[str]) -> dict[str, float]:
    kept = {key: share for key, share in shares.items() if key in own}
    return {**kept, OTHERS: sum(share for key, share in shares.items() if key not in own)}


def colour(keys: Sequence[str], key: str) -> str:
    """The class of one of a picture's series."""
    return "elsewhere" if key == "" else f"series{keys.index(key) % SERIES}"


def stack(weeks: Sequence[Slices], title: str) -> Markup:
    """A column for each week, divided as effort was; the first of the series lies at the bottom."""
    keys, frame = series(weeks), Frame(WIDTH, HEIGHT, 0, max(len(weeks), 1), 0.0, 1.0, 0.0)
    parts, wide = [], WIDTH / max(len(weeks), 1)
    for n, week in enumerate(weeks):
        base = 0.0
        for key in keys:
            share = week.shares.get(key, 0.0)
            if share > 0:
                told = f"week to {week.end}: {key or 'elsewhere'} {share:.0%}"
                top = frame.y(base + share)
                parts.append(block(n * wide + 1, top, wide - 2, frame.y(base) - top, colour(keys, key), told))
            base += share
    return picture(frame, title, *parts)


def share_bar(share: float | None, target: float | None) -> Markup:
    """A share of effort as a bar, with a mark where it should be; at most half of all effort fits."""
    frame = Frame(*BAR, 0.0, max(0.5, share or 0.0, target or 0.0), 0, 1, 0.0)
    parts = [block(0, 2, frame.width, frame.height - 4, "track")]
    parts += [block(0, 2, frame.x(share), frame.height - 4, "bar")] if share else []
    parts += [block(min(frame.x(target), frame.width - 2), 0, 2, frame.height, "meant")] if target is not None else []
    said = "none known" if share is None else f"{share:.0%}"
    return picture(frame, f"{said} of effort, {0 if target is None else target:.0%} meant", *parts)


def movement(flow: Flow) -> Markup:
    """What came, upwards, and what left, downwards, in each whole week."""
    top, wide = max((*flow.came, *flow.left, 1)), WIDTH / max(len(flow.came), 1)
    frame = Frame(WIDTH, HEIGHT, 0, 1, -top, top)
    parts = []
    for n, (came, left) in enumerate(zip(flow.came, flow.left, strict=True)):
        x, middle = n * wide + 2, frame.y(0)
        parts.append(block(x, frame.y(came), wide - 4, middle - frame.y(came), "came", f"{came} came"))
        parts.append(block(x, middle, wide - 4, frame.y(-left) - middle, "left", f"{left} left"))
    title = f"{sum(flow.came)} came and {sum(flow.left)} left in {len(flow.came)} weeks"
    return picture(frame, title, *parts, rule(frame, "axis", y=0))


def times(flow: Flow) -> Markup:
    """Days that items waited, were in work, and took: half of them up to the dark end of a bar, 85 % to the light one.
    Empty where too few items tell of it."""
    told = [(name, found) for name, found in stages(flow) if found.p50 is not None]
    if not told:
        return Markup()
    top = max((found.p85 or 0.0 for _, found in told), default=1.0) or 1.0
    frame = Frame(LEAN, len(told) * 34.0, 0.0, top, 0, 1, 0.0)
    parts, head = [], 140.0
    for n, (name, found) in enumerate(told):
        y, along = n * 34.0 + 6, (LEAN - head - 84) / top
        median, most = (found.p50 or 0.0) * along, (found.p85 or 0.0) * along
        parts += [
            label(0, y + 15, name),
            block(head, y, most, 20, "most"),
            block(head, y, median, 20, "half"),
            label(head + most + 6, y + 15, f"{found.p50:.1f} / {found.p85:.1f}"),
        ]
    return picture(frame, "Days, half of the items / 85 % of them", *parts)


def stages(flow: Flow) -> tuple[tuple[str, Spread], ...]:
    return (
        ("waiting to be begun", flow.todo_time),
        ("in work", flow.doing_time),
        ("from begin to end", flow.cycle),
        ("age of what is in work", flow.age),
    )


def heat_map(rows: Sequence[tuple[str, Sequence[TeamGap]]], teams: Sequence[str], widest: float) -> Markup:
    """Objectives with their cells, in the order of teams: the darker, the further from the target; + too much, - too little."""
    wide, high = CELL
    frame = Frame(ROW_HEAD + wide * len(teams), LINE + high * len(rows), 0, 1, 0, 1)
    parts = [label(ROW_HEAD + (n + 0.5) * wide, 12, _cut(team, 14), "label middle") for n, team in enumerate(teams)]
    for n, (goal, cells) in enumerate(rows):
        y = LINE + n * high
        parts.append(label(0, y + high / 2 + 4, _cut(goal, 22)))
        for m, cell in enumerate(cells):
            x, said = ROW_HEAD + m * wide, f"{cell.points * 100:+.1f}" if cell.points else "0"
            told = f"{goal}, {cell.team}: {said} points, {cell.share:.0%} of the team's effort"
            parts.append(block(x + 1, y + 1, wide - 2, high - 2, f"cell {shade(cell, widest)}", told))
            parts.append(label(x + wide / 2, y + high / 2 + 4, said, "label middle"))
    title = "Points of all effort that teams put too much or too little into objectives"
    return picture(frame, title, *parts, fixed=True)


def shade(cell: TeamGap, widest: float) -> str:
    """The class of a cell of the heat map: which way it leans, and how far beside the widest."""
    if not cell.points or not widest:
        return "even"
    depth = max(1, round(abs(cell.points) / widest * SHADES))
    return f"{'much' if cell.points > 0 else 'little'} shade{depth}"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
