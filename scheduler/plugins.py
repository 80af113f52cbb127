"""Connectors and detectors are found by entry point. Our own detectors come first, and none takes the place of another."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, wraps
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from msgspec import Struct

from core.contract import Plugin
from core.detectors import DETECTORS, Detectors, admission
from core.detectors.contract import Detector
from core.facts import Facts
from core.findings import Observation
from scheduler.checked import ConfigError

GROUP, DETECTORS_GROUP = "fairlead.connectors", "fairlead.detectors"


class _Plugins(Mapping[str, Plugin]):
    """Imports those that are asked for."""

    def __init__(self, entries: Iterable[EntryPoint]) -> None:
        self._entries = {entry.name: entry for entry in entries}

    def __getitem__(self, name: str) -> Plugin:
        plugin: Plugin = self._entries[name].load()
        return plugin

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def discover() -> Mapping[str, Plugin]:
    """Every installed connector by name, imported when it is first asked for. A broken one raises then what its import raises:
    it is a bug of that package."""
    return _Plugins(_entries(GROUP))


def discover_detectors() -> Detectors:
    """Every detector by id, ours first. ConfigError for one that cannot stand beside the others; a broken one raises what its
    import raises."""
    known = {detector.id: detector for detector in DETECTORS}
    for entry in _entries(DETECTORS_GROUP):
        detector = entry.load()
        if fault := _fault(entry, detector, known):
            raise ConfigError(f"detector {entry.name} of the package {_package(entry)}: {fault}")
        known[detector.id] = replace(detector, judge=_watched(entry, detector))
    return known


def _entries(group: str) -> Sequence[EntryPoint]:
    return _declared(tuple(sys.path))[group]


@cache
def _declared(_path: tuple[str, ...]) -> Mapping[str, Sequence[EntryPoint]]:
    """By all packages on the path, whose files are read once for both groups."""
    found = entry_points()
    return {
        group: sorted(found.select(group=group), key=lambda entry: entry.name) for group in (GROUP, DETECTORS_GROUP)
    }


def _package(entry: EntryPoint) -> str:
    return entry.dist.name if entry.dist else entry.module


def _fault(entry: EntryPoint, detector: object, known: Detectors) -> str | None:
    if not isinstance(detector, Detector):
        return f"{entry.value} should be a fairlead.Detector, not a {type(detector).__name__}"
    if detector.id != entry.name:
        return f"its id is {detector.id}; name the entry point like it"
    return admission.fault(detector, known)


def _watched(entry: EntryPoint, detector: Detector[Any]) -> Any:
    """Its judgement; a mistake in it is told with the names of detector and package, and nothing at all is judged then: what a
    broken detector does not see is not gone."""

    @wraps(detector.judge)
    def judge(facts: Facts, settings: Struct) -> Iterator[Observation]:
        try:
            yield from map(_own, detector.judge(facts, settings))
        except Exception as error:
            raise ConfigError(
                f"detector {detector.id} of the package {_package(entry)} failed: {type(error).__name__}: {error}; nothing "
                "was judged. Tell its author, or uninstall the package"
            ) from error

    def _own(seen: Observation) -> Observation:
        if seen.detector != detector.id:
            raise ValueError(f"it speaks in the name of {seen.detector}")
        return seen

    return judge
