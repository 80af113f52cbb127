"""What a detector is: a pure judgement of facts, with its settings and its words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from msgspec import Struct

from core.facts import Facts
from core.findings import Observation

S = TypeVar("S", bound=Struct)


@dataclass(frozen=True)
class Detector(Generic[S]):
    """`judge` looks at facts as of `facts.as_of` and tells what drifts. It reads no clock and keeps nothing.

    `settings` is a struct with defaults, units in its field names, read from `[detectors.<id>]`. `label` marks items in
    tools that have labels. `advice` tells the reader of a finding what can be done now. `docs` is where more is said of it.
    """

    id: str
    name: str
    label: str
    advice: str
    settings: type[S]
    judge: Callable[[Facts, S], Iterator[Observation]]
    docs: str = ""


def settings_of(detector: Detector[S], given: Mapping[str, Struct]) -> S:
    """Those of the detector among the given, by id; its defaults where there are none."""
    found = given.get(detector.id)
    return found if isinstance(found, detector.settings) else detector.settings()
