"""D4: an objective that gets less than half of the effort it should have, or on which nothing is being worked on.

Looks at: objectives with a target share above 0 that has stood unchanged for the last `window_days`.
Formula: share = person-days on the objective and all below it / person-days on all objectives with a target;
ratio = share / target share, targets taken relative to their sum.
Severity: a warning below `starved_ratio` of the target, or while nothing below it is in progress; critical without any effort.
Silent: with fewer than `min_person_days` on objectives with a target; about an objective whose target asks for fewer than
`min_target_person_days` of them, since little work comes in lumps.
Stands on: target shares and their versions, links, status, and activity, worklogs or story points, on all tools.
"""

from collections.abc import Iterator
from datetime import timedelta

from msgspec import Struct

from core.allocation import Allocation, allocation, targets_on
from core.bounds import Days, PersonDays, Ratio
from core.detectors.contract import Detector
from core.detectors.objective import meant, observed
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    window_days: trailing days whose effort counts, and for which the target must have stood
    starved_ratio: of its target share, below which an objective is starved
    min_person_days: nothing is judged on less
    min_target_person_days: what the target must ask for in the window, for the objective to be judged
    """

    window_days: Days = 14
    starved_ratio: Ratio = 0.50
    min_person_days: PersonDays = 20.0
    min_target_person_days: PersonDays = 10.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    found = allocation(facts, facts.as_of.date(), settings.window_days)
    if not found.actual or found.person_days < settings.min_person_days:
        return
    goals = {fact.goal.key: fact for fact in facts.goals}
    for key, target in found.target.items():
        fact = goals.get(key)
        asked = target * found.person_days
        if fact is None or not target or asked < settings.min_target_person_days:
            continue
        if not _stood(facts, key, settings.window_days):
            continue
        starved = found.actual[key] < settings.starved_ratio * target
        if starved or not fact.doing_items:
            yield _observation(fact, found, settings, starved=starved)


def _stood(facts: Facts, key: str, days: int) -> bool:
    """Whether the target was the same on each day of the window; the targets of others may have moved."""
    today = facts.as_of.date()
    mine = [each for each in facts.targets if each.goal == key and each.holds(today)]
    begin = today - timedelta(days=days - 1)
    return any(each.holds(begin) for each in mine) and key in targets_on(begin, facts.targets)


def _observation(fact: GoalFact, found: Allocation, settings: Settings, *, starved: bool) -> Observation:
    share = f"gets {meant(fact, found)}"
    severity: Severity = "warning" if found.actual[fact.goal.key] else "critical"
    return observed(
        "D4",
        fact,
        found,
        severity=severity,
        says=share if starved else f"{share}, and nothing that serves it is in progress",
        since=midnight(found.begin),
        doing_items=fact.doing_items,
        window_days=settings.window_days,
    )


DETECTOR = Detector(
    id="D4",
    name="starved objective",
    label="fairlead-starved",
    advice="Move people or work to it, or give it the smaller share that it really has.",
    settings=Settings,
    judge=judge,
)
