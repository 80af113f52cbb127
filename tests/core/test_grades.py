"""Scores of periods that ended, who is graded as what, and what goes on."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from core.facts import GoalFact
from core.grades import Grade, band, grades
from core.periods import EXTENDED_DAYS, GRACE_DAYS, OLDEST_DAYS, Version, ended_periods
from core.records import Goal

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def goal(key: str = "KR-1", level: Any = "key_result", **more: Any) -> Goal:
    given = {"effective_from": FIRST, "effective_to": LAST, "title": f"Title {key}", **more}
    return Goal(source="sheets", key=key, level=level, place="A1", **given)


def result(key: str = "KR-1", **more: Any) -> Goal:
    return goal(key, **{"start": 0.0, "target": 100.0, "parent": "O-1", **more})


def graded(*versions: Version, now: datetime = NOW, values: Any = (), **said: Any) -> list[Grade]:
    known = {each.goal.key: each.goal for each in versions if each.until is None}
    found: list[Grade] = []
    for ended in ended_periods(versions, now):
        facts = [GoalFact(goal=each, values=tuple(values), **said) for each in ended.goals.values()]
        found += grades(ended, facts, known, now)
    return found


def one(given: Goal, **more: Any) -> Grade:
    (found,) = graded(Version(given, LONG_AGO), **more)
    return found


@pytest.mark.parametrize(
    ("given", "score"),
    [
        (result(current=70.0), 0.7),
        (result(current=130.0), 1.0),
        (result(current=-5.0), 0.0),
        (result(start=50.0, target=10.0, current=20.0), 0.75),
        (result(current=None), None),
        (goal(measure="milestone", current=1.0), 1.0),
        (goal(measure="milestone", current=0.0), 0.0),
        (goal(measure="milestone", declared="done", closed=True), 1.0),
        (goal(low=1.0, high=2.0, current=None), None),
    ],
)
def test_scores_by_kind(given: Goal, score: float | None) -> None:
    assert one(given).score == score


def test_a_range_is_graded_by_the_days_on_which_it_was_kept() -> None:
    values = ((at(date(2026, 1, 11)), 1.5), (at(date(2026, 2, 20)), 3.0), (at(date(2026, 3, 22)), 1.0))
    assert one(goal(low=1.0, high=2.0), values=values).score == (40 + 10) / 80
    assert one(goal(low=1.0, high=2.0), values=((at(date(2025, 12, 1)), 3.0), *values)).score == 50 / 90


@pytest.mark.parametrize(
    ("score", "word"),
    [(0.7, "delivered"), (0.696, "delivered"), (0.69, "progress"), (0.4, "progress"), (0.39, "short")],
)
def test_bands(score: float, word: str) -> None:
    assert band(score) == word


def test_an_objective_is_the_mean_of_what_stands_below_it() -> None:
    objective = goal("O-1", "objective")
    below = (result("KR-1", current=100.0, weight=3.0), result("KR-2", current=20.0))
    found = {each.goal: each.score for each in graded(*(Version(each, LONG_AGO) for each in (objective, *below)))}
    assert found == {"O-1": 0.8, "KR-1": 1.0, "KR-2": 0.2}


def test_a_key_result_without_dates_ends_with_its_objective() -> None:
    bare = result(current=50.0, effective_from=None, effective_to=None)
    found = graded(Version(goal("O-1", "objective"), LONG_AGO), Version(bare, LONG_AGO))
    assert [(each.goal, each.end, each.score) for each in found] == [("KR-1", LAST, 0.5), ("O-1", LAST, 0.5)]


@pytest.mark.parametrize(("back", "expected"), [(GRACE_DAYS, [False]), (GRACE_DAYS + 1, [True]), (0, [])])
def test_a_grade_is_final_after_the_days_of_grace(back: int, expected: list[bool]) -> None:
    now = at(LAST + timedelta(days=back))
    assert [each.final for each in graded(Version(result(current=70.0), LONG_AGO), now=now)] == expected


@pytest.mark.parametrize(("back", "expected"), [(OLDEST_DAYS, 1), (OLDEST_DAYS + 1, 0)])
def test_periods_of_long_ago_are_not_graded_again(back: int, expected: int) -> None:
    assert len(graded(Version(result(current=70.0), LONG_AGO), now=at(LAST + timedelta(days=back)))) == expected


@pytest.mark.parametrize(("after", "score"), [(GRACE_DAYS, 0.9), (GRACE_DAYS + 1, 0.4)])
def test_what_is_written_after_the_days_of_grace_changes_nothing(after: int, score: float) -> None:
    edit = at(LAST + timedelta(days=after))
    versions = (Version(result(current=40.0), LONG_AGO, edit), Version(result(current=90.0), edit))
    assert [each.score for each in graded(*versions)] == [score]


def test_a_row_that_was_deleted_later_keeps_its_grade() -> None:
    gone = Version(result(current=40.0), LONG_AGO, at(LAST + timedelta(days=20)))
    assert [(each.score, each.carried) for each in graded(gone)] == [(0.4, None)]


def test_a_goal_that_was_first_seen_after_its_period_is_graded_as_seen_first() -> None:
    versions = (Version(result(current=40.0), at(date(2026, 4, 20)), NOW), Version(result(current=90.0), NOW))
    assert [(each.score, each.late) for each in graded(*versions)] == [(0.4, True)]


def carried(*versions: Version, **more: Any) -> list[tuple[str, str, str, float | None, float | None]]:
    told = [(each.goal, each.carried) for each in graded(*versions, **more) if each.carried]
    return [(key, to.goal, to.how, to.left, to.left_value) for key, to in told]


NEXT: dict[str, Any] = {"effective_from": date(2026, 4, 1), "effective_to": date(2026, 6, 30)}


def test_superseded_goals_go_on_in_their_successors() -> None:
    old, new = result(current=75.0, superseded_by="KR-9"), result("KR-9", **NEXT)
    assert carried(Version(old, LONG_AGO), Version(new, LONG_AGO)) == [("KR-1", "KR-9", "superseded", 0.25, 25.0)]
    assert carried(Version(old, LONG_AGO)) == []


def test_the_same_row_with_a_new_period() -> None:
    turn = at(LAST + timedelta(days=12))
    versions = (Version(result(current=75.0), LONG_AGO, turn), Version(result(current=75.0, **NEXT), turn))
    assert carried(*versions) == [("KR-1", "KR-1", "same row", 0.25, 25.0)]


def test_a_goal_of_the_same_title_and_level_goes_on_best_below_the_same_parent() -> None:
    old = result(current=75.0, title="Faster  checkout")
    other = [
        result(key, title="faster checkout", parent=parent, **NEXT) for key, parent in (("A", "O-7"), ("B", "O-1"))
    ]
    elsewhere = goal("C", "kpi", title="Faster checkout", **NEXT)
    found = carried(*(Version(each, LONG_AGO) for each in (old, *other, elsewhere)))
    assert found == [("KR-1", "B", "same title", 0.25, 25.0)]


@pytest.mark.parametrize(("before", "expected"), [(EXTENDED_DAYS - 1, 1), (EXTENDED_DAYS + 1, 0)])
def test_a_last_day_that_was_moved_shortly_before_it(before: int, expected: int) -> None:
    turn = at(LAST - timedelta(days=before))
    longer = result(current=75.0, effective_to=date(2026, 6, 30))
    versions = (Version(result(current=75.0), LONG_AGO, turn), Version(longer, turn))
    assert carried(*versions) == [("KR-1", "KR-1", "extended", 0.25, 25.0)] * expected


def test_initiatives_are_not_graded() -> None:
    assert graded(Version(goal("PAY-1", "initiative"), LONG_AGO)) == []
