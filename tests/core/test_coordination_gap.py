"""D14 on both sides of its limits."""

from typing import Any

import pytest

from core.detectors import coordination_gap
from core.facts import Contribution, DependencyFact, GoalFact
from core.findings import Observation
from tests.core.worlds import ago, facts, goal, item

OBJECTIVE = GoalFact(goal=goal("O-1", level="objective"))
EPIC = GoalFact(goal=goal("PAY-1", level="initiative", parent="O-1"), owners=("ana@acme.test",))


def part(team: str, days: int, *, open_items: int = 1) -> Contribution:
    return Contribution(goal="PAY-1", team=team, open=open_items, last_day=ago(days).date())


def judged(*parts: Contribution, dependencies: tuple[DependencyFact, ...] = ()) -> list[Observation]:
    given = facts(goals=(OBJECTIVE, EPIC), contributions=parts, dependencies=dependencies)
    return list(coordination_gap.judge(given, coordination_gap.Settings()))


@pytest.mark.parametrize(("mine", "others", "expected"), [(13, 1, 0), (14, 1, 1), (40, 13, 1), (40, 14, 0)])
def test_a_team_falls_silent_while_another_goes_on(mine: int, others: int, expected: int) -> None:
    assert len(judged(part("pay", mine), part("web", others))) == expected


def test_a_team_that_only_helps_goes_on_too() -> None:
    assert len(judged(part("pay", 20), part("web", 1, open_items=0))) == 1


def test_a_team_that_has_done_its_part_may_be_silent() -> None:
    assert judged(part("pay", 40, open_items=0), part("web", 1)) == []


def test_the_finding_names_all_who_are_silent() -> None:
    (found,) = judged(part("pay", 20), part("web", 1), part("ops", 30))
    assert found.says == "goes on without ops and pay, whose items there are still open"
    assert (found.since.date(), found.team, found.owner, found.goal) == (ago(30).date(), None, "ana@acme.test", "O-1")
    (one,) = judged(part("pay", 20), part("web", 1))
    assert (one.team, one.evidence["silent"][0]["team"]) == ("pay", "pay")


def waits(days: float = 20, **given: Any) -> DependencyFact:
    return DependencyFact(
        item=item("jira:OPS-3", team="ops"), waiting=("jira:PAY-2",), teams=("pay",), since=ago(days), **given
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "has no owner and no date, though pay cannot go on without it"),
        ({"owned": True}, "has no date, though pay cannot go on without it"),
        ({"dated": True}, "has no owner, though pay cannot go on without it"),
        ({"owned": True, "dated": True}, None),
        ({"days": 13.9}, None),
        ({"days": 14, "owned": True}, "has no date, though pay cannot go on without it"),
    ],
)
def test_a_dependency_across_teams_needs_an_owner_and_a_date(given: dict[str, Any], says: str | None) -> None:
    found = judged(dependencies=(waits(**given),))
    assert [each.says for each in found] == ([says] if says else [])
    assert [(each.subject.key, each.team, each.streams) for each in found] == (
        [("jira:OPS-3", "ops", ("jira",))] if says else []
    )
