"""Flow metrics of a goal or team over a trailing window: pure, from what its items add up to. Formulas: docs/metrics.md."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from msgspec import Struct

from core.chain import ancestors
from core.journey import Window
from core.records import Goal
from core.tally import Tally

ENOUGH = 8  # items, below which no percentile and no share is told
SLOWEST = 5  # statuses that are told of

Cell = tuple[tuple[str, ...], str | None]
"""The goals that an item serves itself, and the team whose work it is."""


class Spread(Struct, frozen=True):
    """Percentiles of `n` numbers; None of fewer than `ENOUGH`."""

    n: int = 0
    p50: float | None = None
    p85: float | None = None


class Share(Struct, frozen=True):
    """The part of `n` items, 0 to 1; None of fewer than `ENOUGH`."""

    n: int = 0
    share: float | None = None


class Stay(Struct, frozen=True):
    """Days of the window that items spent in a status."""

    status: str
    days: Spread


class Flow(Struct, frozen=True, kw_only=True):
    """Flow as of the end of the window; times are days. Counts are always told, percentiles and shares from `ENOUGH` items on.

    `per_week` is `finished` over the weeks of the window. `came` and `left` count by whole weeks, the oldest first. `dated`
    items have had a due date, which was moved `moves` times, `later` of them to a later day.
    """

    finished: int
    per_week: float
    completion: Share
    cycle: Spread
    doing: int
    age: Spread
    oldest: float | None
    todo_time: Spread
    doing_time: Spread
    slowest: tuple[Stay, ...]
    on_time: Share
    dated: int
    moves: int
    later: int
    handoffs: Spread
    came: tuple[int, ...]
    left: tuple[int, ...]


def percentile(ordered: Sequence[float], share: float) -> float:
    """Of numbers in order, at least one: linear between the two nearest ranks (Hyndman and Fan's type 7)."""
    rank = share * (len(ordered) - 1)
    low = int(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def spread(values: Iterable[float]) -> Spread:
    ordered = sorted(values)
    if len(ordered) < ENOUGH:
        return Spread(len(ordered))
    return Spread(len(ordered), _rounded(percentile(ordered, 0.50)), _rounded(percentile(ordered, 0.85)))


def beyond(times: Collection[float], limit: float) -> float:
    """The part of all these times that lies beyond the limit, 0 to 1. In a steady flow it is the share of what is in progress
    that is older than the limit (the limiting age of a renewal process): long items stay in progress, quick ones are soon gone.
    """
    whole = sum(times)
    return round(sum(max(0.0, each - limit) for each in times) / whole, 4) if whole else 0.0


def share(part: int, whole: int) -> Share:
    return Share(whole, None if whole < ENOUGH else round(part / whole, 4))


def flow(tally: Tally, window: Window) -> Flow:
    """The metrics of what was added up."""
    weeks = range(int(window.days // 7) - 1, -1, -1)
    return Flow(
        finished=tally.finished,
        per_week=_rounded(tally.finished / window.days * 7),
        completion=share(tally.finished, tally.seen),
        cycle=spread(tally.cycle),
        doing=len(tally.age),
        age=spread(tally.age),
        oldest=_rounded(max(tally.age)) if tally.age else None,
        todo_time=spread(tally.spent.get("todo", ())),
        doing_time=spread(tally.spent.get("doing", ())),
        slowest=_slowest(tally.stays),
        on_time=share(tally.met, tally.due),
        dated=tally.dated,
        moves=tally.moves,
        later=tally.later,
        handoffs=spread(tally.handoffs),
        came=tuple(tally.came.get(week, 0) for week in weeks),
        left=tuple(tally.left.get(week, 0) for week in weeks),
    )


def _slowest(stays: Mapping[str, Sequence[float]]) -> tuple[Stay, ...]:
    """By the 85th percentile. Of statuses with too few items nothing is known."""
    told = [Stay(status, spread(days)) for status, days in stays.items() if len(days) >= ENOUGH]
    return tuple(sorted(told, key=lambda stay: (-(stay.days.p85 or 0.0), stay.status))[:SLOWEST])


def total(tallies: Iterable[Tally]) -> Tally:
    found = Tally()
    for tally in tallies:
        found.merge(tally)
    return found


def by_goal(cells: Mapping[Cell, Tally], goals: Mapping[str, Goal]) -> dict[str, Tally]:
    """Each goal with all below it. An item counts once for a goal, however many goals below that it serves."""
    found = {key: Tally() for key in goals}
    for (served, _team), tally in cells.items():
        for key in {goal.key for each in served for goal in ancestors(each, goals)}:
            found[key].merge(tally)
    return found


def by_team(cells: Mapping[Cell, Tally]) -> dict[str, Tally]:
    """Each team with all its items, whatever they serve."""
    found: dict[str, Tally] = {}
    for (_goals, team), tally in cells.items():
        if team is not None:
            found.setdefault(team, Tally()).merge(tally)
    return found


def _rounded(number: float) -> float:
    return round(number, 3)


def worth(flow: Flow) -> bool:
    """Whether there is anything to tell."""
    return bool(flow.completion.n or flow.on_time.n)
