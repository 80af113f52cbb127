"""D3 on both sides of both limits, and what it says nothing about."""

from datetime import date
from typing import Any

import pytest

from core.detectors import zombie_initiative
from core.facts import GoalFact, MovementFact
from core.findings import Observation
from tests.core.worlds import NOW, ago, facts, goal

EPIC = GoalFact(goal=goal("PAY-1", level="initiative", parent="O-1"), owners=("ana@acme.test",))
OBJECTIVE = GoalFact(goal=goal("O-1", level="objective"))


def judged(fact: GoalFact = EPIC, **movement: Any) -> list[Observation]:
    given = facts(goals=(OBJECTIVE, fact), movements=(MovementFact(goal="PAY-1", **movement),))
    return list(zombie_initiative.judge(given, zombie_initiative.Settings()))


@pytest.mark.parametrize(
    ("begun", "done", "expected"),
    [(27.9, None, 0), (28, None, 1), (60, 27.9, 0), (60, 28, 1), (27.9, 40, 0)],
)
def test_nothing_moves_below_for_four_weeks(begun: float, done: float | None, expected: int) -> None:
    last = None if done is None else ago(done)
    assert len(judged(doing_since=ago(begun), open=3, last_done=last)) == expected


@pytest.mark.parametrize("movement", [{"doing": 1, "doing_since": ago(90)}, {"doing_since": None}])
def test_work_below_or_an_initiative_not_begun_is_no_zombie(movement: dict[str, Any]) -> None:
    assert judged(open=3, **movement) == []


@pytest.mark.parametrize(("done", "expected"), [(6.9, 0), (7, 1)])
@pytest.mark.parametrize("begun", [None, ago(90)])
def test_all_is_done_and_nobody_closes_it(begun: Any, done: float, expected: int) -> None:
    assert len(judged(doing_since=begun, last_done=ago(done))) == expected


def test_nothing_is_said_of_what_has_no_item_below_or_is_over() -> None:
    assert judged(doing_since=ago(90)) == []
    over = GoalFact(goal=EPIC.goal, ended=date(2026, 1, 1))
    assert judged(over, last_done=ago(90)) == []


def test_it_says_what_since_when_and_to_whom() -> None:
    (still,) = judged(doing_since=ago(60), open=3, last_done=ago(40))
    assert (still.severity, still.owner, still.goal, still.since) == ("warning", "ana@acme.test", "O-1", ago(40))
    assert still.evidence == {"open_items": 3, "last_done": ago(40).isoformat()}
    (left,) = judged(last_done=ago(9))
    assert "still open" in left.says
    assert left.since == ago(9)


def test_settings_move_both_limits() -> None:
    given = facts(goals=(EPIC,), movements=(MovementFact(goal="PAY-1", doing_since=NOW, last_done=ago(3)),))
    assert list(zombie_initiative.judge(given, zombie_initiative.Settings())) == []
    assert len(list(zombie_initiative.judge(given, zombie_initiative.Settings(open_days=3)))) == 1
