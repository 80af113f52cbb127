"""The detector `unmoved` against the kit, and on both sides of its threshold."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from fairlead_unmoved import Settings, detector

from fairlead import Facts, Goal
from fairlead.facts import GoalFact
from fairlead.testing import DetectorConformance

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)


@dataclass
class Result:
    """A key result on its way from 0 to 100."""

    current: float = 40
    still_days: float = 30
    ended: bool = False

    def facts(self) -> Facts:
        goal = Goal(source="sheets", key="KR-1.1", level="key_result", title="Faster", place="OKRs!A3", parent="O-1",
                    start=0, target=100, current=self.current)  # fmt: skip
        said_again = ((NOW - timedelta(days=min(self.still_days, 6)), self.current),)
        values = ((NOW - timedelta(days=90), 10.0), (NOW - timedelta(days=self.still_days), self.current), *said_again)
        ended = NOW.date() if self.ended else None
        return Facts(as_of=NOW, goals=(GoalFact(goal=goal, values=values, ended=ended),))


class TestUnmoved(DetectorConformance):
    detector = detector

    @pytest.fixture
    def drifting(self) -> Facts:
        return Result().facts()


@pytest.mark.parametrize(
    ("result", "found"),
    [
        (Result(still_days=27.9), False),
        (Result(still_days=28), True),
        (Result(current=100), False),
        (Result(current=130), False),
        (Result(ended=True), False),
    ],
)
def test_what_is_told(result: Result, found: bool) -> None:
    assert [seen.subject.key for seen in detector.judge(result.facts(), Settings())] == (["KR-1.1"] if found else [])


def test_the_setting_moves_the_threshold() -> None:
    (seen,) = detector.judge(Result(still_days=8).facts(), Settings(still_days=7))
    assert seen.summary == "KR-1.1 (Faster) has stood at 40 ever since"
    assert seen.since == NOW - timedelta(days=8)
