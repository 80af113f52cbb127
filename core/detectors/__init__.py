"""Every detector of the hub, in one plain table; each is a pure module of its own."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from core.detectors import (
    allocation_drift,
    attention,
    blocked,
    bottleneck,
    contradictions,
    coordination_gap,
    deadlines,
    decision_rights,
    duplicate_effort,
    easy_wins,
    estimate_bias,
    fragmentation,
    hub_blind,
    key_result_pace,
    metric_conflict,
    not_operational,
    outdated_work,
    ownership_gap,
    plan_decay,
    shifting_priorities,
    slow_shift,
    stale_initiative,
    starved_objective,
    unkept_agreement,
    unlinked_work,
    zombie_initiative,
)
from core.detectors.contract import Detector, settings_of
from core.facts import Facts
from core.findings import Observation

DETECTORS: tuple[Detector[Any], ...] = (
    unlinked_work.DETECTOR,
    stale_initiative.DETECTOR,
    zombie_initiative.DETECTOR,
    starved_objective.DETECTOR,
    allocation_drift.DETECTOR,
    slow_shift.DETECTOR,
    outdated_work.DETECTOR,
    key_result_pace.DETECTOR,
    contradictions.DETECTOR,
    blocked.DETECTOR,
    bottleneck.DETECTOR,
    ownership_gap.DETECTOR,
    shifting_priorities.DETECTOR,
    coordination_gap.DETECTOR,
    duplicate_effort.DETECTOR,
    easy_wins.DETECTOR,
    deadlines.DETECTOR,
    metric_conflict.DETECTOR,
    not_operational.DETECTOR,
    unkept_agreement.DETECTOR,
    decision_rights.DETECTOR,
    fragmentation.DETECTOR,
    attention.DETECTOR,
    estimate_bias.DETECTOR,
    plan_decay.DETECTOR,
    hub_blind.DETECTOR,
)
Detectors = Mapping[str, Detector[Any]]
BY_ID: Detectors = MappingProxyType({detector.id: detector for detector in DETECTORS})


def judge(
    facts: Facts, settings: Mapping[str, Struct], detectors: Iterable[Detector[Any]] = DETECTORS
) -> Iterator[Observation]:
    """What every detector sees in the facts; `settings` by detector id, its defaults where absent."""
    for detector in detectors:
        yield from detector.judge(facts, settings_of(detector, settings))
