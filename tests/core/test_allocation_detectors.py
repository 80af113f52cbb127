"""D4, D5 and D6 on both sides of each of their thresholds."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from core.detectors import BY_ID, allocation_drift, slow_shift, starved_objective
from core.facts import DailyEffort, Facts, GoalFact, TargetShare
from core.findings import Observation
from tests.core.worlds import NOW, ago, facts, goal

TODAY = NOW.date()
EVEN = {"O-1": 0.25, "O-2": 0.25, "O-3": 0.25, "O-4": 0.25}
Shares = Mapping[str, float]


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def worked(shares: Shares, first: int, last: int = 0, a_day: float = 10.0) -> list[DailyEffort]:
    """So many person-days on each day from `first` days ago to `last` days ago, divided so."""
    return [
        DailyEffort(day=days_ago(back), team="pay", goal=key, person_days=a_day * share)
        for back in range(last, first + 1)
        for key, share in shares.items()
    ]


def wanted(shares: Shares, begin: int | None = None, end: int | None = None) -> list[TargetShare]:
    first, last = (None if back is None else days_ago(back) for back in (begin, end))
    return [TargetShare(key, share, first, last) for key, share in shares.items()]


def company(daily: list[DailyEffort], targets: list[TargetShare], *, known: float = 99, **more: Any) -> Facts:
    """Objectives O-1 to O-4, each with something in progress, known for so many days, below one strategy."""
    top = GoalFact(goal=goal("S-1", level="strategy"), owners=("eve@acme.test",), first_seen=ago(known))
    goals = [
        GoalFact(
            goal=goal(key, level="objective", parent="S-1"),
            **{"owners": (f"{key}@acme.test",), "doing_items": 1, "first_seen": ago(known), **more},
        )
        for key in EVEN
    ]
    return facts(goals=(top, *goals), daily=tuple(daily), targets=tuple(targets))


def found(detector: str, given: Facts, **settings: Any) -> list[Observation]:
    return list(BY_ID[detector].judge(given, BY_ID[detector].settings(**settings)))


def told(detector: str, given: Facts) -> dict[str, str]:
    return {each.subject.key: each.severity for each in found(detector, given)}


def moved(share: float) -> dict[str, float]:
    """Evenly, but for what was taken from the first and given to the second."""
    return {**EVEN, "O-1": 0.25 - share, "O-2": 0.25 + share}


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.125, {}), (0.124, {"O-1": "warning"}), (0.001, {"O-1": "warning"}), (0, {"O-1": "critical"})],
)
def test_an_objective_is_starved_below_half_of_its_target(share: float, expected: dict[str, str]) -> None:
    assert told("D4", company(worked(moved(0.25 - share), 13), wanted(EVEN))) == expected


def test_an_objective_on_which_nothing_is_in_progress_is_starved_whatever_it_got() -> None:
    given = company(worked(EVEN, 13), wanted({"O-1": 1.0, "O-2": 0.0}), doing_items=0)
    (one,) = found("D4", given)
    assert (one.subject.key, one.severity, one.owner) == ("O-1", "warning", "O-1@acme.test")
    assert one.says.endswith("where 100% was meant, and nothing that serves it is in progress")


@pytest.mark.parametrize(("begin", "expected"), [(13, {"O-1": "critical"}), (12, {})])
def test_a_target_must_have_stood_for_two_weeks(begin: int, expected: dict[str, str]) -> None:
    targets = [*wanted({"O-1": 0.1}, None, begin + 1), *wanted({"O-1": 0.3}, begin), *wanted({"O-2": 0.7})]
    assert told("D4", company(worked({"O-2": 1.0}, 13), targets)) == expected


@pytest.mark.parametrize(("a_day", "expected"), [(1.42, {}), (1.43, {"O-1": "critical"})])
def test_nothing_is_starved_on_less_than_twenty_person_days(a_day: float, expected: dict[str, str]) -> None:
    daily = worked({"O-2": 1.0}, 13, a_day=a_day) + worked({"O-9": 1.0}, 13)
    assert told("D4", company(daily, wanted({"O-1": 0.5, "O-2": 0.5}))) == expected


@pytest.mark.parametrize(("target", "expected"), [(0.0714, {}), (0.0715, {"O-1": "critical"})])
def test_a_target_that_asks_for_less_than_ten_person_days_is_not_judged(
    target: float, expected: dict[str, str]
) -> None:
    given = company(worked({"O-2": 1.0}, 13), wanted({"O-1": target, "O-2": 1 - target}))
    assert told("D4", given) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.099, {}),
        (0.10, {"O-1": "warning", "O-2": "warning"}),
        (0.149, {"O-1": "warning", "O-2": "warning"}),
        (0.15, {"allocation": "warning", "O-1": "warning", "O-2": "warning"}),
        (0.24, {"allocation": "warning", "O-1": "warning", "O-2": "warning"}),
    ],
)
def test_allocation_drift_thresholds(share: float, expected: dict[str, str]) -> None:
    assert told("D5", company(worked(moved(share), 27), wanted(EVEN))) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.299, "warning"), (0.30, "critical")])
def test_allocation_drift_is_critical_from_thirty_points(share: float, expected: str) -> None:
    given = company(worked({"O-1": 0.5 - share, "O-2": 0.5 + share}, 27), wanted({"O-1": 0.5, "O-2": 0.5}))
    assert told("D5", given)["allocation"] == expected


def test_small_gaps_add_up_to_a_drift_of_the_whole() -> None:
    apart = {"O-1": 0.17, "O-2": 0.17, "O-3": 0.33, "O-4": 0.33}
    (one,) = found("D5", company(worked(apart, 27), wanted(EVEN)))
    assert (one.subject.kind, one.owner, one.goal) == ("company", "eve@acme.test", "S-1")
    assert one.evidence["distance"] == 0.16


def test_the_whole_drifts_since_the_week_from_which_on_it_did() -> None:
    daily = worked(EVEN, 60, 21) + worked({"O-1": 1.0}, 20)
    (one, *_) = found("D5", company(daily, wanted(EVEN)))
    assert list(one.evidence["trend"].values()) == [0.0, 0.19, 0.38, 0.56]
    assert one.since.date() == days_ago(14)


@pytest.mark.parametrize(("day", "expected"), [(20, set()), (21, {"allocation", "O-1", "O-2"})])
def test_nothing_drifts_while_a_change_of_targets_settles(day: int, expected: set[str]) -> None:
    targets = wanted(moved(-0.10), None, day + 1) + wanted(moved(-0.20), day)
    assert set(told("D5", company(worked(EVEN, 27), targets))) == expected


def test_a_small_change_of_targets_needs_no_time_to_settle() -> None:
    targets = wanted(moved(-0.11), None, 4) + wanted(moved(-0.20), 3)
    assert "allocation" in told("D5", company(worked(EVEN, 27), targets))


@pytest.mark.parametrize("targets", [[], wanted({"O-1": 1.0}), wanted({"O-1": 0.0, "O-2": 0.0})])
def test_less_than_two_targets_cannot_drift(targets: list[TargetShare]) -> None:
    assert told("D5", company(worked({"O-2": 1.0}, 27), targets)) == {}


@pytest.mark.parametrize(("a_day", "expected"), [(0.71, False), (0.72, True)])
def test_nothing_drifts_on_less_than_twenty_person_days(a_day: float, expected: bool) -> None:
    assert bool(told("D5", company(worked({"O-1": 1.0}, 27, a_day=a_day), wanted(EVEN)))) is expected


BEFORE, AFTER = {"O-1": 0.9, "O-2": 0.1}, {"O-1": 0.1, "O-2": 0.9}


def shifted(days: int, gone: float, **more: Any) -> Facts:
    """Targets were turned round so many days ago; effort has gone so much of the way since."""
    now = {"O-1": 0.9 - 0.8 * gone, "O-2": 0.1 + 0.8 * gone}
    targets = wanted(BEFORE, None, days + 1) + wanted(AFTER, days)
    return company(worked(BEFORE, 97, days) + worked(now, days - 1), targets, **more)


@pytest.mark.parametrize(
    ("days", "gone", "expected"),
    [
        (20, 0.0, []),
        (21, 0.24, ["warning"]),
        (21, 0.25, ["info"]),
        (21, 0.49, ["info"]),
        (21, 0.50, []),
        (41, 0.24, ["warning"]),
        (41, 0.50, []),
        (42, 0.24, ["critical"]),
        (42, 0.79, ["info"]),
        (42, 0.80, []),
        (70, 0.0, ["critical"]),
        (71, 0.0, []),
    ],
)
def test_slow_shift_thresholds(days: int, gone: float, expected: list[str]) -> None:
    assert [each.severity for each in found("D6", shifted(days, gone))] == expected


def test_a_slow_shift_names_its_day_and_how_far_it_came() -> None:
    (one,) = found("D6", shifted(30, 0.1))
    assert (one.since.date(), one.evidence["response"], one.owner) == (days_ago(30), 0.1, "eve@acme.test")
    assert one.summary == "The company changed its targets on 18 May 2026, and effort has gone 10% of the way"


@pytest.mark.parametrize(("size", "expected"), [(0.099, []), (0.10, ["warning"])])
def test_only_a_change_of_ten_points_is_a_change_of_strategy(size: float, expected: list[str]) -> None:
    targets = wanted(moved(0.0), None, 31) + wanted(moved(-size), 30)
    assert [each.severity for each in found("D6", company(worked(EVEN, 97), targets))] == expected


def test_a_change_towards_what_was_done_anyway_asks_for_nothing() -> None:
    targets = wanted(BEFORE, None, 31) + wanted(AFTER, 30)
    assert found("D6", company(worked(AFTER, 97), targets)) == []


def test_an_objective_that_was_given_up_counts_as_not_shifted() -> None:
    targets = wanted({"O-1": 0.9}, None, 31) + wanted({"O-2": 0.1}) + wanted({"O-3": 0.9}, 30)
    (one,) = found("D6", company(worked({"O-1": 0.9, "O-2": 0.1}, 97), targets))
    assert (one.severity, one.evidence["response"]) == ("warning", 0.0)


@pytest.mark.parametrize(("before", "now"), [(0.71, 10.0), (10.0, 1.42)])
def test_no_shift_is_judged_on_too_little(before: float, now: float) -> None:
    targets = wanted(BEFORE, None, 31) + wanted(AFTER, 30)
    daily = worked(BEFORE, 97, 30, a_day=before) + worked(BEFORE, 29, a_day=now)
    assert found("D6", company(daily, targets)) == []


# entropy of the targets: 0.797 and 0.803 of the greatest; of the effort: 0.952 and 0.948
@pytest.mark.parametrize(
    ("target", "actual", "expected"),
    [
        ({"O-1": 0.725, "O-2": 0.155, "O-3": 0.12}, {"O-1": 0.333, "O-2": 0.333, "O-3": 0.334}, True),
        ({"O-1": 0.65, "O-2": 0.20, "O-3": 0.15}, {"O-1": 0.333, "O-2": 0.333, "O-3": 0.334}, False),
        ({"O-1": 0.725, "O-2": 0.155, "O-3": 0.12}, {"O-1": 0.46, "O-2": 0.32, "O-3": 0.22}, True),
        ({"O-1": 0.725, "O-2": 0.155, "O-3": 0.12}, {"O-1": 0.50, "O-2": 0.28, "O-3": 0.22}, False),
        ({"O-1": 0.9, "O-2": 0.1}, {"O-1": 0.5, "O-2": 0.5}, False),
    ],
)
def test_split_evenly_though_targets_are_far_apart(target: Shares, actual: Shares, expected: bool) -> None:
    seen = found("D6", company(worked(actual, 97), wanted(target)))
    assert [each.severity for each in seen] == (["warning"] if expected else [])
    assert all("splits its effort evenly" in each.says for each in seen)


def test_settings_move_the_thresholds() -> None:
    given = company(worked(moved(0.05), 27), wanted(EVEN))
    assert [s.severity for s in found("D5", given, warn_distance_share=0.05)] == ["warning"]
    assert [s.subject.key for s in found("D5", given, gap_share=0.05)] == ["O-1", "O-2"]
    assert [s.subject.key for s in found("D4", given, starved_ratio=0.9)] == ["O-1"]
    assert {module.DETECTOR.id for module in (starved_objective, allocation_drift, slow_shift)} == {"D4", "D5", "D6"}


def test_no_effort_at_all_is_no_verdict_even_without_a_guard() -> None:
    given = company([], wanted(BEFORE, None, 31) + wanted(AFTER, 30))
    assert [found(name, given, min_person_days=0) for name in ("D4", "D5", "D6")] == [[], [], []]


def test_every_summary_is_one_plain_sentence_and_the_evidence_names_the_method() -> None:
    given = shifted(42, 0.0)
    for each in (one for name in ("D4", "D5", "D6") for one in found(name, given)):
        assert "\n" not in each.summary
        assert " days ago" not in each.summary
        assert each.evidence["method"] == {"pay": "person-days"}
        assert each.evidence["coverage"] == 1.0
