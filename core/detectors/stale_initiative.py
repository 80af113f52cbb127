"""D2: an initiative on which no human has done anything for too long, comments and descendants included.

Looks at: initiatives that are in progress by their own status; an initiative that is only a row in a sheet counts as in
progress while something open is linked to it.
Formula: idle = now - the newest human activity on the initiative, on what is linked to it, and on everything below that.
Severity: shown (info) from `shown_days` on, a warning from `at_risk_days`, critical from `critical_days`.
Silent: about an initiative on which no human has ever been seen to do anything.
Stands on: comments, changes, events and replies of people. Bots and the hub itself do not count, nor does a tool's own
"updated". The finding stands on all tools.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from core.bounds import Days
from core.chain import objective_above
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    shown_days: idle days from which the hub shows it, and writes nothing yet
    at_risk_days: idle days from which it is a warning
    critical_days: idle days from which it is critical
    """

    shown_days: Days = 4
    at_risk_days: Days = 14
    critical_days: Days = 28


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    for fact in facts.goals:
        severity = _severity(fact, facts, settings)
        if severity is None or fact.last_activity is None:
            continue
        goal = fact.goal
        yield of_goal(
            "D2",
            fact,
            severity=severity,
            says="stands still: nobody has touched it or anything below it",
            since=fact.last_activity,
            goal=objective_above(goal, goals),
            evidence={"last_activity": fact.last_activity.isoformat(), "open_items": fact.open_items},
        )


def _severity(fact: GoalFact, facts: Facts, settings: Settings) -> Severity | None:
    if fact.goal.level != "initiative" or not fact.doing or fact.ended or fact.last_activity is None:
        return None
    idle = facts.as_of - fact.last_activity
    if idle >= timedelta(days=settings.critical_days):
        return "critical"
    if idle >= timedelta(days=settings.at_risk_days):
        return "warning"
    return "info" if idle >= timedelta(days=settings.shown_days) else None


DETECTOR = Detector(
    id="D2",
    name="stale initiative",
    label="fairlead-stale",
    advice="Say where it stands in a comment, move it on, or close it if it is not wanted any more.",
    settings=Settings,
    judge=judge,
)
