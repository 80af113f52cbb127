"""How each team's effort was divided, week by week. Pure; effort is counted as in `core.gaps`, and teams that it does not tell
of are left out here too."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from msgspec import Struct

from core.allocation import ROUNDED, objectives_of, targets_on
from core.effort import by_team, divided, measured
from core.facts import DailyEffort, Facts
from core.gaps import MIN_PEOPLE

WEEK = timedelta(days=7)


class TeamWeek(Struct, frozen=True):
    """The seven days up to `end`: `shares` of the team's effort by objective, those without any left out, and `elsewhere` the
    share that served no objective with a target share. Together 1, or 0 where nothing was done."""

    end: date
    shares: Mapping[str, float]
    elsewhere: float


def team_weeks(facts: Facts, end: date, weeks: int) -> dict[str, tuple[TeamWeek, ...]]:
    """By team, the oldest week first; the last of the `weeks` ends with `end`."""
    told = sorted(team for team, people in facts.workers.items() if people >= MIN_PEOPLE)
    ends = [end - back * WEEK for back in reversed(range(weeks))]
    rows: dict[date, list[DailyEffort]] = defaultdict(list)
    for row in facts.daily:
        rows[end - (end - row.day) // WEEK * WEEK].append(row)

    @cache
    def serves(wanted: frozenset[str]) -> Mapping[str, str]:
        return objectives_of(facts, wanted)

    by_week = [_week(facts, rows[at], at, serves(frozenset(targets_on(at, facts.targets)))) for at in ends]
    return {
        team: tuple(week.get(team) or TeamWeek(at, {}, 0.0) for at, week in zip(ends, by_week, strict=True))
        for team in told
    }


def teams_on(facts: Facts) -> dict[str, tuple[str, ...]]:
    """By goal, the teams that worked for it in the effort window, in order."""
    found: dict[str, set[str]] = defaultdict(set)
    for effort in facts.effort:
        if effort.goal and effort.person_days > 0:
            found[effort.goal].add(effort.team)
    return {goal: tuple(sorted(teams)) for goal, teams in sorted(found.items())}


def _week(facts: Facts, rows: Collection[DailyEffort], end: date, serves: Mapping[str, str]) -> dict[str, TeamWeek]:
    spent = by_team(divided(rows, measured(rows, facts.method_coverage)))
    return {
        team: _shares(end, ((serves.get(each.goal or "", ""), each.person_days) for each in efforts))
        for team, efforts in spent.items()
    }


def _shares(end: date, spent: Iterable[tuple[str, float]]) -> TeamWeek:
    """Objective '': none."""
    days: dict[str, float] = defaultdict(float)
    for objective, person_days in spent:
        days[objective] += person_days
    total = sum(days.values())
    if total <= 0:
        return TeamWeek(end, {}, 0.0)
    shares = {key: round(days[key] / total, ROUNDED) for key in sorted(days) if key and days[key] > 0}
    return TeamWeek(end, shares, round(1 - sum(shares.values()), ROUNDED))
