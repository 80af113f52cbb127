"""Each team's effort by week and objective: known answers, and that no team of few is told of."""

from datetime import date, timedelta

from core.facts import DailyEffort, EffortFact, Facts, GoalFact, TargetShare
from core.gaps import MIN_PEOPLE
from core.team_weeks import TeamWeek, team_weeks, teams_on
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
GOALS = (
    GoalFact(goal=goal("O-1", level="objective")),
    GoalFact(goal=goal("O-2", level="objective")),
    GoalFact(goal=goal("KR-1", parent="O-1")),
)
HALVES = (TargetShare("O-1", 0.5), TargetShare("O-2", 0.5))


def effort(key: str | None, days: float, ago: int = 0, team: str = "pay") -> DailyEffort:
    return DailyEffort(day=TODAY - timedelta(days=ago), team=team, goal=key, person_days=days)


def world(*daily: DailyEffort, people: int = MIN_PEOPLE) -> Facts:
    workers = {row.team: people for row in daily}
    return facts(goals=GOALS, daily=daily, targets=HALVES, workers=workers)


def told(given: Facts, weeks: int = 2) -> tuple[TeamWeek, ...]:
    return team_weeks(given, TODAY, weeks)["pay"]


def test_shares_are_of_all_that_the_team_did_in_seven_days() -> None:
    given = world(effort("KR-1", 3, 6), effort("O-2", 1), effort(None, 4), effort("O-2", 2, 7))
    assert told(given) == (
        TeamWeek(TODAY - timedelta(days=7), {"O-2": 1.0}, 0.0),
        TeamWeek(TODAY, {"O-1": 0.375, "O-2": 0.125}, 0.5),
    )


def test_a_week_without_any_effort_is_empty() -> None:
    (before, _) = told(world(effort("O-1", 1)))
    assert before == TeamWeek(TODAY - timedelta(days=7), {}, 0.0)


def test_a_team_of_few_is_not_told_of() -> None:
    assert team_weeks(world(effort("O-1", 1), people=MIN_PEOPLE - 1), TODAY, 2) == {}


def test_effort_without_a_target_share_is_elsewhere() -> None:
    given = facts(goals=GOALS, daily=(effort("O-1", 2),), workers={"pay": 5}, targets=())
    assert told(given, 1) == (TeamWeek(TODAY, {}, 1.0),)


def test_the_teams_of_a_goal_are_those_that_worked_for_it() -> None:
    spent = (
        EffortFact("b", "KR-1", 1, 1),
        EffortFact("a", "KR-1", 1, 1),
        EffortFact("c", None, 1, 1),
        EffortFact("a", "O-2", 0, 1),
    )
    assert teams_on(facts(effort=spent)) == {"KR-1": ("a", "b")}


def test_days_belong_to_the_week_in_which_they_lie() -> None:
    given = world(*(effort("O-1", 1, ago) for ago in range(21)))
    assert [sum(week.shares.values()) for week in told(given, 3)] == [1.0] * 3
    assert [week.end for week in told(given, 3)] == [TODAY - timedelta(days=ago) for ago in (14, 7, 0)]
    assert date(2026, 6, 17) == TODAY
