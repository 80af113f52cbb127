"""D7: last year's work: a team still spends effort on goals that are closed, over or superseded.

Looks at: items that are being worked on and linked to a goal whose last day has passed, or that was closed or superseded.
Closing a goal ends everything below it; a passed date ends what has no dates of its own.
Formula: share = the team's person-days on such items / all its person-days, counting goals that ended long enough ago.
Severity: critical above `critical_share` for goals over for `critical_after_days`, else a warning above `warn_share` for
goals over for `warn_after_days`.
Silent: about a team with fewer than `min_items` items and fewer than `min_person_days` person-days.
Stands on: dates and states of goals, links, status, and activity of the last 28 days, on all tools.
"""

from collections.abc import Iterator

from msgspec import Struct

from core.bounds import Count, Days, PersonDays, Share
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.effort import by_team, enough, person_days
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_share: of the team's person-days, above it the team is told
    warn_after_days: only goals that ended at least so many days ago count for the warning
    critical_share: of the team's person-days, above it the finding is critical
    critical_after_days: only goals that ended at least so many days ago count for that
    min_items: a team with fewer items than this, and fewer person-days than the next, is not judged
    min_person_days: the other half of that guard
    """

    warn_share: Share = 0.10
    warn_after_days: Days = 14
    critical_share: Share = 0.25
    critical_after_days: Days = 28
    min_items: Count = 8
    min_person_days: PersonDays = 20.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact for fact in facts.goals}
    everything = by_team(facts.effort)
    for team, efforts in by_team(facts.outdated_effort).items():
        if not enough(everything[team], settings.min_items, settings.min_person_days):
            continue
        total = person_days(everything[team])
        for severity, after_days, limit in _thresholds(settings):
            over = [goals[e.goal] for e in efforts if e.goal and _days_over(goals.get(e.goal), facts) >= after_days]
            keys = {fact.goal.key for fact in over}
            spent = person_days(effort for effort in efforts if effort.goal in keys)
            if spent > limit * total:
                yield _observation(team, severity, spent / total, over, facts)
                break


def _thresholds(settings: Settings) -> tuple[tuple[Severity, int, float], ...]:
    return (
        ("critical", settings.critical_after_days, settings.critical_share),
        ("warning", settings.warn_after_days, settings.warn_share),
    )


def _days_over(fact: GoalFact | None, facts: Facts) -> int:
    return (facts.as_of.date() - fact.ended).days if fact and fact.ended else -1


def _observation(team: str, severity: Severity, share: float, over: list[GoalFact], facts: Facts) -> Observation:
    keys = sorted(fact.goal.key for fact in over)
    since = min(fact.ended for fact in over if fact.ended)
    return of_team(
        "D7",
        team,
        severity=severity,
        says=f"still spends {share:.0%} of its effort on goals that are over ({', '.join(keys)})",
        since=midnight(since),
        evidence={
            "share": round(share, 2),
            "goals": keys,
            "items": sorted(item.key for item in facts.outdated if item.team == team),
            "method": "person-days",
            "window_days": facts.effort_days,
        },
    )


DETECTOR = Detector(
    id="D7",
    name="last year's work",
    label="fairlead-outdated",
    advice="Finish or stop these items, or link them to a goal that is still wanted.",
    settings=Settings,
    judge=judge,
)
