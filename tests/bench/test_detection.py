"""A hub lives through 180 days: each detector tells of its drift within its own threshold, and not before it began."""

import pytest

from bench.detection.delays import Life, live, table
from bench.detection.plants import NOT_HERE, company
from bench.detection.script import DAYS
from core.detectors import BY_ID
from core.reconcile import CLEAN_EVALUATIONS
from tests.house.commands import ROOT

PLANTS = company()[1]


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Life:
    return live(tmp_path_factory.mktemp("life"))


@pytest.mark.parametrize("detector", BY_ID)
def test_every_detector_has_its_drift_in_this_life_or_a_reason_why_not(detector: str) -> None:
    planted = detector in {plant.detector for plant in PLANTS}
    assert planted != bool(NOT_HERE.get(detector))


def test_drift_is_told_within_its_threshold_and_never_before_it_began(life: Life) -> None:
    """All in one test, so that one process lives this life."""
    first = {plant: (life.days(plant) or [-1])[0] for plant in PLANTS}
    assert {
        plant: day for plant, day in first.items() if not plant.planted <= day <= plant.planted + plant.within
    } == {}


def test_what_is_mended_resolves(life: Life) -> None:
    """After two evaluations without it; the second is that of the next evening."""
    mended = [plant for plant in PLANTS if plant.mended != DAYS]
    assert [plant for plant in mended if plant.mended + CLEAN_EVALUATIONS - 1 in life.days(plant)] == []


def test_nothing_else_is_told(life: Life) -> None:
    planted = {(plant.detector, plant.kind, plant.key) for plant in PLANTS if not plant.only_shown}
    assert set(life.told) == planted.union(*(plant.follows for plant in PLANTS))


def test_what_the_past_tells_in_the_end_is_what_was_seen_then(life: Life) -> None:
    """`--as-of` any of these days, by the same detectors."""
    assert len(life.verdicts) > 10
    assert any(life.verdicts.values())
    assert life.looked_back == life.verdicts


def test_the_page_shows_what_was_measured(life: Life) -> None:
    assert "\n".join(table(life)) in (ROOT / "docs" / "performance.md").read_text(), "run python -m bench.detection"
