"""The four questions, each on both sides of where its word turns."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.answers import SHIFTED_SHARE, WINDOW_DAYS, Answer, answers, worst_first
from core.detectors import BY_ID
from core.detectors.key_result_pace import Settings
from core.facts import DailyEffort, Facts, GoalFact, TargetShare
from core.findings import Finding, Observation, Subject
from tests.core.worlds import NOW, ago, facts, goal, key_result

TODAY = NOW.date()


def finding(detector: str, key: str, severity: Any = "warning", kind: Any = "goal", days: float = 9) -> Finding:
    seen = Observation(
        detector=detector, subject=Subject(kind, key), severity=severity, title=key, says="drifts", since=ago(days)
    )
    return Finding(fingerprint=seen.fingerprint, observation=seen, first_seen=NOW, last_seen=NOW)


def asked(question: str, given: Facts, *found: Finding) -> Answer:
    (answer,) = (each for each in answers(given, found, Settings()) if each.question.id == question)
    return answer


def initiatives(count: int, **about: Any) -> Facts:
    return facts(
        goals=tuple(GoalFact(goal=goal(f"I-{n}", level="initiative"), doing=True, **about) for n in range(count))
    )


@pytest.mark.parametrize(("still", "word"), [(0, "yes"), (1, "partly"), (2, "partly"), (3, "no"), (4, "no")])
def test_initiatives_move_unless_most_of_them_stand_still(still: int, word: str) -> None:
    found = [finding("D2" if n % 2 else "D3", f"I-{n}") for n in range(still)]
    answer = asked("moving", initiatives(4), *found)
    assert (answer.word, answer.good, answer.part, answer.of) == (word, word == "yes", 4 - still, 4)
    assert answer.says == f"{4 - still} of 4 initiatives in progress move"
    assert len(answer.findings) == still


def test_what_is_only_shown_still_moves_and_what_is_over_is_not_asked_for() -> None:
    assert asked("moving", initiatives(1), finding("D2", "I-0", "info")).word == "yes"
    assert asked("moving", initiatives(2), finding("D2", "I-0"), finding("D3", "I-0")).part == 1
    for none in (initiatives(0), initiatives(3, ended=TODAY)):
        answer = asked("moving", none)
        assert (answer.word, answer.good, answer.says) == ("unknown", None, "no initiative is in progress")


@pytest.mark.parametrize(
    ("values", "word"), [((50, 45), "yes"), ((50, 44), "partly"), ((44, 44, 50), "no"), ((), "unknown")]
)
def test_key_results_are_on_pace_from_nine_tenths_of_what_is_expected(values: tuple[float, ...], word: str) -> None:
    first, last = TODAY - timedelta(days=49), TODAY + timedelta(days=50)
    answer = asked("on_pace", facts(goals=tuple(key_result(value, first=first, last=last) for value in values)))
    assert (answer.word, answer.of) == (word, len(values) or None)


def test_somebody_is_blocked_as_soon_as_a_finding_is_more_than_shown() -> None:
    assert (asked("blocked", facts()).word, asked("blocked", facts()).good) == ("no", True)
    shown = asked("blocked", facts(), finding("D10", "jira:P-1", "info", "item"))
    assert (shown.word, shown.good) == ("partly", True)
    held = asked(
        "blocked",
        facts(),
        finding("D10", "jira:P-1", kind="item"),
        finding("D10", "jira:P-2", kind="item"),
        finding("D11", "payments", kind="team"),
        finding("D10", "I-1", "info"),
        finding("D14", "I-2"),
    )
    assert (held.word, held.good, held.says) == ("yes", False, "2 items and 1 team are held up")
    assert asked("blocked", facts(), finding("D11", "payments", kind="team")).says == "1 team is held up"


def effort(then: tuple[float, float], now: tuple[float, float], **more: Any) -> Facts:
    """Person-days on O-1 and O-2, four weeks before and in the last four weeks."""
    daily = tuple(
        DailyEffort(day=TODAY - timedelta(days=back), team="pay", goal=key, person_days=days)
        for back, spent in ((WINDOW_DAYS, then), (0, now))
        for key, days in zip(("O-1", "O-2"), spent, strict=True)
    )
    goals = tuple(GoalFact(goal=goal(key, level="objective")) for key in ("O-1", "O-2"))
    return facts(goals=goals, daily=daily, targets=(TargetShare("O-1", 0.5), TargetShare("O-2", 0.5)), **more)


def test_priorities_shift_when_enough_effort_went_elsewhere_than_before() -> None:
    edge = 100 * SHIFTED_SHARE
    still = asked("shifting", effort((50, 50), (49 + edge, 51 - edge)))
    assert (still.word, still.good) == ("no", True)
    assert still.says.startswith("14% of the effort went elsewhere")
    moved = asked("shifting", effort((50, 50), (50 + edge, 50 - edge)))
    assert (moved.word, moved.good) == ("yes", False)


def test_an_undecided_shift_counts_however_small_it_is() -> None:
    answer = asked("shifting", effort((50, 50), (50, 50)), finding("D13", "allocation", kind="company"))
    assert (answer.word, answer.good) == ("yes", False)
    slow = asked("shifting", effort((50, 50), (50, 50)), finding("D6", "allocation", kind="company"))
    assert (slow.word, slow.good) == ("partly", False)


def test_a_shift_that_new_target_shares_ask_for_is_as_it_should_be() -> None:
    new = (
        TargetShare("O-1", 0.2, None, TODAY - timedelta(days=8)),
        TargetShare("O-1", 0.8, TODAY - timedelta(days=7)),
        TargetShare("O-2", 0.8, None, TODAY - timedelta(days=8)),
        TargetShare("O-2", 0.2, TODAY - timedelta(days=7)),
    )
    given = effort((20, 80), (80, 20))
    answer = asked("shifting", facts(goals=given.goals, daily=given.daily, targets=new))
    assert (answer.word, answer.good) == ("yes", True)
    assert answer.says.endswith(f"new target shares since {TODAY - timedelta(days=7)}")


def test_an_objective_that_lost_its_target_share_lost_no_effort_by_that() -> None:
    given = effort((50, 50), (50, 50))
    targets = (TargetShare("O-1", 1.0), TargetShare("O-2", 1.0, None, TODAY - timedelta(days=8)))
    answer = asked("shifting", facts(goals=given.goals, daily=given.daily, targets=targets))
    assert (answer.word, answer.good) == ("partly", True)
    assert answer.says.startswith("0% of the effort went elsewhere")


def test_too_little_effort_is_no_answer() -> None:
    assert asked("shifting", effort((5, 5), (50, 50))).word == "unknown"
    assert asked("shifting", facts()).good is None


def test_evidence_stands_worst_first_and_then_by_age() -> None:
    kinds = [("D3", "info", 90.0), ("D2", "critical", 2.0), ("D2", "warning", 5.0), ("D3", "warning", 50.0)]
    found = [finding(detector, f"I-{n}", severity, days=days) for n, (detector, severity, days) in enumerate(kinds)]
    assert [each.observation.subject.key for each in worst_first(found)] == ["I-1", "I-3", "I-2", "I-0"]


def test_what_another_finding_silences_is_no_evidence_before_those_that_speak() -> None:
    silent = replace(finding("D2", "I-0", "critical", days=90), parent="another")
    speaking = finding("D3", "I-1")
    assert worst_first([silent, speaking]) == [speaking, silent]
    assert asked("moving", initiatives(3), silent, speaking).part == 1


def test_the_questions_name_detectors_of_the_catalogue() -> None:
    named = {detector for answer in answers(facts(), (), Settings()) for detector in answer.question.detectors}
    assert named <= set(BY_ID)
