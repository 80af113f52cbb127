"""D11 on both sides of its limits."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.detectors import bottleneck
from core.facts import SlowItem, TeamFlow
from core.findings import Observation
from core.flow import flow
from core.journey import Window
from core.tally import Tally
from tests.core.worlds import ago, facts, item

TODAY = datetime(2026, 6, 17, tzinfo=UTC)


def slow(number: int, *, handoffs: int = 0, days: float = 60) -> SlowItem:
    return SlowItem(item=item(f"jira:PAY-{number}"), started=ago(days), status="Review", handoffs=handoffs)


def team(
    doing: int = 20,
    finished: int = 8,
    *,
    took: float = 10.0,
    aged: int = 0,
    came: dict[int, int] | None = None,
    **given: Any,
) -> TeamFlow:
    """Each finished item took so many days, so that is the percentile; `came` counts by weeks back, of which two were done."""
    tally = Tally()
    tally.cycle.extend([took] * finished)
    tally.age.extend([1.0] * doing)
    tally.stays["Review"] = tally.cycle[:]
    tally.came.update(came or {})
    tally.left.update(dict.fromkeys(range(5), 2))
    of = flow(tally, Window(0, 90 * 86_400_000))
    return TeamFlow(team="pay", flow=of, aged=tuple(slow(n, days=90 - n) for n in range(aged)), **given)


def judged(given: TeamFlow, **settings: Any) -> list[Observation]:
    return list(bottleneck.judge(facts(flows=(given,)), bottleneck.Settings(**settings)))


@pytest.mark.parametrize(
    ("aged", "doing", "expected"),
    [
        (9, 20, []),
        (10, 20, []),
        (11, 20, ["warning"]),
        (12, 20, ["warning"]),
        (13, 20, ["critical"]),
        (7, 7, []),
        (8, 8, ["critical"]),
    ],
)
def test_work_in_progress_that_is_older_than_most_finished_work(aged: int, doing: int, expected: list[str]) -> None:
    assert [found.severity for found in judged(team(doing, aged=aged))] == expected


@pytest.mark.parametrize(("finished", "expected"), [(7, 0), (8, 1)])
def test_nothing_is_said_of_a_team_that_finished_too_little(finished: int, expected: int) -> None:
    assert len(judged(team(finished=finished, aged=20))) == expected


@pytest.mark.parametrize(("usual", "expected"), [(0.25, 1), (0.29, 1), (0.30, 0), (0.8, 0)])
def test_quick_items_make_no_bottleneck_of_the_few_long_ones_beside_them(usual: float, expected: int) -> None:
    """Twelve of twenty are aged: more than half, and more than twice what is usual up to 0.3."""
    assert len(judged(team(aged=12, usual=usual))) == expected
    assert len(judged(team(aged=12, usual=usual), usual_ratio=1.0)) == (usual < 0.6)


@pytest.mark.parametrize(("begun", "expected"), [(11, 1), (12, 0)])
def test_an_item_is_not_aged_in_its_first_week_however_quick_others_were(begun: int, expected: int) -> None:
    """The seven days up to the end of the 17th began with the end of the 10th."""
    quick, midnight = team(took=0.1, aged=12), TODAY.replace(day=begun)
    items = tuple(replace(each, started=midnight) for each in quick.aged)
    found = judged(replace(quick, aged=items))
    assert [each.since for each in found] == [midnight + timedelta(days=7)] * expected


def test_the_finding_counts_from_the_item_that_made_them_too_many() -> None:
    (found,) = judged(team(aged=11))
    assert found.since == ago(90 - 10) + timedelta(days=10)
    assert found.says == (
        "has work that gets stuck: 11 of its 20 items in progress have taken longer than 85% of what it finished (10.0 days), "
        "and “Review” takes longest"
    )
    assert found.evidence["aged"][:2] == ["jira:PAY-0", "jira:PAY-1"]


@pytest.mark.parametrize(
    ("came", "expected"),
    [({0: 3, 1: 3, 2: 3}, "critical"), ({0: 3, 1: 2, 2: 9}, "warning"), ({1: 3, 2: 3, 3: 3}, "warning")],
)
def test_a_queue_that_has_grown_for_three_weeks_makes_it_critical(came: dict[int, int], expected: str) -> None:
    (found,) = judged(team(aged=11, came=came))
    assert found.severity == expected
    assert ("9 items came in 3 weeks, and 6 were done" in found.says) == (expected == "critical")


def test_a_growing_queue_alone_is_no_bottleneck() -> None:
    assert judged(team(came={0: 30, 1: 30, 2: 30})) == []


@pytest.mark.parametrize(("handed", "handoffs", "expected"), [(5, 2, 0), (6, 2, 1), (6, 1, 0)])
def test_work_that_is_handed_on_and_on(handed: int, handoffs: int, expected: int) -> None:
    found = judged(team(handed=tuple(slow(n, handoffs=handoffs) for n in range(handed))))
    assert len(found) == expected
    if found:
        assert (found[0].severity, found[0].since, found[0].evidence["handed_share"]) == ("warning", TODAY, 0.3)


def test_evidence_names_no_more_than_twenty() -> None:
    (found,) = judged(team(40, aged=30))
    assert len(found.evidence["aged"]) == 20
    assert found.evidence["aged_share"] == 0.75
