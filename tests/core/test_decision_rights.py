"""D21 on both sides of each of its thresholds."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from core.detectors import decision_rights
from core.facts import Escalations, Facts, GoalFact
from core.findings import Observation
from core.records import Decision
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
MONDAY = date(2026, 6, 15)
GOALS = (
    GoalFact(goal=goal("S-1", level="strategy"), owners=("eve@acme.test",)),
    GoalFact(goal=goal("O-1", level="objective", parent="S-1"), owners=("ana@acme.test",)),
    GoalFact(goal=goal("O-2", level="objective", parent="S-1"), owners=("bo@acme.test",)),
    GoalFact(goal=goal("O-3", level="objective")),
)
RIGHTS: Mapping[str, tuple[str, ...]] = {"Budget": ("Eve@acme.test",), "Trade-off": ("owner", "cleo@acme.test")}


def decision(*owners: str, back: int = 3, kind: str = "Budget", goals: tuple[str, ...] = ("O-1",)) -> Decision:
    at = TODAY - timedelta(days=back)
    return Decision(
        source="sheets",
        id="d-1",
        at=at,
        title="Two more tills",
        place="Decisions!A2",
        kind=kind,
        goals=goals,
        owners=owners,
    )


def other() -> Decision:
    """An old one that says who took it."""
    return decision("eve@acme.test", back=90)


def found(given: Facts, **settings: Any) -> list[Observation]:
    return list(decision_rights.judge(given, decision_rights.Settings(**{"deciders": RIGHTS, **settings})))


def told(*decisions: Decision, **settings: Any) -> list[str]:
    return [each.says for each in found(facts(goals=GOALS, decisions=decisions), **settings)]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (decision("eve@acme.test"), 0),
        (decision("ana@acme.test"), 1),
        (decision("ana@acme.test", kind="budget"), 1),
        (decision("ana@acme.test", "eve@acme.test"), 0),
        (decision("ana@acme.test", kind="Hiring"), 0),
        (decision("ana@acme.test", kind="Trade-off"), 0),
        (decision("eve@acme.test", kind="Trade-off"), 0),
        (decision("cleo@acme.test", kind="Trade-off"), 0),
        (decision("bo@acme.test", kind="Trade-off"), 1),
        (decision("bo@acme.test", kind="Trade-off", goals=("O-1", "O-2")), 0),
        (decision("sheets:Ana", kind="Budget"), 0),
    ],
)
def test_who_may_take_a_decision(given: Decision, expected: int) -> None:
    assert len(told(given)) == expected


def test_nothing_is_said_of_owners_where_a_goal_has_none() -> None:
    ownerless = decision("bo@acme.test", kind="Trade-off", goals=("O-3",))
    assert told(ownerless, deciders={"Trade-off": ("owner",)}) == []
    assert len(told(ownerless)) == 1, "somebody else is named as well"


def test_a_decision_that_nobody_took_is_told_once_others_say_who() -> None:
    assert told(decision()) == []
    assert told(decision(), other(), deciders={}) == ["was decided, and nobody says by whom"]


@pytest.mark.parametrize(("back", "expected"), [(28, 1), (29, 0), (0, 1), (-1, 0)])
def test_only_decisions_of_late_are_judged(back: int, expected: int) -> None:
    assert len(told(decision("ana@acme.test", back=back))) == expected


def test_a_decision_by_somebody_else_names_who_did_and_who_may() -> None:
    (one,) = found(facts(goals=GOALS, decisions=(decision("ana@acme.test"),)))
    assert one.summary == "The decision “Two more tills” was decided by ana@acme.test, who may not"
    assert (one.subject.kind, one.subject.key, one.severity) == ("decision", "sheets:d-1", "warning")
    assert one.evidence == {"kind": "Budget", "decided_by": ["ana@acme.test"], "may_decide": ["eve@acme.test"]}
    assert (one.goal, one.streams, one.since.date()) == ("O-1", ("sheets",), TODAY - timedelta(days=3))


def test_it_is_told_to_the_one_who_may_decide() -> None:
    (one,) = found(facts(goals=GOALS, decisions=(decision("ana@acme.test"),)))
    (several,) = found(facts(goals=GOALS, decisions=(decision("bo@acme.test", kind="Trade-off"),)))
    assert (one.owner, several.owner) == ("eve@acme.test", None)


def threads(counts: Sequence[int], team: str = "pay") -> tuple[Escalations, ...]:
    """Week by week, the last of them the one before this week."""
    weeks = ((MONDAY - timedelta(weeks=back), count) for back, count in enumerate(reversed(counts), start=1))
    return tuple(Escalations(team, monday, count) for monday, count in weeks if count)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((1, 2, 3, 4), ["pay"]),
        ((0, 1, 2, 5), ["pay"]),
        ((0, 1, 2, 4), []),
        ((9, 1, 3, 5), []),
        ((1, 3, 3, 5), []),
        ((5, 4, 3, 2), []),
        ((3, 2, 3, 4), []),
    ],
)
def test_threads_that_are_carried_upwards_rise(counts: Sequence[int], expected: list[str]) -> None:
    assert [each.subject.key for each in found(facts(escalations=threads(counts)))] == expected


def test_the_running_week_does_not_count_and_teams_are_apart() -> None:
    rising = (*threads((1, 2, 3, 4)), Escalations("pay", MONDAY, 1), *threads((4, 3, 2, 1), "web"))
    (one,) = found(facts(escalations=rising))
    assert one.summary == (
        "Team pay carries more threads upwards from week to week: 1, 2, 3, 4 in the weeks from 18 May to 8 June 2026"
    )
    assert (one.since.date(), one.team) == (date(2026, 5, 25), "pay")
    assert list(one.evidence["threads"].values()) == [1, 2, 3, 4]


def test_settings_move_the_thresholds() -> None:
    assert told(decision("ana@acme.test", back=40), watched_days=40) != []
    assert found(facts(escalations=threads((1, 2, 3))), min_threads=5, rising_weeks=2) != []
    assert found(facts(escalations=threads((0, 1, 2, 3))), min_threads=6) != []
