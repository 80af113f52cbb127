"""What several clauses of one detector say of the same subject, told as one."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from core.findings import SEVERITIES, Severity


class Verdict(Struct, frozen=True):
    """What is wrong, since when, and the numbers for it."""

    severity: Severity
    says: str
    since: date
    evidence: dict[str, object]


def together(verdicts: Sequence[Verdict]) -> Verdict:
    """At least one. As bad as the worst, since the first; each says its part, the worst first."""
    ordered = sorted(verdicts, key=lambda each: SEVERITIES.index(each.severity))
    return Verdict(
        ordered[0].severity,
        "; it ".join(each.says for each in ordered),
        min(each.since for each in ordered),
        {name: value for each in ordered for name, value in each.evidence.items()},
    )
