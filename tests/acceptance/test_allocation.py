"""D4, D5 and D6 on the simulated company: what is planted, and nothing else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.company.rows import Row
from tests.acceptance.road import NOW, Key, Scene, keys, scene
from tests.seeds import some

THREE = ("D4", "D5", "D6")


def seen(now: Scene) -> set[Key]:
    return {key for key in keys(now.travel().reconciled.open) if key[0] in THREE}


@pytest.mark.parametrize("seed", some([401, 402, 403, 404], 2))
def test_planted_shares_are_found_with_their_severity(tmp_path: Path, seed: int) -> None:
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed)) as now:
        assert seen(now) == {key for key in keys(now.company.truth()["findings"]) if key[0] in THREE}


@pytest.mark.parametrize("seed", some(range(405, 411), 2))
def test_a_healthy_company_is_quiet(tmp_path: Path, seed: int) -> None:
    with scene(tmp_path, seed, now=NOW + timedelta(days=seed), healthy=True) as now:
        assert seen(now) == set()


STEPS = {"O-1": 0.20, "O-2": -0.10, "O-3": -0.10, "O-4": 0.0}


def rewrite(now: Scene, steps: Mapping[str, float]) -> None:
    """The leaders change the target shares in the sheet."""
    for row in now.company.stage.board.objectives:
        row.share = round((row.share or 0) + steps[row.key], 3)
        _write(now, row)


def _write(now: Scene, row: Row) -> None:
    board, today = now.company.stage.board, now.company.now.date()
    now.opened.sandbox.call(lambda: board.write(row, "Target share", today))


def _advance(now: Scene, by: timedelta) -> None:
    now.opened.sandbox.call(lambda: now.company.clock.advance(by))


@contextmanager
def changed(folder: Path, seed: int, days: int, factor: float = 1.0) -> Iterator[Scene]:
    """Healthy until the leaders change the targets; then everybody works on for so many days as ever."""
    with scene(folder, seed, people=16, healthy=True) as now:
        assert seen(now) == set()
        _advance(now, timedelta(hours=1))
        rewrite(now, {key: factor * step for key, step in STEPS.items()})
        assert seen(now) == set()  # nobody can follow within the hour
        for _ in range(days):
            end = now.company.now + timedelta(days=1)
            now.opened.sandbox.call(now.company.work)
            _advance(now, end - now.company.now)
        yield now


@pytest.mark.parametrize("seed", some([411, 412], 1))
def test_a_strategy_change_that_nobody_follows_is_found_after_three_weeks(tmp_path: Path, seed: int) -> None:
    with changed(tmp_path, seed, 20) as now:
        assert [key for key in seen(now) if key[0] == "D6"] == []
        _advance(now, timedelta(days=1))
        assert [key for key in seen(now) if key[0] == "D6"] == [("D6", "company", "allocation", "warning")]


def test_a_small_change_of_targets_is_no_change_of_strategy(tmp_path: Path) -> None:
    with changed(tmp_path, 413, 22, factor=0.3) as now:
        assert [key for key in seen(now) if key[0] == "D6"] == []
