"""D17 on both sides of its limits."""

from datetime import timedelta
from typing import Any

import pytest

from core.detectors import deadlines
from core.facts import DeadlineFact
from core.findings import Observation
from tests.core.worlds import NOW, facts

TODAY = NOW.date()


def due(nth: int = 1, days: int = 5, late: int | None = 0, **given: Any) -> DeadlineFact:
    """Due so many days ago, done so many days after that; None: not done."""
    day = TODAY - timedelta(days=days)
    values: dict[str, Any] = {"team": "pay", "source": "jira", "title": "Mend it", "url": "u", "container": "PAY"}
    done = None if late is None else day + timedelta(days=late)
    return DeadlineFact(key=f"jira:PAY-{nth}", due=day, done_on=done, **{**values, **given})


def judged(*given: DeadlineFact, **settings: Any) -> list[Observation]:
    return list(deadlines.judge(facts(deadlines=given), deadlines.Settings(**settings)))


def team(met: int, missed: int, **given: Any) -> list[DeadlineFact]:
    return [due(nth, late=0 if nth < met else 1, **given) for nth in range(met + missed)]


@pytest.mark.parametrize(
    ("met", "missed", "expected"), [(7, 3, 0), (6, 4, 1), (5, 2, 0), (5, 3, 1), (0, 7, 0), (0, 8, 1)]
)
def test_share_and_guard_of_a_team(met: int, missed: int, expected: int) -> None:
    assert len(judged(*team(met, missed))) == expected


def test_what_is_not_done_is_missed_and_what_is_early_is_met() -> None:
    assert len(judged(*(due(nth, late=None) for nth in range(8)))) == 1
    assert judged(*(due(nth, late=-9) for nth in range(8))) == []


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (1, 1), (28, 1), (29, 0)])
def test_the_window_ends_yesterday(days: int, expected: int) -> None:
    assert len(judged(*team(0, 8, days=days))) == expected


def test_teams_are_judged_one_by_one_and_items_of_none_by_nobody() -> None:
    assert judged(*team(0, 8, team=None)) == []
    assert [each.team for each in judged(*team(8, 0), *team(0, 8, team="web"))] == ["web"]


@pytest.mark.parametrize(("slips", "late", "expected"), [(2, None, 0), (3, None, 1), (3, 0, 0)])
def test_slips_of_an_open_item(slips: int, late: int | None, expected: int) -> None:
    assert len(judged(due(late=late, slips=slips))) == expected


def test_what_it_says() -> None:
    (told,) = judged(*team(4, 6))
    assert (told.subject.key, told.severity) == ("pay", "warning")
    assert told.says == "finished 4 of 10 items by the day that was first written for them"
    assert told.evidence["share"] == 0.4
    assert told.evidence["missed"] == [f"jira:PAY-{nth}" for nth in range(4, 10)]
    (moved,) = judged(due(late=None, slips=3, goal="O-1"))
    assert (moved.subject.key, moved.goal, moved.streams) == ("jira:PAY-1", "O-1", ("jira",))
    assert moved.since.date() == TODAY - timedelta(days=5)


def test_settings_move_the_limits() -> None:
    assert judged(*team(6, 4), warn_share=0.6) == []
    assert len(judged(*team(0, 7), min_items=7)) == 1
    assert len(judged(due(late=None, slips=1), max_slips=0)) == 1
