"""Flow of goals and teams as of a day: the store counts, the core makes metrics of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct
from sqlalchemy import Connection

from core.flow import Cell, Flow, by_goal, by_team, flow
from core.journey import Window
from core.records import Goal
from core.tally import Tally
from core.times import millis
from scheduler.hub import Hub
from store.flow import cells
from store.goals_at import goals_at

DAYS = 90  # of the window, unless somebody asks for others
LEAST_DAYS, MOST_DAYS = 7, 3_660


class Flows(Struct, frozen=True, kw_only=True):
    """`whole` is all the work that was asked for, linked or not. `goals` are those that stood then, each with all below it, of which
    `by_goal` has the flow."""

    as_of: datetime
    days: int
    whole: Flow
    goals: Mapping[str, Goal]
    by_goal: Mapping[str, Flow]
    by_team: Mapping[str, Flow]


def flows(hub: Hub, *, team: str | None = None, day: date | None = None, days: int = DAYS) -> Flows:
    """As of the end of `day`, or of now. With `team` only its work. ValueError says what is wrong with the question."""
    at = _end(day, hub.clock())
    with hub.store.read() as tx:
        return flows_at(tx, at, team=team, days=days)


def flows_at(tx: Connection, at: datetime, *, team: str | None = None, days: int = DAYS) -> Flows:
    """The same as of a moment."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise ValueError(f"--days {days}: a window has {LEAST_DAYS} to {MOST_DAYS:,} days")
    window = Window(millis(at - timedelta(days=days)), millis(at))
    counted = {cell: tally for cell, tally in cells(tx, window).items() if team in (None, cell[1])}
    goals = goals_at(tx, window.end)
    return Flows(
        as_of=at,
        days=days,
        whole=flow(_sum(counted), window),
        goals=goals,
        by_goal={key: flow(tally, window) for key, tally in by_goal(counted, goals).items()},
        by_team={name: flow(tally, window) for name, tally in sorted(by_team(counted).items())},
    )


def _sum(cells: Mapping[Cell, Tally]) -> Tally:
    found = Tally()
    for tally in cells.values():
        found.merge(tally)
    return found


def _end(day: date | None, now: datetime) -> datetime:
    if day is None:
        return now
    if day > now.date():
        raise ValueError(f"--as-of {day} lies ahead; name a day of the past")
    return min(datetime.combine(day + timedelta(days=1), time(), UTC), now)
