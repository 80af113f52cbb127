"""The truth file says exactly what can be found in the tools, before and after days have passed."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.company import Company, Expected
from tests.sandbox.company.oracle import allocation, found, outdated_share, pace, targets, unlinked_share
from tests.sandbox.company.seen import World
from tests.seeds import SOAK, some

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)


def told(company: Company) -> set[Expected]:
    return {
        Expected(each["detector"], each["subject"]["kind"], each["subject"]["key"], each["severity"])
        for each in company.truth()["findings"]
    }


@pytest.mark.parametrize("seed", some(range(12), 4))
def test_everything_that_can_be_found_is_told_and_nothing_else(seed: int) -> None:
    company = Company(seed, now=NOW)
    assert found(World(company)) == told(company)


@pytest.mark.parametrize("hours", range(0, 24 * 8, 7 if SOAK else 29))
def test_neither_weekday_nor_hour_changes_what_is_planted(hours: int) -> None:
    company = Company(hours % 5, now=NOW + timedelta(hours=hours))
    assert found(World(company)) == told(company)
    company.pass_day()
    assert found(World(company)) == told(company)


@pytest.mark.parametrize("seed", some(range(6), 3))
def test_days_pass_and_mend_what_they_say(seed: int) -> None:
    company = Company(seed, now=NOW + timedelta(days=seed))
    for day in range(1, 4):
        before = told(company)
        company.pass_day()
        assert company.now == NOW + timedelta(days=seed + day)
        after = told(company)
        assert found(World(company)) == after
        assert after < before
        resolved = {each["subject"]["key"] for each in company.truth()["resolved"]}
        assert resolved >= {finding.key for finding in before - after}


@pytest.mark.parametrize("seed", some(range(20), 5))
def test_a_healthy_company_drifts_nowhere(seed: int) -> None:
    company = Company(seed, now=NOW + timedelta(hours=5 * seed), healthy=True)
    assert company.truth()["findings"] == []
    assert found(World(company)) == set()
    company.pass_day()
    assert found(World(company)) == set()


@pytest.mark.parametrize(("people", "items"), [(16, None), (60, None), (24, 1500)])
def test_size_does_not_change_the_truth(people: int, items: int | None) -> None:
    company = Company(7, people=people, items=items, now=NOW)
    assert found(World(company)) == told(company)


@pytest.mark.parametrize("seed", some(range(8), 4))
def test_shares_and_ratios_keep_away_from_their_thresholds(seed: int) -> None:
    company = Company(seed, now=NOW + timedelta(days=seed))
    for _ in range(2):
        world = World(company)
        for share in unlinked_share(world).values():
            assert share < 0.12 or 0.23 <= share <= 0.36
        for share in outdated_share(world).values():
            assert share < 0.07 or 0.27 <= share <= 0.45
        for ratio in (pace(world, row) for row in world.rows.values()):
            assert ratio is None or ratio < 0.85 or 0.91 < ratio < 0.95 or ratio > 1.05
        wanted, month, fortnight = targets(world), allocation(world, 28), allocation(world, 14)
        for key, share in wanted.items():
            assert not 0.085 <= abs(month[key] - share) <= 0.11
            assert not 0.43 * share < fortnight[key] < 0.55 * share
        assert not 0.09 < sum(abs(month[key] - wanted[key]) for key in wanted) / 2 < 0.165
        company.pass_day()


def test_every_detector_has_its_case_and_some_have_several() -> None:
    detectors = [each["detector"] for each in Company(3, now=NOW).truth()["findings"]]
    least = {
        "D1": 8,
        "D2": 4,
        "D3": 2,
        "D5": 2,
        "D7": 1,
        "D8": 4,
        "D9": 3,
        "D10": 8,
        "D12": 6,
        "D17": 2,
        "D19": 2,
        "D26": 1,
    }
    assert {name: detectors.count(name) >= number for name, number in least.items()} == dict.fromkeys(least, True)


def test_about_half_is_mended_in_a_day() -> None:
    company = Company(4, now=NOW)
    before = len(company.open)
    company.pass_day()
    assert before / 3 <= len(company.mended) <= before * 2 / 3
