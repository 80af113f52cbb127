"""What is known of a goal over time: its own row and what stands beside it, put together."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from core.facts import GoalFact
from core.records import Metric, Reading, Target
from store import Store
from store.goal_facts import goal_facts
from tests.store.samples import DAY, NOW, OKRS, goal, pull

TODAY = NOW.date()  # 2026-03-02
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def reading(day: date, value: float | None = None, **more: Any) -> Reading:
    return Reading(source="sheets", id=f"KR-1/{day}", subject="KR-1", at=day, place="Check-ins!A2", value=value, **more)


def fact(store: Store, *beside: Any, now: datetime = NOW, **row: Any) -> GoalFact:
    one = goal("KR-1", level="key_result", **{"effective_from": FIRST, "effective_to": LAST, **row})
    pull(store, one, *beside, stream=OKRS)
    with store.read() as tx:
        return goal_facts(tx, now)[0]


def test_readings_and_the_own_row_make_one_series(store: Store) -> None:
    early, late = date(2026, 2, 1), date(2026, 2, 15)
    found = fact(store, reading(late, 7.0), reading(early, 5.0), current=9.0)
    assert found.values == ((at(early), 5.0), (at(late), 7.0), (NOW, 9.0))
    assert found.current == 9.0


def test_a_later_reading_is_newer_than_the_row(store: Store) -> None:
    fact(store, current=9.0)
    with_reading = fact(store, reading((NOW + DAY).date(), 11.0), current=9.0, now=NOW + 2 * DAY)
    assert (with_reading.current, with_reading.goal.current) == (11.0, 9.0)


def test_of_one_day_the_own_row_counts(store: Store) -> None:
    assert fact(store, reading(TODAY, 11.0), current=9.0).values == ((NOW, 9.0),)


def test_readings_of_an_earlier_period_do_not_count(store: Store) -> None:
    assert fact(store, reading(date(2025, 12, 31), 80.0), reading(FIRST, 1.0)).values == ((at(FIRST), 1.0),)


@pytest.mark.parametrize(
    ("day", "current", "expected"),
    [
        (LAST, None, 4.0),  # the quarter runs
        (LAST, 9.0, 9.0),  # its own row says how it stands
        (date(2026, 3, 20), None, None),  # no period ends then: a slip
        (date(2027, 3, 31), None, None),
    ],
)
def test_a_value_dated_ahead_is_that_of_the_running_period(
    store: Store, day: date, current: float | None, expected: float | None
) -> None:
    found = fact(store, reading(day, 4.0), current=current)
    assert found.current == expected
    assert found.values == (() if current is None else ((NOW, current),))


def test_confidence_and_status_are_the_newest_said(store: Store) -> None:
    week, day = date(2026, 2, 23), date(2026, 2, 9)
    beside = (reading(day, confidence=0.4, status="at risk"), reading(week, status="red"))
    found = fact(store, *beside, confidence=None, declared="")
    assert (found.confidence, found.declared) == (0.4, "red")
    assert found.statuses == ((at(day), "at risk"), (at(week), "red"))
    again = fact(store, *beside, confidence=0.9, declared="green")
    assert (again.confidence, again.declared) == (0.9, "green")


def test_targets_by_period_come_in_order_of_their_ends(store: Store) -> None:
    ends = [LAST, date(2026, 1, 31), date(2026, 2, 28)]
    targets = [
        Target(source="sheets", id=str(end), goal="KR-1", begin=FIRST, end=end, value=1.0, place="Targets!A2")
        for end in ends
    ]
    assert [each.end for each in fact(store, *targets).targets] == sorted(ends)


def test_a_metric_of_the_same_key_gives_the_range(store: Store) -> None:
    metric = Metric(
        source="sheets", id="KR-1", key="KR-1", title="p95", place="Metrics!A2", direction="keep", low=1.0, high=3.0
    )
    found = fact(store, metric, current=2.0).goal
    assert (found.measure, found.low, found.high) == ("keep", 1.0, 3.0)
    assert fact(store, metric, start=0.0, target=9.0).goal.measure is None
