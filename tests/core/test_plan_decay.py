"""D25 on both sides of its limits."""

from datetime import timedelta
from typing import Any

import pytest

from core.detectors import plan_decay
from core.facts import GoalFact, PlanFact
from core.findings import Observation
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
OBJECTIVE = GoalFact(goal=goal("O-1", level="objective"), owners=("ana@acme.test",))


def plan(day: int = 45, **became: int) -> PlanFact:
    """Today is that day of the period."""
    return PlanFact(goal="O-1", begin=TODAY - timedelta(days=day - 1), **became)


def judged(given: PlanFact, fact: GoalFact = OBJECTIVE, **settings: Any) -> list[Observation]:
    return list(plan_decay.judge(facts(goals=(fact,), plans=(given,)), plan_decay.Settings(**settings)))


@pytest.mark.parametrize(
    ("kept", "lost", "expected"), [(6, 4, 0), (59, 41, 1), (5, 3, 0), (4, 4, 1), (0, 7, 0), (0, 8, 1)]
)
@pytest.mark.parametrize("way", ["idle", "relinked", "unlinked", "gone"])
def test_share_and_number_of_items(way: str, kept: int, lost: int, expected: int) -> None:
    assert len(judged(plan(delivered=kept, **{way: lost}))) == expected
    assert len(judged(plan(active=kept, **{way: lost}))) == expected


@pytest.mark.parametrize(("day", "expected"), [(44, 0), (45, 1), (90, 1), (91, 0)])
def test_it_is_judged_in_the_middle_of_the_period(day: int, expected: int) -> None:
    assert len(judged(plan(day, idle=9))) == expected


def test_goals_that_are_over_or_gone_are_left_alone() -> None:
    assert judged(plan(idle=9), GoalFact(goal=goal("O-1", level="objective"), ended=TODAY)) == []
    assert judged(plan(idle=9), GoalFact(goal=goal("O-2", level="objective"))) == []


def test_what_it_says() -> None:
    (one,) = judged(plan(delivered=3, active=1, idle=4, relinked=3, unlinked=2, gone=1))
    assert one.says == (
        "began with 14 items, of which 4 are delivered or active "
        "(4 untouched, 3 for another objective, 2 for none, 1 not there any more)"
    )
    assert (one.subject.key, one.owner, one.goal, one.severity) == ("O-1", "ana@acme.test", "O-1", "warning")
    assert one.since.date() == TODAY - timedelta(days=44)
    assert one.evidence == {
        "share": 0.29,
        "begin": one.since.date().isoformat(),
        "items": 14,
        "delivered": 3,
        "active": 1,
        "idle": 4,
        "relinked": 3,
        "unlinked": 2,
        "gone": 1,
    }


def test_settings_move_the_limits() -> None:
    assert judged(plan(delivered=4, idle=4), warn_share=0.5) == []
    assert len(judged(plan(30, idle=9), after_days=30)) == 1
    assert judged(plan(60, idle=9), until_days=59) == []
    assert len(judged(plan(idle=3), min_items=3)) == 1
