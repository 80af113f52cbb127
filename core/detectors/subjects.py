"""Observations of an item, a goal or a team, with what is the same whatever is judged of them."""

from collections.abc import Mapping
from datetime import datetime

from core.detectors.company import sole_owner
from core.facts import GoalFact, ItemFact
from core.findings import Observation, Severity, Subject

Evidence = Mapping[str, object]


def of_item(
    detector: str, item: ItemFact, *, says: str, since: datetime, evidence: Evidence, streams: tuple[str, ...] = ()
) -> Observation:
    """A warning to whoever it is assigned to."""
    return Observation(
        detector=detector,
        subject=Subject("item", item.key),
        severity="warning",
        title=item.title,
        says=says,
        since=since,
        owner=item.assignee,
        goal=item.goal,
        team=item.team,
        url=item.url,
        evidence=dict(evidence),
        streams=streams,
    )


def of_goal(
    detector: str,
    fact: GoalFact,
    *,
    severity: Severity = "warning",
    says: str,
    since: datetime,
    goal: str | None,
    team: str | None = None,
    evidence: Evidence,
    streams: tuple[str, ...] = (),
) -> Observation:
    """To its one owner; `goal` is the objective (by key) by which messages are grouped."""
    about = fact.goal
    kind = "Initiative " if about.level == "initiative" else ""
    return Observation(
        detector=detector,
        subject=Subject("goal", about.key),
        severity=severity,
        title=f"{kind}{about.key} ({about.title})",
        says=says,
        since=since,
        owner=sole_owner(fact),
        goal=goal,
        team=team,
        url=about.url,
        evidence=dict(evidence),
        streams=streams,
    )


def of_team(
    detector: str, team: str, *, severity: Severity = "warning", says: str, since: datetime, evidence: Evidence
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
