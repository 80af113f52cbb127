"""The same world is told in the same words, whatever the order of its facts and the hour of the day."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from random import Random

from msgspec import json
from msgspec.structs import asdict, replace

from core.detectors import judge
from core.facts import Facts
from core.findings import Observation
from sandbox.company.drift import LATE_PLANTS, PLANTS
from scheduler.judging import judged
from tests.acceptance.road import scene


def told(observations: Iterable[Observation]) -> list[bytes]:
    """In order of fingerprints, without the streams that are late."""
    return [
        json.encode(each) for each in sorted(observations, key=lambda each: each.fingerprint) if each.detector != "D26"
    ]


def shuffled(facts: Facts, random: Random) -> Facts:
    """Tuples of facts in another order each; effort stays in the order of its days, and no more than that."""
    tuples = {name: value for name, value in asdict(facts).items() if isinstance(value, tuple)}
    mixed = {name: tuple(random.sample(value, len(value))) for name, value in tuples.items()}
    mixed["daily"] = tuple(sorted(mixed["daily"], key=lambda each: each.day))
    return replace(facts, **mixed)


def test_the_order_of_facts_and_the_hour_change_nothing(tmp_path: Path) -> None:
    with scene(tmp_path, 5, drifts={*PLANTS, *LATE_PLANTS}) as company:
        company.travel()
        with company.hub.store.read() as tx:
            facts, observations = judged(company.hub, tx, company.company.now)
    settings, expected = company.hub.config.detectors, told(observations)
    assert len({each.fingerprint for each in observations}) == len(observations) > 60
    assert {each.detector for each in observations} >= {*PLANTS} - {"D4"}
    for seed in range(3):
        assert told(judge(shuffled(facts, Random(seed)), settings)) == expected
    for hours in (-6, 4):
        assert told(judge(replace(facts, as_of=facts.as_of + timedelta(hours=hours)), settings)) == expected
