"""Drift that shows only after days: a hub that was there from the beginning tells of it on its day, and not before."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.company import Company
from sandbox.company.drift import SLOW_PLANTS
from tests.acceptance.road import Key, Scene, keys, scene
from tests.seeds import by_turns

TURNS = {"D6": 22, "D25": 44}  # further days


def told(now: Scene, detector: str) -> set[Key]:
    return {key for key in keys(now.travel().reconciled.open) if key[0] == detector}


def live(now: Scene, days: int) -> None:
    """Days of work that no hub looks at."""
    for _ in range(days):
        now.opened.sandbox.call(lambda: day(now.company))


def day(company: Company) -> None:
    end = company.now + timedelta(days=1)
    company.work()
    company.clock.advance(end - company.now)


def mend(company: Company) -> None:
    for plant in company.open:
        assert plant.mend
        plant.mend(company.now)


def test_each_has_its_day() -> None:
    assert TURNS.keys() == SLOW_PLANTS.keys()


@pytest.mark.parametrize(("drift", "seed"), by_turns(SLOW_PLANTS, [801, 802]))
def test_it_is_told_on_its_day_and_resolves(tmp_path: Path, drift: str, seed: int) -> None:
    with scene(tmp_path, seed, people=16, drifts={drift}) as now:
        assert told(now, drift) == set()
        live(now, 1)
        assert told(now, drift) == set()
        live(now, TURNS[drift] - 2)
        assert told(now, drift) == set() == keys(now.company.truth()["findings"])
        live(now, 1)
        assert told(now, drift) == keys(now.company.truth()["findings"]) != set()
        now.opened.sandbox.call(lambda: mend(now.company))
        now.travel()
        assert told(now, drift) == set()
