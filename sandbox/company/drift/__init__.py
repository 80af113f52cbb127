"""Planted drift: one module for each detector, each with cases that must be found and near-misses that must not."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from sandbox.company.drift import (
    allocation,
    attention,
    blind,
    blocked,
    contradictions,
    crossing,
    deadlines,
    decay,
    decisions,
    duplicates,
    easy,
    estimates,
    fragments,
    hollow,
    metrics,
    outdated,
    ownership,
    pace,
    shifting,
    slow,
    stale,
    unlinked,
    zombie,
)
from sandbox.company.stage import Stage
from sandbox.company.truth import Plant

PLANTS: Mapping[str, Callable[[Stage], Iterable[Plant]]] = {
    "D1": unlinked.plant,
    "D2": stale.plant,
    "D7": outdated.plant,
    "D8": pace.plant,
    "D12": ownership.plant,
    "D26": blind.plant,
    "D19": hollow.plant,
    "D3": zombie.plant,
    "D15": duplicates.plant,
    "D17": deadlines.plant,
    "D22": fragments.plant,
    "D24": estimates.plant,
    "D10": blocked.plant,
    "D9": contradictions.plant,
    "D11": slow.plant,
    "D14": crossing.plant,
    "D16": easy.plant,
    "D18": metrics.plant,
    "D21": decisions.plant,
}
# these must know who did what
LATE_PLANTS: Mapping[str, Callable[[Stage], Iterable[Plant]]] = {
    "D4": allocation.plant,
    "D5": allocation.plant,
    "D23": attention.plant,
}
# these show only after days have passed, to a hub that was there from the beginning
SLOW_PLANTS: Mapping[str, Callable[[Stage], Iterable[Plant]]] = {"D6": shifting.plant, "D25": decay.plant}
APART = frozenset(
    {
        "D11",
        "D14",
        "D15",
        "D16",
        "D22",
        "D23",
        "D24",
        "D18",
        "D21",
    }
)  # only where it is asked for
USUAL = frozenset({*PLANTS, *LATE_PLANTS} - APART)  # what drifts in a company of which nothing else is said
_SPOILING = {
    "D12": ownership.near_misses,
    "D8": pace.near_misses,
    "D11": slow.near_misses,
    "D24": estimates.near_misses,
    "D23": attention.near_misses,
    "D14": crossing.near_misses,
    "D18": metrics.near_misses,
    "D16": easy.near_misses,
    "D21": decisions.near_misses,
}  # near-misses that a healthy company does without
_NEAR_MISSES = (
    unlinked.near_misses,
    stale.near_misses,
    outdated.near_misses,
    hollow.near_misses,
    zombie.near_misses,
    deadlines.near_misses,
    duplicates.near_misses,
    fragments.near_misses,
    blocked.near_misses,
)


def plant(stage: Stage, wanted: Collection[str]) -> list[Plant]:
    """The wanted drift (ids of detectors) and all near-misses, on a stage whose people have been called in and do nothing
    yet."""
    plants = [each for name, plan in {**PLANTS, **SLOW_PLANTS}.items() if name in wanted for each in plan(stage)]
    for name, near_misses in _SPOILING.items():
        if name in wanted:
            near_misses(stage)
    for near_misses in _NEAR_MISSES:
        near_misses(stage)
    return plants


def plant_late(stage: Stage, wanted: Collection[str]) -> Iterator[Plant]:
    """The wanted drift that is planted once everything has been played."""
    for late in dict.fromkeys(plan for name, plan in LATE_PLANTS.items() if name in wanted):
        yield from late(stage)
