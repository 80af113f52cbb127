"""The effort of teams, as several detectors weigh it."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Literal, TypeVar

from msgspec import Struct

from core.facts import DailyEffort, EffortFact, MethodCoverage

E = TypeVar("E", EffortFact, DailyEffort)
Method = Literal["worklogs", "story points", "person-days"]
COVERED_SHARE = 0.70  # of a team's finished items, from which hours or points are believed
_MEASURE: Mapping[Method, Callable[[DailyEffort], float]] = {
    "worklogs": attrgetter("hours"),
    "story points": attrgetter("points"),
    "person-days": attrgetter("person_days"),
}


def between(rows: Sequence[DailyEffort], begin: date, end: date) -> Sequence[DailyEffort]:
    """Of rows in order of days those of the days from `begin` to `end`, both included."""
    day = attrgetter("day")
    return rows[bisect_left(rows, begin, key=day) : bisect_right(rows, end, key=day)]


def by_team(efforts: Iterable[E]) -> Mapping[str, Sequence[E]]:
    """A team without any effort has an empty sequence."""
    teams: dict[str, list[E]] = defaultdict(list)
    for effort in efforts:
        teams[effort.team].append(effort)
    return teams


def effort_facts(parts: Iterable[tuple[str, str | None, float, int]]) -> tuple[EffortFact, ...]:
    """Team, goal, person-days and items of each part, put together by team and goal. Rounded, since databases add up in
    different orders."""
    days: dict[tuple[str, str | None], float] = defaultdict(float)
    items: dict[tuple[str, str | None], int] = defaultdict(int)
    for team, goal, spent, count in parts:
        days[team, goal] += spent
        items[team, goal] += count
    ordered = sorted(days, key=lambda key: (key[0], key[1] or ""))
    return tuple(EffortFact(team, goal, round(days[team, goal], 3), items[team, goal]) for team, goal in ordered)


def person_days(efforts: Iterable[EffortFact]) -> float:
    return sum(effort.person_days for effort in efforts)


def enough(efforts: Sequence[EffortFact], min_items: int, min_person_days: float) -> bool:
    """Whether there is enough of it to judge a share: so many items, or so many person-days."""
    return sum(effort.items for effort in efforts) >= min_items or person_days(efforts) >= min_person_days


class Measured(Struct, frozen=True):
    """How a team's effort is measured. `share` of its finished items have what the method counts; None for person-days."""

    method: Method = "person-days"
    share: float | None = None

    def __str__(self) -> str:
        return self.method if self.share is None else f"{self.method} ({self.share:.0%} of finished items have them)"


def measured(rows: Iterable[DailyEffort], coverage: Iterable[MethodCoverage]) -> dict[str, Measured]:
    """By team: worklogs where enough of its finished items have them, else story points where enough have those, else
    person-days. A method that shows nothing in these rows measures nothing."""
    covered, teams = {each.team: each for each in coverage}, by_team(rows)
    return {team: _best(teams[team], covered.get(team)) for team in sorted(teams)}


def _best(rows: Sequence[DailyEffort], coverage: MethodCoverage | None) -> Measured:
    if coverage and coverage.done:
        known: tuple[tuple[Method, int], ...] = (
            ("worklogs", coverage.with_hours),
            ("story points", coverage.with_points),
        )
        for method, items in known:
            share = items / coverage.done
            if share >= COVERED_SHARE and any(map(_MEASURE[method], rows)):
                return Measured(method, round(share, 2))
    return Measured()


def divided(rows: Iterable[DailyEffort], methods: Mapping[str, Measured]) -> Iterator[EffortFact]:
    """The effort of each team on each goal over all rows, in person-days whatever the method.

    The method decides how a team's person-days are divided between its goals, so that teams of different methods can be
    added up. `items` are not counted.
    """
    for team, days in sorted(by_team(rows).items()):
        measure = _MEASURE[methods.get(team, Measured()).method]
        total, spent = sum(map(measure, days)), sum(map(_MEASURE["person-days"], days))
        goals: dict[str | None, float] = defaultdict(float)
        for row in days:
            goals[row.goal] += measure(row)
        for goal in sorted(goals, key=lambda key: key or ""):
            yield EffortFact(team, goal, goals[goal] / total * spent if total else 0.0, 0)
