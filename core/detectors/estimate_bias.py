"""D24: work takes far longer than was estimated, as a rule.

Looks at: items that were finished in the last 14 weeks and have an estimate of time, by team and type.
Formula: median of actual / estimate. Actual is the time of its worklogs, at 8 hours a day, or where an item has none, its
person-days; the estimate is in person-days.
Severity: a warning for a team with a type above `warn_ratio`. Estimates that are too high are not told.
Silent: about a type of which the team finished fewer than `min_items` items; about an item without worklogs that somebody had
touched before that time; about story points, which are no time.
Stands on: estimates, worklogs and activity, on all tools.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec import Struct

from core.bounds import Count, Ratio
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import EstimateFact, Facts
from core.findings import Observation
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_ratio: of actual to estimate, above it the team is told
    min_items: of fewer items of a type nothing is said
    """

    warn_ratio: Ratio = 1.5
    min_items: Count = 10


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    biased = (each for each in facts.estimates if each.items >= settings.min_items and each.ratio > settings.warn_ratio)
    for team, types in groupby(sorted(biased, key=lambda each: (each.team, each.type)), lambda each: each.team):
        yield _observation(team, list(types), facts)


def _observation(team: str, types: Sequence[EstimateFact], facts: Facts) -> Observation:
    told = ", ".join(f"{each.ratio:.1f} times for {each.items} items of type {each.type}" for each in types)
    return of_team(
        "D24",
        team,
        says=f"takes longer than it estimates: by the median {told}",
        since=midnight(facts.as_of.date()),
        evidence={
            "types": {
                each.type: {"ratio": round(each.ratio, 2), "items": each.items, "with_worklogs": each.with_hours}
                for each in types
            },
            "window_days": facts.allocation_days,
        },
    )


DETECTOR = Detector(
    id="D24",
    name="estimate bias",
    label="fairlead-estimates",
    advice="Plan with what such work really took, and make the pieces smaller before they are estimated.",
    settings=Settings,
    judge=judge,
)
