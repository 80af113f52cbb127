"""What is told of a team, whatever is judged of it. Its people are not named."""

from collections.abc import Mapping
from datetime import datetime

from core.findings import Observation, Severity, Subject


def of_team(
    detector: str,
    team: str,
    *,
    severity: Severity = "warning",
    says: str,
    since: datetime,
    evidence: Mapping[str, object],
) -> Observation:
    return Observation(
        detector=detector,
        subject=Subject("team", team),
        severity=severity,
        title=f"Team {team}",
        says=says,
        since=since,
        team=team,
        evidence=dict(evidence),
    )
