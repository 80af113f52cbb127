"""D13 on both sides of each of its thresholds."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from core.detectors import shifting_priorities
from core.facts import DailyEffort, EffortFact, Facts, GoalFact, RelinkedFact, TargetShare
from core.findings import Observation
from core.records import Decision
from tests.core.worlds import NOW, ago, facts, goal

TODAY = NOW.date()
KEYS = ("O-1", "O-2", "O-3", "O-4", "O-5")
GOALS = (
    GoalFact(goal=goal("S-1", level="strategy"), owners=("eve@acme.test",), first_seen=ago(90)),
    *(GoalFact(goal=goal(key, level="objective", parent="S-1"), first_seen=ago(90)) for key in KEYS),
    GoalFact(goal=goal("KR-1", parent="O-1"), first_seen=ago(90)),
    GoalFact(goal=goal("KR-2", parent="O-2"), first_seen=ago(90)),
    GoalFact(goal=goal("O-8", level="objective", effective_from=TODAY - timedelta(days=9)), first_seen=ago(90)),
    GoalFact(goal=goal("O-9", level="objective"), ended=TODAY - timedelta(days=60), first_seen=ago(90)),
)
WHOLE = (EffortFact("pay", "O-1", 100.0, 20),)


def moved(
    days: float = 15.0, before: str = "KR-1", after: str = "KR-2", back: float = 2, team: str = "pay"
) -> RelinkedFact:
    return RelinkedFact(f"jira:PAY-{days:g}", team, before, after, ago(back), days)


def world(*relinked: RelinkedFact, **given: Any) -> Facts:
    return facts(**{"goals": GOALS, "doing_effort": WHOLE, "relinked": relinked, **given})


def found(given: Facts, **settings: Any) -> list[Observation]:
    return list(shifting_priorities.judge(given, shifting_priorities.Settings(**settings)))


@pytest.mark.parametrize(("days", "expected"), [(14.9, 0), (15.0, 1)])
def test_the_share_of_work_that_moved(days: float, expected: int) -> None:
    assert len(found(world(moved(days)))) == expected
    assert len(found(world(moved(days - 5), moved(5.0)))) == expected


@pytest.mark.parametrize(("items", "days", "expected"), [(8, 3.0, 1), (7, 19.9, 0), (7, 20.0, 1), (1, 0.0, 0)])
def test_a_team_needs_enough_work_in_progress(items: int, days: float, expected: int) -> None:
    assert len(found(world(moved(days), doing_effort=(EffortFact("pay", "O-1", days, items),)))) == expected


@pytest.mark.parametrize(("back", "expected"), [(6.9, 1), (7.0, 0)])
def test_only_moves_of_the_last_week_count(back: float, expected: int) -> None:
    assert len(found(world(moved(back=back)))) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("KR-1", "KR-2", 1),
        ("O-1", "O-2", 1),
        ("O-1", "KR-1", 0),
        ("KR-1", "O-1", 0),
        ("KR-1", "S-1", 0),
        ("O-9", "O-1", 0),
        ("O-1", "O-8", 0),
        ("GONE-1", "O-1", 1),
    ],
)
def test_which_moves_are_shifts(before: str, after: str, expected: int) -> None:
    assert len(found(world(moved(before=before, after=after)))) == expected


def decision(back: int, *goals: str) -> Decision:
    at = TODAY - timedelta(days=back)
    return Decision(source="sheets", id="d", at=at, title="Turn round", place="Decisions!A2", goals=goals)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (decision(16, "KR-1"), 0),
        (decision(17, "KR-1"), 1),
        (decision(0, "KR-2"), 0),
        (decision(-1, "KR-2"), 1),
        (decision(3, "O-2"), 0),
        (decision(3, "S-1"), 0),
        (decision(3, "O-3"), 1),
        (decision(3), 0),
    ],
)
def test_a_decision_about_one_of_the_goals_stands_for_the_move(given: Decision, expected: int) -> None:
    assert len(found(world(moved(), decisions=(given,)))) == expected


@pytest.mark.parametrize(("back", "expected"), [(16, 0), (17, 1)])
def test_new_target_shares_stand_for_moves(back: int, expected: int) -> None:
    day = TODAY - timedelta(days=back)
    turned = (
        TargetShare("O-1", 0.5, None, day - timedelta(days=1)),
        TargetShare("O-1", 0.2, day),
        TargetShare("O-2", 0.5),
    )
    assert len(found(world(moved(), targets=turned))) == expected


def test_a_goal_that_the_hub_saw_only_now_is_new() -> None:
    young = (*GOALS[:6], GoalFact(goal=goal("KR-2", parent="O-2"), first_seen=ago(5)), GOALS[6])
    assert found(world(moved(), goals=young)) == []


def test_a_team_is_told_what_moved_where_and_since_when() -> None:
    (one,) = found(world(moved(12.0, back=5), moved(8.0, "O-3", "O-4")))
    assert (
        one.summary
        == "Team pay moved 20% of its work in progress (KR-1 to KR-2, O-3 to O-4), and nothing says who decided"
    )
    assert (one.subject.key, one.severity, one.team, one.since) == ("pay", "warning", "pay", ago(5))
    assert one.evidence["items"] == ["jira:PAY-12", "jira:PAY-8"]


def test_teams_are_judged_by_their_own_work() -> None:
    both = (*WHOLE, EffortFact("web", "O-1", 30.0, 9))
    assert [each.team for each in found(world(moved(10.0), moved(10.0, team="web"), doing_effort=both))] == ["web"]


def ordered(
    effort: Mapping[str, float], shares: tuple[float, ...] = (0.3, 0.25, 0.2, 0.15, 0.1), **given: Any
) -> Facts:
    targets = tuple(TargetShare(key, share) for key, share in zip(KEYS, shares, strict=False))
    daily = tuple(
        DailyEffort(day=TODAY - timedelta(days=back), team="pay", goal=key, person_days=days)
        for back in range(28)
        for key, days in effort.items()
    )
    return facts(**{"goals": GOALS, "targets": targets, "daily": daily, **given})


def effort(*places: float) -> dict[str, float]:
    return dict(zip(KEYS, places, strict=False))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (effort(5, 4, 3, 2, 1), 0),
        (effort(1, 4, 5, 3, 2), 1),  # −0.1
        (effort(2, 5, 4, 1, 3), 1),  # 0.2
        (effort(2, 4, 5, 3, 1), 0),  # 0.3
    ],
)
def test_the_order_of_effort_beside_that_of_targets(given: Mapping[str, float], expected: int) -> None:
    assert len(found(ordered(given))) == expected


def test_the_order_is_only_shown_and_names_both() -> None:
    (one,) = found(ordered(effort(1, 2, 3, 4, 5)))
    assert (one.subject.key, one.severity, one.owner) == ("priorities", "info", "eve@acme.test")
    assert one.evidence["correlation"] == -1.0
    assert (one.evidence["order"], one.evidence["effort_order"]) == (list(KEYS), list(reversed(KEYS)))
    assert one.summary == "The company gives its objectives effort in another order than that of their target shares"


def test_the_order_of_few_objectives_or_little_effort_says_nothing() -> None:
    assert found(ordered(effort(1, 2, 3, 4), (0.4, 0.3, 0.2, 0.1))) == []
    assert found(ordered(effort(1, 2, 3, 4, 5), (0.4, 0.3, 0.2, 0.1, 0.0))) == []
    assert found(ordered({key: days / 25 for key, days in effort(1, 2, 3, 4, 5).items()})) == []
    assert found(ordered({key: days / 20 for key, days in effort(1, 2, 3, 4, 5).items()})) != []


@pytest.mark.parametrize(("back", "expected"), [(20, 0), (21, 1)])
def test_nothing_is_said_of_the_order_while_new_targets_settle(back: int, expected: int) -> None:
    day = TODAY - timedelta(days=back)
    turned = [TargetShare("O-1", 0.05, None, day - timedelta(days=1)), TargetShare("O-1", 0.3, day)]
    rest = [TargetShare(key, share) for key, share in zip(KEYS[1:], (0.25, 0.2, 0.15, 0.1), strict=True)]
    assert len(found(ordered(effort(1, 2, 3, 4, 5), targets=(*turned, *rest)))) == expected


def test_settings_move_the_thresholds() -> None:
    assert found(world(moved(10.0)), warn_share=0.1) != []
    assert found(world(moved(back=10)), window_days=11) != []
    assert found(world(moved(), decisions=(decision(16, "KR-1"),)), decided_days=10) != []
    assert found(ordered(effort(1, 2, 3, 4), (0.4, 0.3, 0.2, 0.1)), min_objectives=4) != []
    assert found(ordered(effort(2, 4, 5, 3, 1)), order_correlation=0.31) != []
