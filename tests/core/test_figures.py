"""The figures beside a goal: what they tell, and that they change only when people would say so."""

from datetime import date, datetime, timedelta
from typing import Any

from core.facts import DailyEffort, GoalFact, TargetShare
from core.figures import Figures, figures, texts
from tests.core.worlds import NOW, ago, facts, goal, key_result


def objective(key: str, **given: Any) -> GoalFact:
    return GoalFact(goal=goal(key, level="objective", parent=None), **given)


def effort(**days: int) -> dict[str, Any]:
    """Person-days by objective, all of one team, and equal target shares."""
    daily = tuple(
        DailyEffort(day=NOW.date() - timedelta(days=n), team="payments", goal=key.replace("_", "-"), person_days=1.0)
        for key, many in days.items()
        for n in range(many)
    )
    keys = [key.replace("_", "-") for key in days]
    targets = tuple(TargetShare(goal=key, share=0.5) for key in keys)
    return {"daily": daily, "targets": targets, "goals": tuple(map(objective, keys))}


def test_a_key_result_tells_its_health_pace_and_last_movement() -> None:
    behind = key_result(40, first=date(2026, 4, 1), last=date(2026, 6, 30))
    (seen,) = figures(facts(goals=(behind,))).values()
    assert (seen.health, seen.pace, seen.share) == ("off track", 0.47, None)
    assert texts(seen) == {"health": "off track", "pace": "0.47"}


def test_the_last_movement_is_work_or_a_new_value() -> None:
    def moved(work: datetime | None, values: tuple[tuple[datetime, float], ...]) -> date | None:
        (seen,) = figures(facts(goals=(objective("O-1", last_activity=work, values=values),))).values()
        return seen.moved

    assert moved(None, ()) is None
    assert moved(ago(3), ()) == ago(3).date()
    assert moved(ago(3), ((ago(9), 1.0), (ago(1), 2.0))) == ago(1).date()


def test_a_share_stands_beside_its_target() -> None:
    seen = figures(facts(**effort(O_1=18, O_2=6)))
    assert texts(seen["O-1"])["share"] == "75% (target 50%)"
    assert texts(seen["O-2"])["share"] == "25% (target 50%)"


def test_no_share_is_told_of_little_effort() -> None:
    seen = figures(facts(**effort(O_1=9, O_2=3)))
    assert [each.share for each in seen.values()] == [None, None]


def test_a_goal_that_is_over_has_none() -> None:
    assert figures(facts(goals=(objective("O-1", ended=date(2026, 3, 31)),))) == {}


def test_nothing_known_says_nothing() -> None:
    assert texts(Figures()) == {}
