"""D19 on both sides of all that it asks for."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.detectors import not_operational
from core.facts import Facts, GoalFact
from core.findings import Observation
from core.records import Decision
from tests.core.worlds import NOW, ago, facts, goal

TODAY, ANA = NOW.date(), "ana@acme.test"
FIRST, LAST = TODAY - timedelta(days=60), TODAY + timedelta(days=60)
MEASURED = {"start": 0.0, "target": 9.0, "effective_from": FIRST, "effective_to": LAST}


def decision(*goals: str, kind: str = "Trade-off", at: date = TODAY) -> Decision:
    return Decision(source="sheets", id=f"{at}", at=at, title="Not now", place="Decisions!A2", kind=kind, goals=goals)


def world(
    *,
    objective: dict[str, Any] | None = None,
    result: dict[str, Any] | None = None,
    seen: dict[str, Any] | None = None,
    **rest: Any,
) -> Facts:
    """One objective that lacks nothing, but for what is given."""
    aim = {"level": "objective", "effective_from": FIRST, "effective_to": LAST, "target_share": 1.0}
    top = goal("O-1", **{**aim, **(objective or {})})
    below = goal("KR-1", **{**MEASURED, "parent": "O-1", **(result or {})})
    about = {"owners": (ANA,), "last_activity": ago(1), "first_seen": ago(90), **(seen or {})}
    given = {"decisions": (decision("O-1"),), **rest}
    return facts(goals=(GoalFact(goal=top, **about), GoalFact(goal=below, owners=(ANA,))), **given)


def judged(given: Facts, **settings: int) -> list[Observation]:
    return list(not_operational.judge(given, not_operational.Settings(**settings)))


def lacks(given: Facts) -> list[str]:
    return [each for found in judged(given) for each in found.evidence["lacks"]]


RESULT, SHARE, TRADE_OFF = not_operational.KEY_RESULT, not_operational.SHARE, not_operational.TRADE_OFF
OWNER, WORK = not_operational.OWNER, not_operational.WORK


def test_an_objective_that_has_all_is_quiet() -> None:
    assert judged(world()) == []


@pytest.mark.parametrize("missing", ["start", "target", "effective_from", "effective_to", "parent"])
def test_a_key_result_needs_start_target_period_and_its_objective(missing: str) -> None:
    assert lacks(world(result={missing: None})) == [RESULT]


def test_a_key_result_may_have_its_target_by_period_and_stand_deeper() -> None:
    assert lacks(world(result={"target": None}, targeted=frozenset({"KR-1"}))) == []
    given = world(result={"parent": "O-2"})
    team = GoalFact(goal=goal("O-2", level="objective", parent="O-1", effective_from=TODAY + timedelta(days=1)))
    assert lacks(Facts(as_of=NOW, goals=(*given.goals, team), decisions=given.decisions)) == []


def test_the_key_result_of_last_year_is_none() -> None:
    given = world()
    over = GoalFact(goal=given.goals[1].goal, ended=TODAY - timedelta(days=1))
    assert lacks(Facts(as_of=NOW, goals=(given.goals[0], over), decisions=given.decisions)) == [RESULT]


def test_a_share_is_asked_for_once_one_objective_has_one() -> None:
    unshared = world(objective={"target_share": None})
    assert lacks(unshared) == []
    other = GoalFact(goal=goal("O-2", level="objective", target_share=1.0, effective_from=FIRST), owners=(ANA,))
    told = judged(Facts(as_of=NOW, goals=(*unshared.goals, other), decisions=unshared.decisions))
    assert [(each.subject.key, each.evidence["lacks"]) for each in told] == [
        ("O-1", [SHARE]),
        ("O-2", [RESULT, TRADE_OFF, WORK]),
    ]


@pytest.mark.parametrize(
    ("decisions", "expected"),
    [
        ((), []),
        ((decision("O-1", kind="Tradeoff"),), []),
        ((decision("O-2"),), [TRADE_OFF]),
        ((decision("O-1", kind="Scope"),), [TRADE_OFF]),
        ((decision("O-1", at=TODAY + timedelta(days=1)),), [TRADE_OFF]),
    ],
)
def test_a_trade_off_is_asked_for_where_decisions_are_written(decisions: Any, expected: list[str]) -> None:
    assert lacks(world(decisions=decisions)) == expected


@pytest.mark.parametrize(
    ("begun", "idle", "expected"),
    [(60, 27.9, []), (60, 28, [WORK]), (60, None, [WORK]), (27, None, []), (29, None, [WORK])],
)
def test_work_is_seen_within_four_weeks(begun: int, idle: float | None, expected: list[str]) -> None:
    given = world(
        objective={"effective_from": TODAY - timedelta(days=begun)},
        seen={"last_activity": None if idle is None else ago(idle)},
    )
    assert lacks(given) == expected


@pytest.mark.parametrize(("days", "expected"), [(27.9, []), (28, [WORK])])
def test_an_objective_without_dates_is_young_since_it_was_first_seen(days: float, expected: list[str]) -> None:
    undated = {"effective_from": None, "effective_to": None}
    assert lacks(world(objective=undated, seen={"last_activity": None, "first_seen": ago(days)})) == expected


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"start": None, "target": None, "low": 1.0}, []),
        ({"start": None, "target": None, "measure": "keep"}, [RESULT]),
        ({"start": None, "target": None, "measure": "milestone", "effective_from": None}, []),
        ({"measure": "milestone", "effective_to": None}, [RESULT]),
    ],
)
def test_each_kind_of_key_result_needs_what_it_is_measured_by(result: dict[str, Any], expected: list[str]) -> None:
    assert lacks(world(result=result)) == expected


@pytest.mark.parametrize("owners", [(), (ANA, "ben@acme.test")])
def test_an_owner_is_named_beside_other_gaps_only(owners: tuple[str, ...]) -> None:
    assert lacks(world(seen={"owners": owners})) == []
    assert lacks(world(seen={"owners": owners}, result={"start": None})) == [RESULT, OWNER]


@pytest.mark.parametrize(
    ("objective", "seen"),
    [
        ({"effective_from": TODAY + timedelta(days=1)}, {}),
        ({"level": "strategy"}, {}),
        ({}, {"ended": TODAY - timedelta(days=1)}),
    ],
)
def test_only_objectives_in_force_are_asked(objective: dict[str, Any], seen: dict[str, Any]) -> None:
    assert judged(world(objective=objective, seen=seen, result={"start": None})) == []


def test_what_is_only_written_down_later_is_shown_and_not_sent() -> None:
    assert [each.severity for each in judged(world(decisions=(decision("O-2"),)))] == ["info"]
    (told,) = judged(world(result={"start": None}, decisions=(decision("O-2"),)))
    assert (told.severity, told.owner, told.since.date()) == ("warning", ANA, FIRST)
    assert told.says == f"is published, but lacks {RESULT}, and {TRADE_OFF}"


def test_the_setting_moves_the_limit() -> None:
    given = world(seen={"last_activity": ago(10)})
    assert [len(judged(given, work_days=days)) for days in (10, 11)] == [1, 0]
