"""Health as it is said and as it is seen, and when the two part."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.disagreements import disagreements
from core.facts import GoalFact
from core.health import declared, observed
from core.records import Goal
from core.rollup import roll_up

NOW = datetime(2026, 2, 19, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 1, 1), date(2026, 4, 10)  # 100 days, 50 of them over


def goal(key: str = "K", level: Any = "key_result", parent: str | None = None, **more: Any) -> GoalFact:
    own = {name: more.pop(name) for name in list(more) if name in GoalFact.__struct_fields__ and name != "confidence"}
    given = {"effective_from": FIRST, "effective_to": LAST, **more}
    return GoalFact(
        goal=Goal(source="sheets", key=key, level=level, title=key, place="A1", parent=parent, **given), **own
    )


def result(current: float | None, key: str = "K", **more: Any) -> GoalFact:
    return goal(key, **{"start": 0, "target": 100, "current": current, **more})


def seen(*facts: GoalFact, key: str = "K", at: datetime = NOW) -> str:
    rolled = roll_up(facts, at)
    return next(observed(fact, rolled[key], at).health for fact in facts if fact.goal.key == key)


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("On track", "on track"),
        ("GREEN", "on track"),
        ("on-track!", "on track"),
        ("🟢", "on track"),
        ("At risk", "behind"),
        ("amber", "behind"),
        ("Red – waiting for the bank", "off track"),
        ("off track (since May)", "off track"),
        ("On hold", "at rest"),
        ("done", "at rest"),
        ("In Progress", "unknown"),
        ("greenish", "unknown"),
        ("not on track", "unknown"),
        ("", "unknown"),
    ],
)
def test_words_have_a_meaning_only_where_there_is_no_doubt(words: str, meaning: str) -> None:
    assert declared(words) == meaning


@pytest.mark.parametrize(
    ("current", "health"),
    [(50, "on track"), (49.9, "behind"), (45, "behind"), (44.9, "off track"), (100, "on track"), (None, "unknown")],
)
def test_a_key_result_is_seen_by_its_pace(current: float | None, health: str) -> None:
    assert seen(result(current)) == health


def test_too_early_to_say_anything() -> None:
    assert [seen(result(0), at=datetime(2026, 1, day, tzinfo=UTC)) for day in (14, 15)] == ["unknown", "off track"]


def test_at_rest_before_its_first_day_and_after_its_last() -> None:
    assert seen(result(0, effective_from=date(2026, 2, 20))) == "at rest"
    assert seen(result(0, ended=date(2026, 2, 18))) == "at rest"


@pytest.mark.parametrize(
    ("idle", "doing", "health"),
    [
        (13.9, True, "on track"),
        (14, True, "behind"),
        (27.9, True, "behind"),
        (28, True, "off track"),
        (1, False, "at rest"),
    ],
)
def test_an_initiative_is_seen_by_who_touches_it(idle: float, doing: bool, health: str) -> None:
    assert seen(goal(level="initiative", doing=doing, last_activity=NOW - timedelta(days=idle))) == health
    assert seen(goal(level="initiative", doing=True)) == "unknown"


def test_an_objective_is_seen_by_the_pace_below_it() -> None:
    objective = goal("O", "objective")
    on, off = result(60, "A", parent="O"), result(40, "B", parent="O")
    assert seen(objective, on, off, key="O") == "behind"  # 1 and 0.8
    assert seen(objective, off, key="O") == "off track"
    assert seen(objective, key="O") == "unknown"


def days_ago(days: float, value: Any) -> tuple[datetime, Any]:
    return NOW - timedelta(days=days), value


def told(*facts: GoalFact, days: int = 14) -> list[tuple[str, int]]:
    return [(each.goal, (NOW.date() - each.since).days) for each in disagreements(facts, NOW, days)]


@pytest.mark.parametrize(("off_for", "expected"), [(14, [("K", 14)]), (13, [])])
def test_saying_on_track_while_off_track_for_a_fortnight(off_for: int, expected: list[tuple[str, int]]) -> None:
    recent = result(5, values=(days_ago(15, 36.0), days_ago(off_for, 5.0)), statuses=(days_ago(40, "green"),))
    assert told(recent) == expected


@pytest.mark.parametrize(("said", "expected"), [(14, [("K", 14)]), (13, [])])
def test_both_must_have_been_so_for_as_long(said: int, expected: list[tuple[str, int]]) -> None:
    statuses = (days_ago(30, "off track"), days_ago(said, "on track"))
    assert told(result(5, values=(days_ago(40, 5.0),), statuses=statuses)) == expected


def test_the_other_way_round() -> None:
    fact = result(60, values=(days_ago(20, 60.0),), statuses=(days_ago(40, "red"),))
    assert told(fact) == [("K", 14)]


@pytest.mark.parametrize("words", ["at risk", "in progress", "on hold", "off track"])
def test_words_in_between_and_honest_ones_do_not_disagree(words: str) -> None:
    assert told(result(5, values=(days_ago(40, 5.0),), statuses=(days_ago(40, words),))) == []


def test_being_a_little_behind_is_no_disagreement() -> None:
    assert told(result(46, values=(days_ago(1, 46.0),), statuses=(days_ago(40, "green"),)), days=0) == []
    assert told(result(44, values=(days_ago(0, 44.0),), statuses=(days_ago(40, "green"),)), days=0) == [("K", 0)]


def test_an_objective_disagrees_with_what_stands_below_it() -> None:
    objective = goal("O", "objective", statuses=(days_ago(30, "green"),))
    assert told(objective, result(5, parent="O", values=(days_ago(20, 5.0),))) == [("O", 14)]


def test_of_a_past_that_nobody_knows_nothing_is_said() -> None:
    assert told(result(5, declared="green")) == []
    assert told(result(None, running=5.0, statuses=(days_ago(40, "green"),))) == []
