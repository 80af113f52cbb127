"""D23 on both sides of its limits."""

from collections.abc import Mapping
from typing import Any

import pytest

from core.detectors import attention
from core.facts import DailyEffort, Facts, GoalFact, Talk, TargetShare
from core.findings import Observation
from tests.core.worlds import NOW, facts, goal

HALVES = {"O-1": 0.5, "O-2": 0.5}
Shares = Mapping[str, float]


def world(talk: Shares, effort: Shares = HALVES, targets: Shares = HALVES, days: float = 100.0) -> Facts:
    """Threads by goal, person-days by share, target shares; O-1 and O-2 with a key result each."""
    known = [goal(key, level="objective") for key in HALVES]
    known += [goal(f"KR-{key}", level="key_result", parent=key) for key in HALVES]
    return facts(
        goals=tuple(GoalFact(goal=each, owners=("ana@acme.test",)) for each in known),
        daily=tuple(
            DailyEffort(day=NOW.date(), team="pay", goal=key, person_days=days * share) for key, share in effort.items()
        ),
        targets=tuple(TargetShare(key, share) for key, share in targets.items()),
        talk=tuple(Talk(key, threads) for key, threads in talk.items()),
    )


def judged(given: Facts, **settings: Any) -> list[Observation]:
    return list(attention.judge(given, attention.Settings(**settings)))


def told(given: Facts) -> dict[str, str]:
    return {each.subject.key: each.severity for each in judged(given)}


@pytest.mark.parametrize(
    ("threads", "expected"),
    [(70, {}), (71, {"O-1": "warning", "O-2": "warning"}), (30, {}), (29, {"O-1": "warning", "O-2": "warning"})],
)
def test_attention_against_effort(threads: int, expected: dict[str, str]) -> None:
    assert told(world({"O-1": threads, "O-2": 100 - threads})) == expected


def test_away_from_the_target_alone_it_is_only_shown() -> None:
    targets = {"O-1": 0.8, "O-2": 0.2}
    assert told(world({"O-1": 60, "O-2": 40}, targets=targets)) == {}
    assert told(world({"O-1": 59, "O-2": 41}, targets=targets)) == {"O-1": "info", "O-2": "info"}


@pytest.mark.parametrize(("threads", "days", "expected"), [(30, 20, 2), (29, 20, 0), (30, 19.9, 0)])
def test_it_is_silent_on_little(threads: int, days: float, expected: int) -> None:
    assert len(judged(world({"O-1": threads}, days=days))) == expected


def test_what_serves_no_objective_with_a_target_does_not_count() -> None:
    assert judged(world({"O-1": 15, "O-2": 15, "O-9": 70})) == []
    assert judged(world({"O-1": 99}, targets={"O-1": 1.0})) == []
    assert judged(world({"O-1": 99}, targets={})) == []


def test_what_it_says() -> None:
    one, other = judged(world({"KR-O-1": 60, "O-1": 20, "O-2": 20}))
    assert one.says == "has 80% of the talk about objectives, 50% of the effort, and 50% was meant"
    assert other.says.startswith("has 20% of the talk")
    assert (one.owner, one.goal, one.evidence["attention"], one.evidence["threads"]) == (
        "ana@acme.test",
        "O-1",
        0.8,
        100,
    )


def test_settings_move_the_limits() -> None:
    given = world({"O-1": 71, "O-2": 29})
    assert judged(given, gap_share=0.3) == []
    assert judged(given, min_threads=101) == []
    assert judged(given, min_person_days=101) == []


def test_without_any_effort_nothing_is_judged_even_where_none_is_asked_for() -> None:
    assert judged(world({"O-1": 100}, effort={}), min_person_days=0) == []
