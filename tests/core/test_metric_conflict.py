"""D18 on both sides of each of its thresholds, and the correlation that it stands on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from core.detectors import metric_conflict
from core.facts import GoalFact
from core.findings import Observation
from core.ranks import ranks, spearman
from core.records import Metric, Reading
from tests.core.worlds import NOW, facts, goal

TODAY = NOW.date()
RISING = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
FALLING = RISING[::-1]


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def metric(key: str, *supports: str, **more: Any) -> Metric:
    return Metric(source="sheets", id=key, key=key, title=f"What {key} counts", place="M!A2", supports=supports, **more)


def weekly(key: str, values: Sequence[float], newest: int = 0) -> list[Reading]:
    """One value a week, the last of them so many days ago."""
    return [
        Reading(source="sheets", id=f"{key}/{back}", subject=key, at=day(newest + 7 * back), place="M!A2", value=value)
        for back, value in enumerate(reversed(values))
    ]


def objective(key: str, ended: int | None = None) -> GoalFact:
    over = None if ended is None else day(ended)
    return GoalFact(goal=goal(key, level="objective"), owners=("ana@acme.test",), ended=over)


def found(
    metrics: Sequence[Metric], readings: Sequence[Reading], *goals: GoalFact, **settings: Any
) -> list[Observation]:
    given = facts(goals=goals or (objective("O-1"), objective("O-2")), metrics=tuple(metrics), readings=tuple(readings))
    return list(metric_conflict.judge(given, metric_conflict.Settings(**settings)))


@pytest.mark.parametrize(("newest", "expected"), [(2, ["O-9"]), (3, [])])
def test_a_metric_that_outlived_its_goal(newest: int, expected: list[str]) -> None:
    seen = found([metric("M-1", "O-9")], weekly("M-1", [1.0], newest), objective("O-9", ended=30))
    assert [each.subject.key for each in seen] == expected


def test_a_metric_of_several_goals_lives_as_long_as_the_last_of_them() -> None:
    over, running = objective("O-9", ended=90), objective("O-1")
    shared = [metric("M-1", "O-9", "O-1")]
    assert found(shared, weekly("M-1", [1.0]), over, running) == []
    both = found(shared, weekly("M-1", [1.0]), over, objective("O-1", ended=28))
    assert [(each.subject.key, each.since.date()) for each in both] == [("O-9", day(28)), ("O-1", day(28))]
    assert found(shared, weekly("M-1", [1.0]), over, objective("O-1", ended=27)) == []


def test_an_outlived_metric_is_told_as_a_hint() -> None:
    (one,) = found([metric("M-1", "O-9")], weekly("M-1", [1.0]), objective("O-9", ended=60))
    assert one.summary == "O-9 (Grow) is over, and M-1 (What M-1 counts) is still measured for it"
    assert (one.severity, one.owner, one.streams) == ("info", "ana@acme.test", ("sheets",))
    assert one.evidence == {"conflicts": [{"metric": "M-1", "measured": TODAY.isoformat()}]}


def test_a_metric_named_like_a_goal_measures_it() -> None:
    (one,) = found([metric("KR-9")], weekly("KR-9", [1.0]), objective("KR-9", ended=60))
    assert one.subject.key == "KR-9"


@pytest.mark.parametrize(
    ("supporter", "opponent", "expected"), [(62, 62, ["O-1"]), (63, 62, []), (62, 63, []), (0, 0, ["O-1"])]
)
def test_one_supports_and_another_works_against(supporter: int, opponent: int, expected: list[str]) -> None:
    register = [metric("M-1", "O-1"), metric("M-2", "O-2", conflicts=("O-1",))]
    seen = found(register, [*weekly("M-1", [1.0], supporter), *weekly("M-2", [1.0], opponent)])
    assert [each.subject.key for each in seen] == expected


def test_what_is_only_watched_is_no_conflict() -> None:
    values = [*weekly("M-1", [1.0, 2.0]), *weekly("M-2", [1.0])]
    assert found([metric("M-1", "O-1"), metric("M-2", conflicts=("O-1",))], values) == []
    assert found([metric("M-2", "O-2", conflicts=("O-1",))], values) == [], "nothing supports O-1"
    over = (objective("O-1"), objective("O-2", ended=5))
    assert found([metric("M-1", "O-1"), metric("M-2", "O-2", conflicts=("O-1",))], values, *over) == []
    (one,) = found([metric("M-1", "O-1"), metric("M-2", "O-2", conflicts=("O-1",))], values)
    assert one.says == (
        "is supported by M-1 (What M-1 counts), and M-2 (What M-2 counts), which serves O-2, works against it"
    )
    assert one.since.date() == TODAY, "from when both were measured"


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (FALLING, True),
        (RISING, False),
        ((5.0, 8.0, 7.0, 6.0, 3.0, 4.0, 2.0, 1.0), True),  # −0.83
        ((2.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 1.0), True),  # −0.5
        ((2.0, 7.0, 8.0, 6.0, 5.0, 4.0, 3.0, 1.0), False),  # −0.48
        ((4.0,) * 8, False),
        (FALLING[1:], False),
    ],
)
def test_two_metrics_of_a_goal_that_go_apart(other: Sequence[float], told: bool) -> None:
    seen = found([metric("M-1", "O-1"), metric("M-2", "O-1")], [*weekly("M-1", RISING), *weekly("M-2", other)])
    assert bool(seen) is told


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("increase", "increase", True),
        ("increase", "decrease", False),
        ("decrease", "decrease", True),
        ("keep", "increase", False),
    ],
)
def test_what_should_fall_counts_the_other_way_round(one: Any, other: Any, told: bool) -> None:
    register = [metric("M-1", "O-1", direction=one), metric("M-2", "O-1", direction=other)]
    seen = found(register, [*weekly("M-1", RISING), *weekly("M-2", FALLING)])
    assert bool(seen) is told


def test_only_days_on_which_both_were_measured_count() -> None:
    register = [metric("M-1", "O-1"), metric("M-2", "O-1")]
    assert found(register, [*weekly("M-1", RISING, 1), *weekly("M-2", FALLING)]) == []
    (one,) = found(register, [*weekly("M-1", RISING), *weekly("M-2", (9.0, *FALLING))])
    numbers = {"metrics": ["M-1", "M-2"], "correlation": -1.0, "points": 8}
    assert (one.evidence, one.since.date()) == ({"conflicts": [numbers]}, day(49))
    for word in ("because", "caus", "due to"):
        assert word not in one.summary


def test_settings_move_the_thresholds() -> None:
    pair = [metric("M-1", "O-1"), metric("M-2", "O-1")]
    apart = [*weekly("M-1", RISING[:4]), *weekly("M-2", FALLING[:4])]
    assert found(pair, apart) == []
    assert found(pair, apart, min_points=4) != []
    assert found(pair, [*weekly("M-1", RISING), *weekly("M-2", FALLING)], opposed_correlation=-1.0) != []
    assert found([metric("M-1", "O-9")], weekly("M-1", [1.0], 5), objective("O-9", ended=9), outlived_days=4) != []
    opposed = [metric("M-1", "O-1"), metric("M-2", "O-2", conflicts=("O-1",))]
    assert found(opposed, [*weekly("M-1", [1.0], 9), *weekly("M-2", [1.0])], followed_days=8) == []


def test_ranks_and_their_correlation() -> None:
    assert ranks([10.0, 30.0, 20.0, 30.0]) == [1.0, 3.5, 2.0, 3.5]
    assert spearman(RISING, RISING) == 1.0
    assert spearman(RISING, FALLING) == -1.0
    assert spearman([1.0], [2.0]) is None
    assert spearman([1.0, 1.0], [1.0, 2.0]) is None
    assert spearman([106, 86, 100, 101, 99, 103, 97, 113, 112, 110], [7, 0, 27, 50, 28, 29, 20, 12, 6, 17]) == -0.1758
