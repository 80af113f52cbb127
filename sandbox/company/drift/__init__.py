"""Planted drift: one module for each detector, each with cases that must be found and near-misses that must not."""

from collections.abc import Iterator

from sandbox.company.drift import blind, deadlines, hollow, outdated, ownership, pace, stale, unlinked, zombie
from sandbox.company.goals import Row
from sandbox.company.stage import Stage
from sandbox.company.truth import Plant


def plant_all(stage: Stage) -> list[Plant]:
    """Every planted drift and its near-misses, on a stage whose people have been called in and do nothing yet."""
    rows = _shuffled_results(stage)
    plants = [
        *unlinked.plant(stage),
        *stale.plant(stage),
        *outdated.plant(stage),
        *pace.plant(stage, rows),
        *ownership.plant(stage, rows),
        *blind.plant(stage),
        *hollow.plant(stage),
        *zombie.plant(stage),
        *deadlines.plant(stage),
    ]
    ownership.near_misses(stage, rows)
    pace.near_misses(stage, rows)
    return plants


def near_misses(stage: Stage) -> None:
    """What looks like drift to a careless detector and is none; at home in a healthy company too."""
    unlinked.near_misses(stage)
    stale.near_misses(stage)
    outdated.near_misses(stage)
    hollow.near_misses(stage)
    zombie.near_misses(stage)
    deadlines.near_misses(stage)


def _shuffled_results(stage: Stage) -> Iterator[Row]:
    """Each key result serves one case; the first one falls where it should, as the worst case of pace."""
    rows = stage.random.sample(stage.board.results, len(stage.board.results))
    falling = next(row for row in rows if row.target is not None and row.start is not None and row.target < row.start)
    return iter([falling, *(row for row in rows if row is not falling)])
