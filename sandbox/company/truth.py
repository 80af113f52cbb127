"""What a hub that sees everything and nothing else would find: the truth that every detector is measured against."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from core.findings import Severity, SubjectKind


class Expected(Struct, frozen=True, order=True):
    """A finding that should be open. `kind` and `key` are those of `core.findings.Subject`."""

    detector: str
    kind: SubjectKind
    key: str
    severity: Severity

    def as_json(self) -> dict[str, Any]:
        return {
            "detector": self.detector,
            "subject": {"kind": self.kind, "key": self.key},
            "severity": self.severity,
        }


@dataclass(eq=False)
class Plant:
    """One planted drift. `findings` can be asked once the story was played, `mend` makes all of them go away. None: only time
    does."""

    what: str
    findings: Callable[[], Sequence[Expected]]
    mend: Callable[[datetime], object] | None


def expected(plants: Iterable[Plant]) -> list[Expected]:
    return sorted(finding for plant in plants for finding in plant.findings())


def document(open_plants: Sequence[Plant], mended: Sequence[Plant], now: datetime) -> dict[str, Any]:
    """The content of `truth.json`: what should be open at `now`, and what was and should be resolved."""
    return {
        "schema_version": 1,
        "as_of": now.isoformat(),
        "findings": [finding.as_json() for finding in expected(open_plants)],
        "resolved": [finding.as_json() for finding in expected(mended)],
    }
