"""Allocation against targets: known answers, and random histories recomputed in another way."""

from collections import Counter
from datetime import date, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.allocation import (
    allocation,
    changes,
    evenness,
    objectives_of,
    response,
    targets_on,
    total_variation,
    trend,
)
from core.facts import DailyEffort, GoalFact, MethodCoverage, TargetShare
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
KEYS = ("O-1", "O-2", "O-3")
GOALS = (*(GoalFact(goal=goal(key, level="objective")) for key in KEYS), GoalFact(goal=goal("KR-1", parent="O-1")))


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def day(back: int, key: str | None, days: float, team: str = "pay") -> DailyEffort:
    return DailyEffort(day=days_ago(back), team=team, goal=key, person_days=days)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ({"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 0.5}, 0.0),
        ({"a": 1.0}, {"b": 1.0}, 1.0),
        ({"a": 0.7, "b": 0.3}, {"a": 0.5, "b": 0.2, "c": 0.3}, 0.3),
    ],
)
def test_total_variation(one: dict[str, float], other: dict[str, float], distance: float) -> None:
    assert total_variation(one, other) == total_variation(other, one) == distance


def test_evenness() -> None:
    assert evenness({"a": 0.25, "b": 0.25, "c": 0.25, "d": 0.25}) == 1.0
    assert evenness({"a": 1.0, "b": 0.0}) == evenness({"a": 1.0}) == evenness({}) == 0.0
    assert evenness({"a": 0.75, "b": 0.25}) == 0.8113  # of a coin that falls three times to one


def test_response_is_the_part_of_the_way_that_was_gone() -> None:
    before, target = {"a": 0.8, "b": 0.2}, {"a": 0.2, "b": 0.8}
    assert response(before, target, target) == 1.0
    assert response(before, before, target) == 0.0
    assert response(before, {"a": 0.5, "b": 0.5}, target) == 0.5
    assert response(before, {"a": 1.0}, target) == -0.3333
    assert response(target, before, target) is None


def test_targets_are_relative_to_those_in_force() -> None:
    kept = [TargetShare("O-1", 0.6), TargetShare("O-2", 0.2), TargetShare("O-3", 0.2, TODAY, days_ago(-9))]
    assert targets_on(days_ago(1), kept) == pytest.approx({"O-1": 0.75, "O-2": 0.25})
    assert targets_on(TODAY, kept) == pytest.approx({"O-1": 0.6, "O-2": 0.2, "O-3": 0.2})
    assert targets_on(days_ago(-9), kept) != targets_on(days_ago(-10), kept)
    assert targets_on(TODAY, [TargetShare("O-1", 0.0)]) == {}


def test_changes_have_their_day_and_size_and_the_first_targets_are_none() -> None:
    kept = [
        TargetShare("O-1", 0.8, days_ago(90), days_ago(31)),
        TargetShare("O-1", 0.5, days_ago(30)),
        TargetShare("O-2", 0.2, days_ago(90), days_ago(31)),
        TargetShare("O-2", 0.5, days_ago(30)),
        TargetShare("O-9", 0.0, days_ago(90), days_ago(50)),  # its end changes nothing for anybody
    ]
    (change,) = changes(kept, TODAY)
    assert (change.day, change.size) == (days_ago(30), 0.3)
    assert changes(kept, days_ago(31)) == []


def test_effort_belongs_to_the_nearest_objective_with_a_target() -> None:
    given = facts(
        goals=GOALS,
        targets=(TargetShare("O-1", 0.5), TargetShare("O-2", 0.5)),
        daily=(
            *(day(0, "O-1", 1), day(3, "KR-1", 2), day(6, "O-2", 1)),
            *(day(0, None, 3), day(0, "O-3", 1), day(0, "GONE-1", 2)),
            *(day(7, "O-2", 50), day(-1, "O-2", 50)),  # outside the window
        ),
    )
    found = allocation(given, TODAY, 7)
    assert (found.begin, found.actual) == (days_ago(6), {"O-1": 0.75, "O-2": 0.25})
    assert (found.person_days, found.coverage, found.distance) == (4, 0.4, 0.25)
    assert allocation(given, TODAY, 7, objectives=["O-3"]).actual == {"O-1": 0.6, "O-2": 0.2, "O-3": 0.2}


def test_in_a_circle_of_parents_goals_lead_to_the_objective_that_is_in_it() -> None:
    parents = {"O-1": "KR-2", "KR-1": "O-1", "KR-2": "KR-1", "KR-3": "KR-4", "KR-4": "KR-3", "KR-5": "GONE-1"}
    given = facts(goals=tuple(GoalFact(goal=goal(key, parent=parent)) for key, parent in parents.items()))
    assert objectives_of(given, {"O-1", "GONE-1"}) == dict.fromkeys(("O-1", "KR-1", "KR-2"), "O-1")


def test_no_effort_has_no_shares_and_full_distance_is_not_claimed() -> None:
    found = allocation(facts(goals=GOALS, targets=(TargetShare("O-1", 1.0),)), TODAY, 7)
    assert (found.actual, found.person_days, found.coverage) == ({}, 0, 0)


def test_trend_goes_week_by_week_to_the_present() -> None:
    daily = tuple(day(back, "O-1" if back >= 14 else "O-2", 1) for back in range(28))
    given = facts(goals=GOALS, daily=daily, targets=(TargetShare("O-1", 0.5), TargetShare("O-2", 0.5)))
    found = trend(given, TODAY, 2, 14)
    assert [(each.end, each.distance) for each in found] == [(days_ago(14), 0.5), (days_ago(7), 0.0), (TODAY, 0.5)]


ROW = st.builds(
    DailyEffort,
    day=st.integers(0, 40).map(days_ago),
    team=st.sampled_from("ab"),
    goal=st.sampled_from([*KEYS, "KR-1", None]),
    person_days=st.integers(1, 9),
    hours=st.integers(0, 9),
)


@given(st.lists(ROW, max_size=60), st.lists(st.integers(1, 9), min_size=3, max_size=3), st.booleans())
def test_random_histories_are_divided_as_a_plain_count_divides_them(
    rows: list[DailyEffort], weights: list[int], logged: bool
) -> None:
    shares = tuple(TargetShare(key, weight / 20) for key, weight in zip(KEYS, weights, strict=True))
    coverage = (MethodCoverage("a", 10, 10 if logged else 0, 0),)
    found = allocation(facts(goals=GOALS, daily=tuple(rows), targets=shares, method_coverage=coverage), TODAY, 28)

    inside = [row for row in rows if (TODAY - row.day).days < 28]
    hours = sum(row.hours for row in inside if row.team == "a")
    rate = sum(row.person_days for row in inside if row.team == "a") / hours if hours and logged else None
    plain: Counter[str | None] = Counter()
    for row in inside:
        by_hours = row.team == "a" and rate is not None
        plain["O-1" if row.goal == "KR-1" else row.goal] += row.hours * (rate or 0) if by_hours else row.person_days  # type: ignore[assignment]
    total, on_goals = sum(plain.values()), sum(plain[key] for key in KEYS)
    assert isclose(found.person_days, on_goals, abs_tol=1e-3)
    assert isclose(found.coverage, on_goals / total if total else 0, abs_tol=1e-4)
    if on_goals:
        gaps = [plain[key] / on_goals - weight / sum(weights) for key, weight in zip(KEYS, weights, strict=True)]
        assert isclose(found.distance, sum(gap for gap in gaps if gap > 0), abs_tol=1e-4)
