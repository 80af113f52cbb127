"""unmoved: a key result whose number has not moved for a long time, whatever its pace.

Looks at: key results in their period, of which the hub has read a current value.
Formula: still = now - the first of the last values that are all the same.
Severity: a warning from `still_days` on.
Silent: about a key result that has reached its target, and about one that is over.
Stands on: the tool in which the key result is written.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from fairlead import Detector, Facts, Observation, Subject
from fairlead.bounds import Days
from fairlead.facts import GoalFact


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    still_days: the number may stand still for so many days
    """

    still_days: Days = 28


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    limit = timedelta(days=settings.still_days)
    for fact in facts.goals:
        if fact.values and not fact.ended and not is_reached(fact) and facts.as_of - still_since(fact) >= limit:
            yield observation(fact)


def still_since(fact: GoalFact) -> datetime:
    """Whoever writes the same number every week has not moved it."""
    since, value = fact.values[-1]
    for at, before in reversed(fact.values):
        if before != value:
            break
        since = at
    return since


def is_reached(fact: GoalFact) -> bool:
    goal, current = fact.goal, fact.current
    if goal.start is None or goal.target is None or current is None:
        return False
    return current >= goal.target if goal.target >= goal.start else current <= goal.target


def observation(fact: GoalFact) -> Observation:
    goal, (_, value) = fact.goal, fact.values[-1]
    return Observation(
        detector="unmoved",
        subject=Subject("goal", goal.key),
        severity="warning",
        title=f"{goal.key} ({goal.title})",
        says=f"has stood at {value:g} ever since",
        since=still_since(fact),
        owner=fact.owners[0] if len(fact.owners) == 1 else None,
        goal=goal.parent,
        url=goal.url,
        evidence={"value": value, "target": goal.target},
        streams=(goal.source,),
    )


detector = Detector(
    id="unmoved",
    name="unmoved key result",
    label="fairlead-unmoved",
    advice="Measure it again, or say why it cannot move.",
    settings=Settings,
    judge=judge,
    docs="https://fairlead.example.com/unmoved",
)
