"""D5: effort is divided between objectives in another way than their target shares say.

Looks at: person-days of the trailing `window_days` on objectives with a target share, key results and initiatives below them
included.
Formula: distance = half the sum of |share - target share| over these objectives (total variation): the share of effort that
would have to move. Targets are taken relative to their sum.
Severity: for the whole a warning from `warn_distance_share`, critical from `critical_distance_share`. An objective that is
`gap_share` or more away from its target is a warning of its own.
Silent: with fewer than `min_person_days`; with fewer than two objectives; for `settling_days` after targets were changed by
`change_share` or more, for which D6 watches.
Stands on: target shares and their versions, links, and activity, worklogs or story points, on all tools.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from core.allocation import Allocation, allocation, changes, trend
from core.bounds import Days, PersonDays, Share, Weeks
from core.detectors.company import sole_owner, strategy
from core.detectors.contract import Detector
from core.detectors.objective import meant, observed
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity, Subject
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    window_days: trailing days whose effort counts
    warn_distance_share: of the effort that would have to move, from which it is a warning
    critical_distance_share: of the effort that would have to move, from which it is critical
    gap_share: between share and target of one objective, from which it is told by itself
    trend_weeks: over which the distance is followed in the evidence
    settling_days: after a change of targets, in which nothing is said
    change_share: of the target shares that must have moved to count as a change
    min_person_days: nothing is judged on less
    """

    window_days: Days = 28
    warn_distance_share: Share = 0.15
    critical_distance_share: Share = 0.30
    gap_share: Share = 0.10
    trend_weeks: Weeks = 3
    settling_days: Days = 21
    change_share: Share = 0.10
    min_person_days: PersonDays = 20.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    found = allocation(facts, facts.as_of.date(), settings.window_days)
    if (
        not found.actual
        or len(found.target) < 2
        or found.person_days < settings.min_person_days
        or _settling(facts, settings)
    ):
        return
    severity = _severity(found.distance, settings)
    if severity:
        yield _company(found, severity, facts, settings)
    goals = {fact.goal.key: fact for fact in facts.goals}
    for key in found.target:
        gap = found.gap(key)
        if key in goals and abs(gap) >= settings.gap_share:
            yield _objective(goals[key], gap, found, settings)


def _settling(facts: Facts, settings: Settings) -> bool:
    today = facts.as_of.date()
    since = today - timedelta(days=settings.settling_days)
    return any(each.day > since and each.size >= settings.change_share for each in changes(facts.targets, today))


def _severity(distance: float, settings: Settings) -> Severity | None:
    if distance >= settings.critical_distance_share:
        return "critical"
    return "warning" if distance >= settings.warn_distance_share else None


def _company(found: Allocation, severity: Severity, facts: Facts, settings: Settings) -> Observation:
    above = strategy(facts)
    weeks = trend(facts, found.end, settings.trend_weeks, settings.window_days)
    return Observation(
        detector="D5",
        subject=Subject("company", "allocation"),
        severity=severity,
        title="The company",
        says=f"divides its effort in another way than its targets say: {found.distance:.0%} of it would have to move",
        since=_since(weeks, settings),
        owner=sole_owner(above),
        goal=above.goal.key if above else None,
        evidence={
            "distance": round(found.distance, 2),
            "shares": {key: round(share, 2) for key, share in found.actual.items()},
            "target_shares": {key: round(share, 2) for key, share in found.target.items()},
            "trend": {week.end.isoformat(): round(week.distance, 2) for week in weeks},
            "window_days": settings.window_days,
            **found.method,
        },
    )


def _since(weeks: list[Allocation], settings: Settings) -> datetime:
    """The end of the first of the weeks from which on the distance was always too large."""
    first = weeks[-1]
    for week in reversed(weeks):
        if week.distance < settings.warn_distance_share or week.person_days < settings.min_person_days:
            break
        first = week
    return midnight(first.end)


def _objective(fact: GoalFact, gap: float, found: Allocation, settings: Settings) -> Observation:
    verb = "takes" if gap > 0 else "gets"
    return observed(
        "D5",
        fact,
        found,
        severity="warning",
        says=f"{verb} {meant(fact, found)}",
        since=midnight(found.end),
        window_days=settings.window_days,
    )


DETECTOR = Detector(
    id="D5",
    name="allocation drift",
    label="fairlead-allocation",
    advice="Decide which work waits, or change the target shares to what is really wanted.",
    settings=Settings,
    judge=judge,
)
