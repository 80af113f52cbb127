"""Flow of goals and teams as of a day: the store counts, the core makes metrics of it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from sqlalchemy import Connection

from core.chain import ancestors
from core.flow import Flow, by_goal, by_team, flow, total
from core.gaps import MIN_PEOPLE
from core.journey import Window
from core.records import Goal
from core.rollup import paces
from core.spelling import hint
from core.times import millis
from scheduler.clock import Ahead, end_of
from scheduler.hub import Hub
from store.flow import cells, team_names
from store.goals_at import goals_at
from store.said import said
from store.team_sizes import team_sizes

DAYS = 90  # of the window, unless somebody asks for others
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LEAST_DAYS, MOST_DAYS = 7, 3_660


class Flows(Struct, frozen=True, kw_only=True):
    """`whole` is all the work that was asked for. `by_goal` has goals, each with all below it, and `by_team` teams, each with
    all its work; without teams of so few people that it would be told of a person. `pace` is that of the goals, as
    `core.rollup.paces` has it."""

    as_of: datetime
    days: int
    whole: Flow
    goals: Mapping[str, Goal]
    by_goal: Mapping[str, Flow]
    by_team: Mapping[str, Flow]
    pace: Mapping[str, float]


class Unasked(ValueError):
    """The question cannot be answered; the text says what to ask instead."""


def flows(hub: Hub, *, goal: str | None, team: str | None, day: date | None, days: int = DAYS) -> Flows:
    """As of the end of `day`, or of now: the work of one goal with all below it, of one team, or all. Unasked says what is
    wrong with the question."""
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Unasked(f"--days {days}: a window has {LEAST_DAYS} to {MOST_DAYS:,} days")
    at = _end(day, hub.clock())
    if at < EARLIEST:
        raise Unasked(f"--as-of {day}: no window ends before {EARLIEST:%Y}")
    with hub.store.read() as tx:
        _known_team(tx, team)
        return flows_at(tx, at, goal=goal, team=team, days=days)


def flows_at(
    tx: Connection, at: datetime, *, goal: str | None = None, team: str | None = None, days: int = DAYS
) -> Flows:
    window, every = Window(millis(at - timedelta(days=days)), millis(at)), goals_at(tx, millis(at))
    if goal is not None and goal not in every:
        raise Unasked(
            f"no goal {goal} on {at:%Y-%m-%d}{hint(goal, list(every), '`fairlead goals` shows those of now')}"
        )
    goals = {key: each for key, each in every.items() if goal is None or goal in _chain(key, every)}
    found = cells(tx, window, None if goal is None else goals)
    counted = {cell: tally for cell, tally in found.items() if team in (None, cell[1])}
    few = too_small(tx)
    told = paces(said(tx, at, every).values(), at)
    return Flows(
        as_of=at,
        days=days,
        whole=flow(total(counted.values()), window),
        goals=goals,
        by_goal={key: flow(tally, window) for key, tally in by_goal(counted, goals).items()},
        by_team={name: flow(tally, window) for name, tally in sorted(by_team(counted).items()) if name not in few},
        pace={key: told[key] for key in goals if key in told},
    )


def _chain(key: str, goals: Mapping[str, Goal]) -> list[str]:
    return [goal.key for goal in ancestors(key, goals)]


def _known_team(tx: Connection, team: str | None) -> None:
    if team is None:
        return
    known = team_names(tx)
    if team not in known:
        raise Unasked(f"no team {team}{hint(team, known, '`fairlead people list` shows all')}")
    if team in too_small(tx):
        raise Unasked(
            f"team {team} has fewer than {MIN_PEOPLE} people: its flow would be that of a person, and is not told"
        )


def too_small(tx: Connection) -> set[str]:
    """Teams of which no figure is told that would be that of a person."""
    sizes = team_sizes(tx)
    return {team for team in team_names(tx) if sizes.get(team, 0) < MIN_PEOPLE}


def _end(day: date | None, now: datetime) -> datetime:
    try:
        return now if day is None else end_of(day, now)
    except Ahead as error:
        raise Unasked(f"--as-of {error}") from None
