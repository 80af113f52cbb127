"""D23: an objective is talked about far more, or far less, than it is worked for or than was meant.

Looks at: Slack threads of the last 28 days that serve an objective with a target share, by naming it, something below it, or
an item that is linked there; beside effort as in D5.
Formula: attention = threads of the objective / threads of all objectives with a target. Gap = attention - share of effort, or
attention - target share.
Severity: a warning for an objective whose attention is more than `gap_share` away from its share of effort; shown only (info)
where it is so far from the target alone, since D5 tells of effort.
Silent: with fewer than `min_threads` such threads, or fewer than `min_person_days`; with fewer than two objectives.
Stands on: threads, links, target shares, and activity, worklogs or story points, on all tools.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from core.allocation import ROUNDED, Allocation, allocation, objectives_of
from core.bounds import Count, PersonDays, Share
from core.detectors.contract import Detector
from core.detectors.objective import observed
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    gap_share: between attention and the share of effort, or the target share, above which it is told
    min_threads: about all these objectives, below which nothing is judged
    min_person_days: on all these objectives, below which nothing is judged
    """

    gap_share: Share = 0.20
    min_threads: Count = 30
    min_person_days: PersonDays = 20.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    found = allocation(facts, facts.as_of.date(), facts.effort_days)
    threads = _threads(facts, found.target)
    total = sum(threads.values())
    known = len(found.target) >= 2 and found.actual and found.person_days >= settings.min_person_days
    if not known or total < settings.min_threads:
        return
    goals = {fact.goal.key: fact for fact in facts.goals}
    for key in found.target:
        attention = round(threads.get(key, 0.0) / total, ROUNDED)
        if key in goals and (severity := _severity(attention, key, found, settings)):
            yield _observation(goals[key], attention, total, severity, found, facts)


def _threads(facts: Facts, targets: Mapping[str, float]) -> dict[str, float]:
    serves, threads = objectives_of(facts, targets), defaultdict[str, float](float)
    for each in facts.talk:
        if each.goal in serves:
            threads[serves[each.goal]] += each.threads
    return threads


def _severity(attention: float, key: str, found: Allocation, settings: Settings) -> Severity | None:
    if _apart(attention, found.actual[key]) > settings.gap_share:
        return "warning"
    return "info" if _apart(attention, found.target[key]) > settings.gap_share else None


def _apart(one: float, other: float) -> float:
    return abs(round(one - other, ROUNDED))


def _observation(
    fact: GoalFact,
    attention: float,
    total: float,
    severity: Severity,
    found: Allocation,
    facts: Facts,
) -> Observation:
    key = fact.goal.key
    effort, target = found.actual[key], found.target[key]
    return observed(
        "D23",
        fact,
        found,
        severity=severity,
        says=f"has {attention:.0%} of the talk about objectives, {effort:.0%} of the effort, and {target:.0%} was meant",
        since=midnight(found.begin),
        attention=round(attention, 2),
        threads=round(total),
        window_days=facts.effort_days,
    )


DETECTOR = Detector(
    id="D23",
    name="attention against effort",
    label="fairlead-attention",
    advice="If it matters as much as it is talked about, give it people. If not, say so, and talk about what was meant.",
    settings=Settings,
    judge=judge,
)
