"""D1: work that serves no goal, item by item, and as a share of a team's effort.

Looks at: issues, epics and pull requests that are being worked on, or were finished in the last 28 days, and have neither a
link to a goal nor an exemption.
Formula: share = the team's person-days on items without a goal / all its person-days.
Severity: an item is a warning. A team is a warning above `warn_share` and critical above `critical_share`.
Silent: while no goal is known at all; about an item in progress that was started fewer than `grace_working_days` ago; about
a team with fewer than `min_items` items and fewer than `min_person_days` person-days.
Stands on: the links that `fairlead map` made, status and its history, and activity, on all tools: a goal, or an item that it
names, may stand in one that was not read.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from core.allocation import ROUNDED
from core.bounds import Count, Days, PersonDays, Share
from core.detectors.contract import Detector
from core.detectors.subjects import of_item, of_team
from core.effort import by_team, enough, person_days
from core.facts import EffortFact, Facts, ItemFact
from core.findings import Observation, Severity
from core.times import midnight
from core.workdays import working_days


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    grace_working_days: an item may be worked on for so many working days before it needs a goal
    warn_share: of the team's person-days, above it the team is told
    critical_share: of the team's person-days, above it the finding is critical
    min_items: a team with fewer items than this, and fewer person-days than the next, is not judged
    min_person_days: the other half of that guard
    """

    grace_working_days: Days = 3
    warn_share: Share = 0.20
    critical_share: Share = 0.40
    min_items: Count = 8
    min_person_days: PersonDays = 20.0


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    if not facts.goals:
        return
    for item in facts.unlinked:
        started_lately = working_days(item.since, facts.as_of) < settings.grace_working_days
        if item.category == "done" or not started_lately:
            yield _item(item)
    for team, efforts in by_team(facts.effort).items():
        yield from _team(team, efforts, facts, settings)


def _item(item: ItemFact) -> Observation:
    verb = "was finished" if item.category == "done" else "is being worked on"
    return of_item(
        "D1",
        item,
        says=f"{verb}, but serves no goal",
        since=item.since,
        evidence={"category": item.category, "container": item.container},
    )


def _team(team: str, efforts: Sequence[EffortFact], facts: Facts, settings: Settings) -> Iterator[Observation]:
    if not enough(efforts, settings.min_items, settings.min_person_days):
        return
    total = person_days(efforts)
    unlinked = person_days(effort for effort in efforts if effort.goal is None)
    share = round(unlinked / total, ROUNDED) if total else 0.0
    if share <= settings.warn_share:
        return
    severity: Severity = "critical" if share > settings.critical_share else "warning"
    yield of_team(
        "D1",
        team,
        severity=severity,
        says=f"puts {share:.0%} of its effort into work that serves no goal",
        since=midnight(facts.as_of.date()),
        evidence={"share": round(share, 2), "method": "person-days", "window_days": facts.effort_days},
    )


DETECTOR = Detector(
    id="D1",
    name="unlinked work",
    label="fairlead-unlinked",
    advice="Name the goal in the title (like [O-1]), add a label or parent that a rule knows, or ask the admins to exempt it.",
    settings=Settings,
    judge=judge,
)
