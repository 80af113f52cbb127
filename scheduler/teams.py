"""What is told of teams: never figures that would be those of a person."""

from collections.abc import Mapping

from msgspec import Struct
from sqlalchemy import Connection

from core.breaks import Break
from core.flow import Flow
from core.gaps import MIN_PEOPLE
from core.team_weeks import TeamWeek
from scheduler.report import Report
from store.flow import team_names
from store.team_sizes import team_sizes


class Team(Struct, frozen=True, kw_only=True):
    """`weeks` are empty, `flow` and `elsewhere` (the share of effort for no objective with a target share) None where too few
    people worked in it. `unlinked` is its work without a goal, `goals` are those it worked for directly in 28 days."""

    name: str
    people: int
    weeks: tuple[TeamWeek, ...] = ()
    flow: Flow | None = None
    elsewhere: float | None = None
    unlinked: Break | None = None
    goals: tuple[str, ...] = ()

    @property
    def few(self) -> bool:
        return self.flow is None and not self.weeks


def teams(tx: Connection, report: Report) -> dict[str, Team]:
    """By name, in order; with the people of now."""
    sizes = team_sizes(tx)
    names = {*team_names(tx), *report.flows.by_team}
    return {name: _team(name, sizes.get(name, 0), report) for name in sorted(names)}


def _team(name: str, people: int, report: Report) -> Team:
    unlinked = next((each for each in report.overview.breaks if each.hop == "goal" and each.team == name), None)
    goals = tuple(sorted(goal for goal, at_work in report.teams.items() if name in at_work))
    if people < MIN_PEOPLE or (report.team_weeks and name not in report.team_weeks):
        return Team(name=name, people=people, unlinked=unlinked, goals=goals)
    return Team(
        name=name,
        people=people,
        weeks=report.team_weeks.get(name, ()),
        flow=report.flows.by_team.get(name),
        elsewhere=_elsewhere(report).get(name),
        unlinked=unlinked,
        goals=goals,
    )


def _elsewhere(report: Report) -> Mapping[str, float]:
    return report.gaps.elsewhere if report.gaps else {}
