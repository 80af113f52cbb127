"""What flow counts of one item, worked out by hand: days are counted from 0, the window is days 10 to 100."""

import pytest

from core.journey import Journey, Standing, Step, Window, deadline, journey, settled, stood
from core.times import DAY, moment

WINDOW = Window(10 * DAY, 100 * DAY)


def steps(*told: str) -> list[Step]:
    """`20 doing ana 1970-02-01`: from day 20 on; `-` is nobody, no due date is left out."""
    found = []
    for day, category, *rest in map(str.split, told):
        who, due = (*rest, None, None)[:2]
        found.append(Step(round(float(day) * DAY), category.title(), category, None if who == "-" else who, due))
    return found


def of(*told: str, window: Window = WINDOW) -> Journey:
    found = journey(steps(*told), window)
    assert found
    return found


def days(*moments: int | None) -> list[float | None]:
    return [None if at is None else at / DAY for at in moments]


def test_from_first_doing_to_the_done_that_stands() -> None:
    item = of("1 todo", "20 doing", "30 todo", "40 doing", "50 done", "60 doing", "70 done")
    assert days(item.started, item.finished) == [20, 70]
    assert days(*item.came, *item.left) == [60, 50, 70]


def test_what_was_reopened_is_not_finished() -> None:
    item = of("20 todo", "30 done", "40 todo")
    assert (item.category, item.finished, item.started) == ("todo", None, None)
    assert days(*item.came, *item.left) == [20, 40, 30]


def test_what_first_appears_done_never_came_nor_left() -> None:
    item = of("20 done")
    assert (item.seen, item.finished, item.came, item.left) == (False, None, (), ())


@pytest.mark.parametrize(("born", "came"), [(10, []), (10.01, [10.01]), (100, [100])])
def test_the_start_of_the_window_is_not_in_it_and_its_end_is(born: float, came: list[float]) -> None:
    assert days(*of(f"{born} todo").came) == came


def test_what_comes_after_the_window_is_not_known_yet() -> None:
    assert journey(steps("100.01 todo"), WINDOW) is None
    assert of("20 doing", "100.01 done").category == "doing"


@pytest.mark.parametrize(("done", "seen"), [(10, False), (10.01, True)])
def test_what_was_done_before_the_window_was_not_seen_open(done: float, seen: bool) -> None:
    assert of("1 todo", f"{done} done").seen is seen


def test_time_is_that_within_the_window() -> None:
    item = of("1 todo", "20 doing", "30 todo", "35 done", "90 doing")
    assert {(category, length / DAY) for category, _, length in item.spent} == {("todo", 15), ("doing", 20)}


def test_the_first_due_date_counts_and_its_moves_within_the_window() -> None:
    item = of(
        "1 todo - 1970-01-18", "5 todo - 1970-01-19", "20 doing - 1970-01-25", "21 doing - 1970-01-22", "22 doing"
    )
    assert (item.due, item.moves, item.later) == ("1970-01-18", 3, 1)


def test_a_due_date_is_no_promise_once_it_is_done() -> None:
    assert of("20 doing", "30 done", "31 done - 1970-02-20").due is None
    moved = of("20 doing - 1970-02-20", "30 done - 1970-02-20", "31 done - 1970-02-25")
    assert (moved.due, moved.moves) == ("1970-02-20", 0)


def test_handoffs_are_from_one_to_another() -> None:
    assert (
        of(
            "1 todo", "2 todo ana", "3 doing", "4 doing ana", "5 doing bo", "6 doing", "7 doing cy", "8 done di"
        ).handoffs
        == 2
    )


def test_a_due_day_is_over_at_midnight() -> None:
    assert moment(deadline("2026-02-28")).isoformat() == "2026-03-01T00:00:00+00:00"


def mended(past: list[Step], status: str, category: str, since: float) -> list[str]:
    now = Standing(status, category, round(since * DAY))
    return [f"{step.at / DAY:g} {step.category} {step.status}".strip() for step in settled(past, now)]


def test_a_past_that_agrees_with_the_present_stays() -> None:
    past = steps("1 todo", "20 doing", "30 doing ana", "40 done")
    assert settled(past, Standing("Done", "done", 40 * DAY)) == past


def test_the_tool_says_when_it_was_done() -> None:
    assert mended(steps("1 done"), "Done", "done", 30) == ["1 todo", "30 done Done"]
    assert mended(steps("1 doing", "40 done"), "Done", "done", 30) == ["1 doing Doing", "30 done Done", "40 done Done"]
    assert mended(steps("1 doing", "20 done"), "Done", "done", 30) == ["1 doing Doing", "20 doing", "30 done Done"]


def test_an_end_before_it_was_reopened_is_not_believed() -> None:
    past = steps("1 todo", "20 done", "30 doing", "40 done")
    assert settled(past, Standing("Done", "done", 20 * DAY)) == past


def test_a_second_place_counts_from_when_it_spoke() -> None:
    past = steps("1 todo", "20 todo ana", "40 todo bo")
    assert mended(past, "Board", "doing", 30) == ["1 todo Todo", "20 todo Todo", "30 doing Board", "40 doing Board"]
    assert mended(past, "Board", "doing", 0) == ["0 doing Board", "1 doing Board", "20 doing Board", "40 doing Board"]
    assert [step.assignee for step in settled(past, Standing("Board", "doing", 30 * DAY))] == [None, "ana", "ana", "bo"]


def test_how_it_stood_is_told_by_the_mended_past() -> None:
    past, now = steps("1 todo", "20 doing", "25 doing ana", "40 done"), Standing("Done", "done", 60 * DAY)
    told = {day: stood(past, now, day * DAY) for day in (0, 1, 30, 50, 60)}
    assert told == {
        0: None,
        1: Standing("Todo", "todo", 1 * DAY),
        30: Standing("Doing", "doing", 20 * DAY),
        50: Standing("", "doing", 20 * DAY),
        60: Standing("Done", "done", 60 * DAY),
    }
