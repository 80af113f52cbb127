"""D22 on both sides of its limits."""

from typing import Any

import pytest

from core.detectors import fragmentation
from core.facts import ActiveItems, Facts, GoalFact, MergedPulls
from core.findings import Observation
from tests.core.worlds import facts, goal

CHAIN = (
    ("S-1", "strategy", None),
    ("O-1", "objective", "S-1"),
    ("O-2", "objective", None),
    ("I-1", "initiative", None),
)


def world(*active: tuple[str | None, int], chain: Any = CHAIN, merged: Any = (), team: str = "pay") -> Facts:
    """Items in progress by goal, and merged pull requests as (all of them, those that belong to nothing)."""
    goals = tuple(GoalFact(goal=goal(key, level=level, parent=parent)) for key, level, parent in chain)
    items = tuple(ActiveItems(team, key, count) for key, count in active)
    pulls = tuple(MergedPulls(team, count, alone, ("github:a/b#2",)) for count, alone in merged)
    return facts(goals=goals, active=items, merged=pulls)


def judged(given: Facts, **settings: Any) -> list[Observation]:
    return list(fragmentation.judge(given, fragmentation.Settings(**settings)))


@pytest.mark.parametrize(
    ("merged", "alone", "expected"), [(20, 3, 0), (20, 4, 1), (8, 1, 0), (8, 2, 1), (7, 7, 0), (0, 0, 0)]
)
def test_pull_requests_that_belong_to_nothing(merged: int, alone: int, expected: int) -> None:
    assert len(judged(world(merged=[(merged, alone)]))) == expected


@pytest.mark.parametrize("loose", [None, "O-2", "I-1", "O-9"])
@pytest.mark.parametrize(("whole", "part", "expected"), [(20, 3, 0), (20, 4, 1), (8, 1, 0), (8, 2, 1), (7, 7, 0)])
def test_items_that_lead_to_no_strategy(loose: str | None, whole: int, part: int, expected: int) -> None:
    assert len(judged(world(("O-1", whole - part), (loose, part)))) == expected


def test_what_it_says() -> None:
    (one,) = judged(world(("O-1", 5), (None, 1), ("O-2", 2), ("I-1", 2), merged=[(10, 5)]))
    assert (one.subject.key, one.team, one.severity) == ("pay", "pay", "warning")
    assert one.says == (
        "merged 5 of 10 pull requests that belong to no work item; it works on 10 items, of which 5 lead to no strategy "
        "(no goal: 1, goal without objective: 2, objective without strategy: 2)"
    )
    assert one.evidence == {
        "pull_share": 0.5,
        "merged": 10,
        "pulls": ["github:a/b#2"],
        "item_share": 0.5,
        "items": 10,
        "hops": {"goal": 1, "objective": 2, "strategy": 2},
        "goals": ["I-1", "O-2"],
        "window_days": 28,
    }


def test_a_level_that_nobody_wrote_down_is_not_missed() -> None:
    no_strategy = (("O-1", "objective", None), ("I-1", "initiative", None))
    assert judged(world(("O-1", 9), chain=no_strategy)) == []
    assert len(judged(world(("I-1", 9), chain=no_strategy))) == 1
    assert judged(world(("I-1", 9), chain=(("I-1", "initiative", None),))) == []
    assert judged(world((None, 9), chain=())) == []
    assert len(judged(world((None, 9), chain=(("I-1", "initiative", None),)))) == 1


def test_teams_are_judged_one_by_one() -> None:
    quiet, loud = world(("O-1", 20)), world((None, 20), team="web")
    both = facts(goals=quiet.goals, active=(*quiet.active, *loud.active))
    assert [each.team for each in judged(both)] == ["web"]


def test_settings_move_the_limits() -> None:
    assert judged(world(merged=[(20, 4)]), warn_share=0.2) == []
    assert len(judged(world(merged=[(7, 7)]), min_items=7)) == 1
