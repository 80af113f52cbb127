"""On the simulated company every planted drift is found, and nothing else."""

from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.company.drift import LATE_PLANTS, PLANTS, USUAL
from tests.acceptance.road import NOW, keys, scene
from tests.seeds import SOAK, by_turns, some


@pytest.mark.parametrize("seed", some([101, 102, 103, 104], 2))
def test_all_that_is_planted_and_nothing_else(tmp_path: Path, seed: int) -> None:
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed)) as now:
        found = keys(now.travel().reconciled.open)
        planted = keys(now.company.truth()["findings"])
        assert {key[0] for key in planted} - {"D4"} == USUAL - {"D4"}
        assert found == planted


@pytest.mark.parametrize("seed", some([201, 202], 1))
def test_what_people_mend_goes_away_and_nothing_new_comes(tmp_path: Path, seed: int) -> None:
    with scene(tmp_path, seed) as now:
        now.travel()
        evenings = now.pass_day()
        truth = now.company.truth()
        resolved = {
            c.finding.fingerprint: c.finding
            for told in evenings
            for c in told.reconciled.changes
            if c.action == "resolved"
        }
        assert keys(evenings[-1].reconciled.open) == keys(truth["findings"])
        assert {key[:3] for key in keys(resolved.values())} == {key[:3] for key in keys(truth["resolved"])}


def companies() -> list[tuple[str, int]]:
    """The drifts of each company, and its seed: two of different parts of the catalogue together, in a soak each alone."""
    drifts = sorted([*PLANTS, *LATE_PLANTS])
    half = (len(drifts) + 1) // 2
    pairs = [" ".join(drifts[at::half]) for at in range(half)]
    return by_turns([*pairs, *drifts] if SOAK else pairs, [401, 402])


@pytest.mark.parametrize(("drifts", "seed"), companies())
def test_drifts_with_little_beside_them(tmp_path: Path, drifts: str, seed: int) -> None:
    alone = set(drifts.split())
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed), people=16, drifts=alone) as now:
        found, planted = keys(now.travel().reconciled.open), keys(now.company.truth()["findings"])
    assert found == planted
    assert alone - {"D4"} <= {key[0] for key in planted}  # starving depends on how the dice fall


@pytest.mark.parametrize("seed", some(range(301, 321), 7))
def test_a_healthy_company_is_quiet(tmp_path: Path, seed: int) -> None:
    """Nothing is even shown, on any weekday and at any hour of it."""
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed, hours=seed % 9), people=16, healthy=True) as now:
        assert [f.observation.summary for f in now.travel().reconciled.open] == []
