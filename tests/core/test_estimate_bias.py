"""D24 on both sides of its limits."""

from typing import Any

import pytest

from core.detectors import estimate_bias
from core.facts import EstimateFact
from core.findings import Observation
from tests.core.worlds import facts


def fact(ratio: float = 2.0, items: int = 10, team: str = "pay", type_: str = "Task") -> EstimateFact:
    return EstimateFact(team=team, type=type_, items=items, with_hours=3, ratio=ratio)


def judged(*given: EstimateFact, **settings: Any) -> list[Observation]:
    return list(estimate_bias.judge(facts(estimates=given), estimate_bias.Settings(**settings)))


@pytest.mark.parametrize(
    ("ratio", "items", "expected"), [(1.5, 10, 0), (1.51, 10, 1), (9.0, 9, 0), (0.1, 99, 0), (1.51, 99, 1)]
)
def test_ratio_and_number_of_items(ratio: float, items: int, expected: int) -> None:
    assert len(judged(fact(ratio, items))) == expected


def test_one_finding_for_each_team() -> None:
    given = fact(2.0), fact(1.0, type_="Bug"), fact(3.25, 12, type_="Story"), fact(2.0, team="web")
    pay, web = judged(*given)
    assert (pay.subject.key, web.subject.key, pay.severity) == ("pay", "web", "warning")
    assert pay.says == (
        "takes longer than it estimates: by the median 3.2 times for 12 items of type Story, "
        "2.0 times for 10 items of type Task"
    )
    assert pay.evidence["types"]["Task"] == {"ratio": 2.0, "items": 10, "with_worklogs": 3}
    assert list(pay.evidence["types"]) == ["Story", "Task"]


def test_settings_move_the_limits() -> None:
    assert judged(fact(2.0), warn_ratio=2.0) == []
    assert len(judged(fact(items=9), min_items=9)) == 1
