"""D9 on both sides of each of its thresholds."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.detectors import contradictions
from core.facts import GoalFact
from core.findings import Observation
from tests.core.worlds import NOW, ago, facts, goal, key_result

TODAY = NOW.date()


def day(back: int) -> date:
    return TODAY - timedelta(days=back)


def result(current: float, *, elapsed: int = 50, **seen: Any) -> GoalFact:
    """A key result from 0 to 100 over 100 days, so many of them gone today."""
    first = day(elapsed - 1)
    fact = key_result(current, first=first, last=first + timedelta(days=99))
    return replace(fact, goal=replace(fact.goal, parent="O-1"), **{"last_activity": ago(1), **seen})


def valued(*known: tuple[float, float], **seen: Any) -> GoalFact:
    """One whose values were known so many days ago, and of which nobody touched anything."""
    values = tuple((ago(back), value) for back, value in known)
    return result(known[-1][1], values=values, **{"elapsed": 60, "last_activity": None, **seen})


def found(fact: GoalFact, **settings: Any) -> list[Observation]:
    world = facts(goals=(GoalFact(goal=goal("O-1", level="objective")), fact))
    return list(contradictions.judge(world, contradictions.Settings(**settings)))


def told(fact: GoalFact, **settings: Any) -> list[str]:
    return [each.severity for each in found(fact, **settings)]


@pytest.mark.parametrize(
    ("confidence", "current", "expected"),
    [(0.80, 34.9, ["warning"]), (0.79, 34.9, []), (0.80, 35.0, []), (1.0, 0.0, ["warning"]), (None, 0.0, [])],
)
def test_confidence_against_pace(confidence: float | None, current: float, expected: list[str]) -> None:
    assert told(result(current, confidence=confidence)) == expected


def test_a_confident_owner_is_told_since_when() -> None:
    (one,) = found(result(10, confidence=0.9))
    assert one.summary == (
        "KR-1 (Grow) has a confidence of 90%, and is at 10 on its way from 0 to 100, far behind what is expected by now"
    )
    assert (one.since.date(), one.owner, one.goal) == (day(39), "ana@acme.test", "O-1")
    assert one.evidence == {"confidence": 0.9}


@pytest.mark.parametrize(
    ("done", "open_", "current", "expected"),
    [
        (8, 2, 29.9, ["warning"]),
        (79, 21, 29.9, []),
        (8, 2, 30.0, []),
        (8, 0, 29.9, ["warning"]),
        (7, 0, 29.9, []),
    ],
)
def test_done_work_against_progress(done: int, open_: int, current: float, expected: list[str]) -> None:
    assert told(result(current, elapsed=30, done_items=done, open_items=open_)) == expected


def test_done_work_names_its_numbers_and_since_when_the_value_stands() -> None:
    (one,) = found(result(20, elapsed=20, done_items=9, open_items=1, values=((ago(40), 5.0), (ago(6), 20.0))))
    assert one.says == "has 9 of 10 linked items done, and is at 20 on its way from 0 to 100"
    assert (one.since.date(), one.evidence) == (day(6), {"done_items": 9, "items": 10})
    (unseen,) = found(result(20, elapsed=20, done_items=9, open_items=1))
    assert unseen.since.date() == day(19)


@pytest.mark.parametrize(
    ("value", "back", "idle", "expected"),
    [
        (35.0, 14, 28, ["info"]),
        (35.1, 14, 28, []),
        (85.0, 14, 28, ["info"]),
        (84.9, 14, 28, []),
        (35.0, 13, 28, []),
        (35.0, 14, 27, []),
        (35.0, 30, 99, ["info"]),
    ],
)
def test_a_value_that_moved_without_work(value: float, back: int, idle: int, expected: list[str]) -> None:
    assert told(valued((back, value), (1, 60), last_activity=ago(idle))) == expected


def test_the_value_before_is_the_newest_that_was_known_by_then() -> None:
    (one,) = found(valued((40, 0.0), (16, 32.0), (13, 50.0), (2, 60.0)))
    assert one.says == "moved from 32 to 60, and nobody touched an item that is linked to it"
    assert one.evidence == {"moved_from": 32.0, "moved_since": day(16).isoformat(), "last_activity": None}
    assert one.since.date() == day(16)


@pytest.mark.parametrize(("elapsed", "expected"), [(28, []), (29, ["info"])])
def test_work_is_missed_only_once_there_was_time_for_it(elapsed: int, expected: list[str]) -> None:
    assert told(valued((14, 0.0), (1, 60.0), elapsed=elapsed)) == expected


def test_what_is_over_too_early_or_without_numbers_is_not_judged() -> None:
    loud = result(0, confidence=1.0)
    assert told(loud) == ["warning"]
    assert told(replace(loud, ended=day(1))) == []
    assert told(result(0, confidence=1.0, elapsed=14)) == []
    assert told(replace(loud, goal=replace(loud.goal, current=None))) == []
    assert told(replace(loud, goal=replace(loud.goal, level="kpi"))) == []
    assert told(replace(loud, goal=replace(loud.goal, measure="milestone"))) == []
    assert told(replace(loud, goal=replace(loud.goal, measure="keep", low=5.0))) == []


def test_several_contradictions_of_a_key_result_are_one_finding() -> None:
    (one,) = found(valued((20, 0.0), (1, 26.0), confidence=0.9, done_items=9))
    assert one.says.count("; it ") == 2
    assert one.severity == "warning"
    assert "\n" not in one.summary
    assert " days ago" not in one.summary
    for word in ("because", "caus", "therefore", "due to"):
        assert word not in one.summary


def test_settings_move_the_thresholds() -> None:
    assert told(result(34, confidence=0.7), confident_share=0.7) == ["warning"]
    assert told(result(40, confidence=0.9), low_pace_ratio=0.9) == ["warning"]
    assert told(result(20, elapsed=20, done_items=4), min_items=4) == ["warning"]
    assert told(result(40, elapsed=40, done_items=9), low_progress_share=0.5) == ["warning"]
    assert told(valued((14, 0.0), (1, 60.0), last_activity=ago(9)), idle_days=9) == ["info"]
    assert told(valued((5, 35.0), (1, 60.0)), moved_share=0.25, moved_days=5)
    assert told(valued((14, 39.0), (1, 60.0)), moved_share=0.2) == ["info"]


def boasting(days: float, *, words: str = "On track", level: Any = "key_result") -> GoalFact:
    """At 10 of 100 since so many days, and said to be on track for much longer."""
    fact = result(10, elapsed=60, values=((ago(days), 10.0),), statuses=((ago(days + 9), words),))
    return replace(fact, goal=replace(fact.goal, level=level))


@pytest.mark.parametrize(("days", "expected"), [(13, []), (14, ["warning"])])
def test_what_is_said_against_what_is_seen(days: float, expected: list[str]) -> None:
    assert told(boasting(days)) == expected
    assert told(boasting(days, level="kpi")) == expected
    assert told(boasting(days), disagreed_days=days) == ["warning"]


@pytest.mark.parametrize("words", ["at risk", "Off track", "so so", ""])
def test_honest_and_doubtful_words_contradict_nothing(words: str) -> None:
    assert told(boasting(30, words=words)) == []


def test_an_objective_is_said_to_be_on_track_above_key_results_that_are_not() -> None:
    objective = GoalFact(goal=goal("O-1", level="objective"), statuses=((ago(40), "green"),))
    world = facts(goals=(objective, boasting(20, words="red")))
    (one,) = contradictions.judge(world, contradictions.Settings())
    assert one.summary == "O-1 (Grow) is said to be “green”, and is off track by the pace of what stands below it"
    assert (one.since.date(), one.evidence) == (day(14), {"declared": "green", "observed": "off track"})


def test_one_goal_has_one_finding_with_all_that_does_not_fit() -> None:
    (one,) = found(replace(boasting(20), confidence=0.9))
    assert " far behind what is expected by now; it is said to be “On track”, and is off track by its pace" in one.says
    assert one.evidence == {"confidence": 0.9, "declared": "On track", "observed": "off track"}
