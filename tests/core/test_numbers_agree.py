"""Distances, evenness, pace, percentiles and rank correlations, held against numpy and scipy on random numbers."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.allocation import ROUNDED, evenness, response, total_variation
from core.facts import GoalFact
from core.flow import percentile
from core.measure import line
from core.pace import pace_of
from core.ranks import ranks, spearman
from core.records import Target
from tests.core.worlds import goal

DIGIT = 10.0**-ROUNDED
FIRST = date(2026, 1, 1)
weights = st.lists(st.integers(0, 1_000), min_size=1, max_size=12).filter(any)
values = st.lists(st.integers(-20, 20).map(float), min_size=2, max_size=30)
heights = st.floats(-1_000, 1_000).map(lambda value: round(value, 2))


def shares(weight: list[int]) -> dict[str, float]:
    return {f"O-{nth}": each / sum(weight) for nth, each in enumerate(weight)}


def padded(one: dict[str, float], other: dict[str, float]) -> tuple[np.ndarray, np.ndarray]:
    """Both over the same objectives."""
    keys = sorted({*one, *other})
    left, right = (np.array([each.get(key, 0.0) for key in keys]) for each in (one, other))
    return left, right


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    left, right = padded(one, other)
    return float(np.maximum(left - right, 0).sum())  # what has to move away from where there is too much


@given(weights, weights)
def test_total_variation(one: list[int], other: list[int]) -> None:
    assert total_variation(shares(one), shares(other)) == pytest.approx(distance(shares(one), shares(other)), abs=DIGIT)


@given(weights)
def test_evenness(weight: list[int]) -> None:
    assume(len(weight) > 1)
    from scipy import stats  # takes two seconds, which those that run other tests need not wait

    expected = stats.entropy(weight, base=len(weight))
    assert evenness(shares(weight)) == pytest.approx(expected, abs=DIGIT)


@given(weights, weights, weights)
def test_response(before: list[int], now: list[int], target: list[int]) -> None:
    was, is_, wanted = shares(before), shares(now), shares(target)
    assume(distance(was, wanted) > 0.05)
    expected = 1 - distance(is_, wanted) / distance(was, wanted)
    assert response(was, is_, wanted) == pytest.approx(expected, abs=100 * DIGIT)


@given(values, st.data())
def test_spearman_and_the_ranks_below_it(one: list[float], data: st.DataObject) -> None:
    from scipy import stats

    other = data.draw(st.lists(st.integers(-20, 20).map(float), min_size=len(one), max_size=len(one)))
    assert ranks(one) == list(stats.rankdata(one))
    if len({*one}) == 1 or len({*other}) == 1:
        assert spearman(one, other) is None
    else:
        assert spearman(one, other) == pytest.approx(float(stats.spearmanr(one, other).statistic), abs=DIGIT)


@given(st.lists(st.floats(0, 1_000), min_size=1, max_size=60), st.sampled_from([0.15, 0.5, 0.85, 0.95]))
def test_percentiles(numbers: list[float], share: float) -> None:
    assert percentile(sorted(numbers), share) == pytest.approx(float(np.quantile(numbers, share, method="linear")))


@given(
    start=heights,
    target=heights,
    current=heights,
    days=st.integers(10, 400),
    passed=st.integers(1, 500),
    steps=st.dictionaries(st.integers(1, 399), heights, max_size=5),
)
def test_pace_against_the_line_through_the_targets_by_period(
    start: float, target: float, current: float, days: int, passed: int, steps: dict[int, float]
) -> None:
    steps = {day: value for day, value in steps.items() if day < days}
    assume(start != target and passed >= 0.15 * days)
    last, today = FIRST + timedelta(days=days - 1), FIRST + timedelta(days=passed - 1)
    asked = tuple(
        Target(
            source="sheets",
            id=str(day),
            goal="KR-1",
            begin=FIRST,
            end=FIRST + timedelta(days=day - 1),
            value=value,
            place="",
        )
        for day, value in steps.items()
    )
    one = goal(start=start, target=target, current=current, effective_from=FIRST, effective_to=last)
    found = pace_of(GoalFact(goal=one, targets=asked), datetime.combine(today, time(12), UTC))
    known = sorted({0: start, **steps, days: target}.items())
    expected = float(np.interp(passed, [day for day, _ in known], [value for _, value in known]))
    assert found
    assert line(one, asked) is not None
    assert found.progress == pytest.approx((current - start) / (target - start))
    assert found.expected == pytest.approx((expected - start) / (target - start), abs=1e-9)
    if found.expected > 1e-6:
        assert found.ratio == pytest.approx((current - start) / (expected - start), abs=1e-9), "of nine digits"


@given(st.lists(st.tuples(st.integers(0, 89), heights), min_size=2, max_size=12, unique_by=lambda point: point[0]))
def test_where_the_last_values_lead(points: list[tuple[int, float]]) -> None:
    seen = tuple((datetime.combine(FIRST + timedelta(days=day), time(), UTC), value) for day, value in sorted(points))
    one = goal(start=0.0, target=1.0, effective_from=FIRST, effective_to=FIRST + timedelta(days=99))
    found = pace_of(GoalFact(goal=one, values=seen), datetime.combine(FIRST + timedelta(days=90), time(), UTC))
    slope, height = np.polyfit([day for day, _ in sorted(points)[-4:]], [value for _, value in sorted(points)[-4:]], 1)
    assert found
    assert found.projected == pytest.approx(height + slope * 99, abs=0.01, rel=1e-4)
