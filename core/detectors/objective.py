"""What is told of one objective that gets more or less effort than its target share asks for, whatever is judged of it."""

from datetime import datetime
from typing import Any

from core.allocation import Allocation
from core.detectors.subjects import of_goal
from core.facts import GoalFact
from core.findings import Observation, Severity


def observed(
    detector: str, fact: GoalFact, found: Allocation, *, severity: Severity, says: str, since: datetime, **evidence: Any
) -> Observation:
    """The objective with its share, its target share and how they were measured, beside what the detector adds."""
    goal = fact.goal
    shares = {"share": round(found.actual[goal.key], 2), "target_share": round(found.target[goal.key], 2)}
    return of_goal(
        detector,
        fact,
        severity=severity,
        says=says,
        since=since,
        goal=goal.key,
        evidence={**shares, **evidence, **found.method},
    )


def meant(fact: GoalFact, found: Allocation) -> str:
    """`18% of the effort on objectives, where 52% was meant`."""
    key = fact.goal.key
    return f"{found.actual[key]:.0%} of the effort on objectives, where {found.target[key]:.0%} was meant"
