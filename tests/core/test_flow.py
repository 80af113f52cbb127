"""Flow metrics of a few items, worked out by hand, and each bar of evidence on both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.flow import ENOUGH, Flow, Share, beyond, by_goal, by_team, flow, percentile, share, spread, total
from core.journey import journey
from core.records import Goal
from core.tally import Tally
from tests.core.test_journey import WINDOW, steps


def tally(*items: tuple[str, ...]) -> Tally:
    found = Tally()
    for told in items:
        item = journey(steps(*told), WINDOW)
        assert item
        found.add(item, WINDOW)
    return found


def flowing(*items: tuple[str, ...]) -> Flow:
    return flow(tally(*items), WINDOW)


def goal(key: str, parent: str | None = None) -> Goal:
    return Goal(source="sheets", key=key, level="objective", title=key, place="A1", parent=parent)


def test_percentiles_lie_between_the_nearest_ranks() -> None:
    assert percentile([1, 2, 3, 4], 0.5) == 2.5
    assert percentile([1, 2, 3, 4], 0.85) == pytest.approx(3.55)
    assert percentile([7], 0.85) == 7


def test_percentiles_and_shares_need_eight_items() -> None:
    assert ENOUGH == 8
    assert (spread([3.0] * 7).p50, spread([3.0] * 7).n) == (None, 7)
    assert (spread([3.0] * 8).p50, spread([3.0] * 8).p85) == (3.0, 3.0)
    assert share(6, 7) == Share(7, None)
    assert share(6, 8) == Share(8, 0.75)


def test_time_beyond_a_limit_is_that_of_long_items() -> None:
    assert beyond([10.0] * 8, 10.0) == 0.0
    assert beyond([0.5] * 18 + [41.0], 0.5) == 0.81  # 40.5 of 50 days
    assert beyond([2.0, 4.0], 0.0) == 1.0
    assert beyond([], 3.0) == beyond([0.0], 3.0) == 0.0


def test_time_beyond_a_limit_is_what_is_older_than_it_in_a_steady_flow() -> None:
    """Nine quick items and a long one are begun each day, for a year, on whose last day they are counted."""
    times, today = [1] * 9 + [30], 365
    ages = [today - begun for begun in range(today + 1) for days in times if begun + days > today]
    assert beyond(times, 5) == round(sum(age >= 5 for age in ages) / len(ages), 4) == 0.641


def test_nothing_is_no_evidence() -> None:
    found = flow(Tally(), WINDOW)
    assert (found.finished, found.per_week, found.oldest, found.completion, found.slowest) == (
        0,
        0.0,
        None,
        Share(),
        (),
    )
    assert found.came == (0,) * 12


def test_finished_items_over_those_that_were_open() -> None:
    found = flowing(*[("20 doing", "30 done")] * 5, *[("1 todo",)] * 4, ("1 doing", "2 done"), ("1 done",))
    assert (found.finished, found.completion) == (5, Share(9, 0.5556))
    assert found.per_week == round(5 / 90 * 7, 3)


def test_closed_without_work_has_no_cycle_time() -> None:
    found = flowing(*[("20 doing", f"{30 + n} done") for n in range(8)], *[("20 todo", "30 done")] * 5)
    assert (found.finished, found.cycle.n, found.cycle.p50) == (13, 8, 13.5)


def test_age_is_since_work_first_began() -> None:
    found = flowing(("1 doing", "50 todo", "99 doing"), ("90 doing", "95 todo"), ("90 doing",))
    assert (found.doing, found.oldest, found.age.n) == (2, 99.0, 2)


def test_on_time_is_by_the_first_due_date() -> None:
    kept = ("20 doing - 1970-01-31", "30.9 done - 1970-01-31")
    late = ("20 doing - 1970-01-31", "25 doing - 1970-03-01", "31 done - 1970-03-01")
    ahead = ("20 doing - 1971-01-01",)
    found = flowing(*[kept] * 6, *[late] * 2, ahead)
    assert (found.on_time, found.dated, found.moves, found.later) == (Share(8, 0.75), 9, 2, 2)


def test_what_was_done_early_kept_a_due_date_of_the_window() -> None:
    found = flowing(*[("1 doing - 1970-02-01", "5 done - 1970-02-01")] * 8)
    assert (found.on_time, found.finished, found.dated) == (Share(8, 1.0), 0, 0)


def test_weeks_are_whole_and_end_with_the_window() -> None:
    found = flowing(("100 todo",), ("93.1 todo",), ("93 todo",), ("16.1 todo",), ("16 todo",), ("15 todo", "94 done"))
    assert (len(found.came), found.came[-2:], found.came[0]) == (12, (1, 2), 1)
    assert (found.left[-1], sum(found.left)) == (1, 1)


def test_the_slowest_statuses_come_first() -> None:
    slow = Tally()
    for status, length, items in (("Review", 9.0, 8), ("Coding", 2.0, 9), ("Rare", 50.0, 7)):
        slow.stays.setdefault(status, Tally().age).extend([length] * items)
    assert [stay.status for stay in flow(slow, WINDOW).slowest] == ["Review", "Coding"]


def test_an_item_of_two_goals_counts_once_above_them() -> None:
    goals = {each.key: each for each in (goal("S"), goal("A", "S"), goal("B", "S"), goal("C", "A"))}
    cells = {
        (("A", "B"), "core"): tally(("20 doing", "30 done")),
        (("C",), "web"): tally(("20 doing", "30 done")),
        ((), "web"): tally(("20 doing", "30 done")),
        (("gone",), None): tally(("20 doing", "30 done")),
    }
    assert {key: each.finished for key, each in by_goal(cells, goals).items()} == {"S": 2, "A": 2, "B": 1, "C": 1}
    assert {team: each.finished for team, each in by_team(cells).items()} == {"core": 1, "web": 2}
    assert total(cells.values()).finished == 4


PASTS = st.sampled_from(
    [
        ("1 todo", "20 doing ana", "22 doing bo", "30 done bo"),
        ("12 todo - 1970-02-01", "20 doing - 1970-03-01", "99 done - 1970-03-01"),
        ("5 doing",),
        ("40 todo", "50 done", "60 doing"),
    ]
)


@given(st.lists(st.lists(PASTS, max_size=6), max_size=5))
def test_sums_of_parts_are_the_whole(parts: list[list[tuple[str, ...]]]) -> None:
    whole = tally(*(each for part in parts for each in part))
    assert flow(total(tally(*part) for part in parts), WINDOW) == flow(whole, WINDOW)
