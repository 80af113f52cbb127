"""D16 on both sides of its limits, and what small means."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy import median

from core.detectors import easy_wins
from core.facts import DoneWeek, SlowItem, TeamFlow
from core.findings import Observation
from core.flow import flow
from core.journey import Window
from core.sizes import Size, cycle_days, small
from core.tally import Tally
from core.times import DAY
from tests.core.worlds import ago, facts, item

EMPTY = flow(Tally(), Window(0, 90 * DAY))
RISING = ((4, 0), (4, 1), (4, 2), (4, 3))


def slow(number: int, priority: str | None = "High", goal: str | None = "O-1") -> SlowItem:
    of = item(f"jira:PAY-{number}", goal=goal)
    return SlowItem(item=of, started=ago(60), status="Review", handoffs=0, priority=priority)


def judged(
    weeks: tuple[tuple[int, int], ...] = RISING,
    aged: tuple[SlowItem, ...] = (slow(1), slow(2)),
    **settings: Any,
) -> list[Observation]:
    team = TeamFlow(team="pay", flow=EMPTY, aged=aged, weeks=tuple(DoneWeek(*week) for week in weeks))
    return list(easy_wins.judge(facts(flows=(team,)), easy_wins.Settings(**settings)))


@pytest.mark.parametrize(
    ("weeks", "expected"),
    [
        (RISING, 1),
        (((9, 9), *RISING), 1),
        (((4, 0), (4, 2), (4, 2), (4, 3)), 0),
        (((4, 2), (4, 1), (4, 2), (4, 3)), 0),
        (RISING[1:], 0),
        (((20, 1), (20, 2), (20, 4), (20, 6)), 1),
        (((20, 1), (20, 2), (20, 4), (20, 5)), 0),
        (((9, 0), (2, 1), (2, 1), (3, 3)), 0),
        (((0, 0), (4, 1), (2, 1), (2, 2)), 1),
        (((0, 0), (4, 1), (2, 1), (1, 1)), 0),
    ],
)
def test_the_easy_share_rises_week_by_week_and_by_enough(weeks: tuple[tuple[int, int], ...], expected: int) -> None:
    assert len(judged(weeks)) == expected


@pytest.mark.parametrize(
    ("aged", "expected"),
    [
        ((slow(1),), 0),
        ((slow(1), slow(2, "P1")), 1),
        ((slow(1), slow(2, "Medium")), 0),
        ((slow(1), slow(2, None)), 0),
        ((slow(1), slow(2, goal=None)), 0),
    ],
)
def test_two_items_that_matter_must_have_grown_old(aged: tuple[SlowItem, ...], expected: int) -> None:
    assert len(judged(aged=aged)) == expected


def test_the_finding_tells_both_sides() -> None:
    (found,) = judged()
    assert found.says == (
        "finishes more and more small things that serve no goal (0% of what it finished, and then 75%), "
        "while 2 items of high priority grow old"
    )
    assert (found.subject.key, found.severity, found.since.isoformat()) == (
        "pay",
        "warning",
        "2026-05-28T00:00:00+00:00",
    )
    assert found.evidence == {"done": [4] * 4, "easy": [0, 1, 2, 3], "aged": ["jira:PAY-1", "jira:PAY-2"]}


def test_names_of_priorities_are_a_setting() -> None:
    assert judged(aged=(slow(1, "Now"), slow(2, "NOW"))) == []
    assert len(judged(aged=(slow(1, "Now"), slow(2, "NOW")), high_priorities=("now",))) == 1


def test_small_is_below_the_median_in_the_measure_that_an_item_has() -> None:
    sizes = [Size(1), Size(3), Size(5), Size(None, 2.0, 0.1), Size(None, 1.0, 9.0), Size(3, 3.0, 0.1)]
    assert small(sizes) == [True, False, False, False, True, False]


@pytest.mark.parametrize(("days", "expected"), [(None, False), (0.0, True), (1.0, True), (1.01, False)])
def test_without_a_measure_a_day_of_work_is_small(days: float | None, expected: bool) -> None:
    assert small([Size(5), Size(days=days)]) == [False, expected]


def test_days_are_counted_from_the_first_begin() -> None:
    assert (cycle_days(None, DAY), cycle_days(DAY, 3 * DAY)) == (None, 2.0)


@given(st.lists(st.floats(0, 100), max_size=30))
def test_the_median_is_that_of_others(points: list[float]) -> None:
    assert small([Size(each) for each in points]) == [each < median(points) for each in points]
