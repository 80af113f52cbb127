"""The pace of key results of each kind."""

from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import numpy
import pytest

from core.facts import GoalFact
from core.measure import kind, line, progress
from core.pace import pace_of
from core.records import Goal, Target

NOW = datetime(2026, 2, 19, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 10)  # 100 days, 50 of them over
PERIOD: dict[str, Any] = {"effective_from": FIRST, "effective_to": LAST}


def goal(key: str, parent: str | None = None, level: Any = "key_result", **more: Any) -> Goal:
    return Goal(source="sheets", key=key, level=level, title=key, place="A1", parent=parent, **more)


def result(key: str, current: float | None, **more: Any) -> Goal:
    return goal(key, "O", **{"start": 0, "target": 100, "current": current, **PERIOD, **more})


def target(end: date, value: float, begin: date = FIRST) -> Target:
    return Target(source="sheets", id=f"{end}", goal="K", begin=begin, end=end, value=value, place="Targets!C2")


def ratio(one: Goal, *targets: Target, at: datetime = NOW, **more: Any) -> float | None:
    found = pace_of(GoalFact(goal=one, targets=targets, **more), at)
    return None if found is None else round(found.ratio, 4)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"start": 1, "target": 2}, "increase"),
        ({"start": 2, "target": 1}, "decrease"),
        ({"start": 2, "target": 2}, None),
        ({"target": 2}, None),
        ({"low": 1}, "keep"),
        ({"low": 1, "target": 3, "start": 2}, "increase"),
        ({"measure": "milestone"}, "milestone"),
        ({"measure": "keep", "start": 1, "target": 2}, "keep"),
    ],
)
def test_what_a_goal_measures_is_said_or_follows_from_its_numbers(given: dict[str, Any], expected: str | None) -> None:
    assert kind(goal("K", **given)) == expected


def test_targets_by_period_bend_the_line() -> None:
    quarter = target(date(2026, 2, 19), 20)  # at the end of today 20 are asked for, in place of 50
    assert ratio(result("K", 20), quarter) == 1.0
    assert ratio(result("K", 20)) == 0.4
    half_way = datetime(2026, 1, 25, tzinfo=UTC)
    assert ratio(result("K", 10), quarter, at=half_way) == 1.0


def test_a_target_by_period_is_a_target_and_gives_the_period() -> None:
    bare = goal("K", start=0, current=25)
    assert ratio(bare, target(LAST, 100)) == 0.5
    assert ratio(bare) is None


def test_a_decrease_by_periods_is_the_mirror_of_an_increase() -> None:
    falling = result("K", 80, start=100, target=0)
    assert ratio(falling, target(date(2026, 2, 19), 80)) == 1.0
    assert ratio(falling) == 0.4


def test_a_phase_that_asks_for_nothing_yet_is_kept_by_standing_still() -> None:
    flat = target(date(2026, 3, 1), 0)
    assert [ratio(result("K", value), flat) for value in (0, 5, -1)] == [1.0, 1.0, 0.0]


def test_targets_outside_of_the_period_do_not_count() -> None:
    early, late = target(date(2025, 12, 31), 90, date(2025, 1, 1)), target(date(2026, 12, 31), 900)
    assert ratio(result("K", 20), early, late) == 0.4


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        (5, 0, 10, 1.0),
        (0, 0, 10, 1.0),
        (10.5, 0, 10, 0.95),
        (15, 0, 10, 0.5),
        (-20, 0, 10, 0.0),
        (99, 99, None, 1.0),
        (49.5, 99, None, 0.5),
        (1, None, 0, 0.0),
        (0, None, 0, 1.0),
        (5, None, None, None),
    ],
)
def test_keeping_in_range(value: float, low: float | None, high: float | None, expected: float | None) -> None:
    kept = result("K", value, start=None, target=None, measure="keep", low=low, high=high)
    assert ratio(kept) == expected


def test_out_of_range_since_the_first_of_the_newest_values_that_are() -> None:
    kept = result("K", 12, start=None, target=None, low=0, high=10)
    days = [(5, 11.0), (4, 9.0), (3, 11.0), (1, 12.0)]
    values = tuple((NOW - timedelta(days=ago), value) for ago, value in days)
    found = pace_of(GoalFact(goal=kept, values=values), NOW)
    assert found is not None
    assert found.behind_since == (NOW - timedelta(days=3)).date()


def test_a_milestone_has_no_pace_and_is_done_or_not() -> None:
    launch = result("K", None, start=None, target=None, measure="milestone")
    assert ratio(launch) is None
    assert [progress(launch, value) for value in (None, 0, 0.5, 1)] == [0, 0, 0, 1]
    assert progress(goal("K", measure="milestone", declared="Done"), None) == 1
    assert progress(goal("K", measure="milestone", declared="Dropped"), None) == 0


def test_the_newest_value_counts_and_one_of_a_running_period_only_where_the_row_has_none() -> None:
    values = ((NOW - timedelta(days=2), 30.0), (NOW - timedelta(days=1), 50.0))
    assert ratio(result("K", 30), values=values, running=90.0) == 1.0
    assert ratio(result("K", None), values=values, running=25.0) == 0.5
    assert ratio(result("K", None), values=values) == 1.0


@pytest.mark.parametrize("seed", range(60))
def test_random_lines_agree_with_an_interpolation_by_numpy(seed: int) -> None:
    random = Random(seed)
    ends = sorted(random.sample(range(1, 100), random.randint(0, 5)))
    steps = [(end, round(random.uniform(-50, 150), 2)) for end in ends]
    targets = [target(FIRST + timedelta(days=end - 1), value) for end, value in steps]
    random.shuffle(targets)
    one = result("K", round(random.uniform(-20, 120), 2), target=random.choice([-80, 100]))
    x, y = zip((0, 0.0), *steps, (100, float(one.target or 0)), strict=True)
    expected = [float(numpy.interp(day, x, y)) for day in range(1, 101)]
    way = line(one, targets)
    assert way is not None
    assert [way.at(FIRST + timedelta(days=day)) for day in range(100)] == pytest.approx(expected)
    for today in (20, 50, 99):
        found = pace_of(GoalFact(goal=one, targets=tuple(targets)), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(today))
        assert found is not None
        here, reached = expected[today] / y[-1], (one.current or 0) / y[-1]
        assert (found.progress, found.expected) == pytest.approx((reached, here))
        ahead = [day for day in range(today + 1) if expected[day] / y[-1] <= reached + 1e-9]
        if found.behind_since:
            assert found.behind_since == FIRST + timedelta(days=ahead[-1] + 1 if ahead else 0)
        assert (found.behind_since is None) == (reached >= here or (here > 0 and reached / here >= 1))


@pytest.mark.parametrize("seed", range(20))
def test_projections_agree_with_numpy(seed: int) -> None:
    random = Random(seed)
    days = sorted(random.sample(range(48), 7))
    values = tuple((datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day), random.uniform(0, 60)) for day in days)
    found = pace_of(GoalFact(goal=result("K", 5), values=values), NOW)
    slope, base = numpy.polyfit(days[-4:], [value for _, value in values[-4:]], 1)
    assert found is not None
    assert found.projected == pytest.approx(base + slope * 99, abs=1e-3)
