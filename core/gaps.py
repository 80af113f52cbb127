"""Where strategy and work lie furthest apart, by objective and team: pure. Formula: `docs/metrics.md`.

Effort is person-days on objectives that have a target share, as D5 counts it, per team only. Of team t and objective o:

    share(t, o)  = person-days of t on o / person-days of t on all these objectives
    lean(t, o)   = person-days of t / person-days of all teams · (share(t, o) - target share of o)
    gap(o)       = the sum of lean(t, o) over all teams = share of o in all effort - target share of o
    points(t, o) = gap(o) · lean(t, o) / the sum of lean(., o) over the teams that lean as gap(o) does; 0 for all others
    width(t, o)  = |points(t, o)| · (2 - health of o) where effort is missing, |points(t, o)| where there is too much

So the points of an objective add up to its gap, and teams that specialise are no gap as long as the company as a whole keeps
its shares. Missing effort counts up to twice, the worse the objective stands; a health that nobody knows counts as good.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from msgspec import Struct

from core.allocation import ROUNDED, on_objectives, targets_on
from core.effort import between, measured
from core.facts import Facts

MIN_PERSON_DAYS = 20.0  # of all teams together, below which nothing is told
MIN_PEOPLE = 3  # of a team, below which its effort would be that of a person: it counts, and is not told
Cell = tuple[str, str]  # objective, team


class TeamGap(Struct, frozen=True, kw_only=True):
    """One objective and one team. `person_days` are what the team spent on it, `share` is the part of the team's effort,
    `points` the part of all effort that the team puts too much (or, below 0, too little) into it, `health` 0 to 1."""

    goal: str
    team: str
    person_days: float
    share: float
    target: float
    points: float
    health: float | None
    width: float


class Gaps(Struct, frozen=True, kw_only=True):
    """The cells of every objective with every team, the widest first, of the days from `begin` to `end`, both included.

    `elsewhere` is the share of each team's effort that went into no such objective, linked or not.
    """

    begin: date
    end: date
    cells: tuple[TeamGap, ...]
    elsewhere: Mapping[str, float]


class _Spent(Struct, frozen=True):
    """Person-days by objective and team; of each team on these objectives together; and of each team on whatever it was."""

    on: Mapping[Cell, float]
    aimed: Mapping[str, float]
    whole: Mapping[str, float]


def gaps(facts: Facts, end: date, days: int, health: Mapping[str, float]) -> Gaps | None:
    """Of the trailing `days` up to `end`; `health` by objective. None without target shares or with too little effort."""
    begin, targets = end - timedelta(days=days - 1), targets_on(end, facts.targets)
    spent = _spent(facts, begin, end, targets)
    if round(sum(spent.aimed.values()), 3) < MIN_PERSON_DAYS:
        return None
    small = {team for team, people in facts.workers.items() if people < MIN_PEOPLE}
    rows = (_row(goal, target, health.get(goal), spent) for goal, target in targets.items())
    cells = [cell for row in rows for cell in row if cell.team not in small]
    return Gaps(
        begin=begin,
        end=end,
        cells=tuple(sorted(cells, key=lambda cell: (-cell.width, cell.goal, cell.team))),
        elsewhere={
            team: round(1 - spent.aimed.get(team, 0.0) / total, ROUNDED)
            for team, total in spent.whole.items()
            if total and team not in small
        },
    )


def _spent(facts: Facts, begin: date, end: date, wanted: Collection[str]) -> _Spent:
    rows = between(facts.daily, begin, end)
    on: dict[Cell, float] = defaultdict(float)
    aimed: dict[str, float] = defaultdict(float)
    whole: dict[str, float] = defaultdict(float)
    for effort in on_objectives(facts, rows, measured(rows, facts.method_coverage), wanted):
        whole[effort.team] += effort.person_days
        if effort.goal:
            on[effort.goal, effort.team] += effort.person_days
            aimed[effort.team] += effort.person_days
    return _Spent(on, aimed, whole)


def _row(goal: str, target: float, health: float | None, spent: _Spent) -> list[TeamGap]:
    """The objective with each team that spent something on any of them."""
    points = _points(goal, target, spent)
    weight = 1.0 if health is None else 2.0 - min(max(health, 0.0), 1.0)
    return [
        TeamGap(
            goal=goal,
            team=team,
            person_days=round(spent.on.get((goal, team), 0.0), 1),
            share=round(spent.on.get((goal, team), 0.0) / total, ROUNDED),
            target=round(target, ROUNDED),
            points=round(points[team], ROUNDED),
            health=None if health is None else round(health, ROUNDED),
            width=round(abs(points[team]) * (weight if points[team] < 0 else 1.0), ROUNDED),
        )
        for team, total in sorted(spent.aimed.items())
        if total
    ]


def _points(goal: str, target: float, spent: _Spent) -> dict[str, float]:
    """The gap of the objective, divided between the teams that lean the way it goes."""
    total = sum(spent.aimed.values())
    lean = {team: (spent.on.get((goal, team), 0.0) - target * aimed) / total for team, aimed in spent.aimed.items()}
    gap = sum(lean.values())
    alike = sum(each for each in lean.values() if each * gap > 0)
    return {team: gap * each / alike if each * gap > 0 else 0.0 for team, each in lean.items()}
