"""How findings are told in one line, on every surface: their sign, their order, their sentence. Pure."""

from collections.abc import Mapping

from core.detectors import Detectors
from core.findings import Finding, Observation, Severity

SIGNS: Mapping[Severity, str] = {"critical": "●", "warning": "▲", "info": "·"}
ORDER: Mapping[str, int] = {"critical": 0, "warning": 1, "info": 2}


def name_of(detector: str, detectors: Detectors) -> str:
    return detectors[detector].name if detector in detectors else "(no such detector is installed any more)"


def sentence(seen: Observation) -> str:
    """An item goes by its key too: that is what `fairlead link` and `fairlead rules explain` ask for."""
    return f"{seen.subject.key} {seen.summary}" if seen.subject.kind == "item" else seen.summary


def worst(finding: Finding) -> int:
    return ORDER[finding.observation.severity]
