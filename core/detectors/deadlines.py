"""D17: what was promised for a day is not done by that day, or its day moves on and on.

Looks at: issues and epics that had a due date. The first one that was ever written counts, whatever became of it.
Formula: share = items done by their first due date / items whose first due date lies in the last 28 days before today, by
team. A slip is a due date that is moved to a later day.
Severity: a warning for a team below `warn_share`, and for an open item with more than `max_slips` slips.
Silent: about a team with fewer than `min_items` such items.
Stands on: due dates, status and their history in the tool's own record of the item. The item finding on its own tool, the
team finding on all tools.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from msgspec import Struct

from core.bounds import AtMost, Count, Share
from core.detectors.contract import Detector
from core.detectors.subjects import of_team
from core.facts import DeadlineFact, Facts
from core.findings import Observation, Subject
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_share: below this share of items done by their first due date the team is told
    max_slips: the due date of an open item may be moved to a later day so many times
    min_items: a team with fewer items that were due is not judged
    """

    warn_share: Share = 0.70
    max_slips: AtMost = 2
    min_items: Count = 8


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    for team, due in _due_by_team(facts).items():
        met = sum(1 for each in due if _is_met(each))
        if len(due) >= settings.min_items and met < settings.warn_share * len(due):
            yield _team(team, due, met, facts)
    for each in facts.deadlines:
        if each.done_on is None and each.slips > settings.max_slips:
            yield _item(each)


def _due_by_team(facts: Facts) -> dict[str, list[DeadlineFact]]:
    """Of the window: what is due today may still be done."""
    today = facts.as_of.date()
    first, due = today - timedelta(days=facts.effort_days), defaultdict[str, list[DeadlineFact]](list)
    for each in facts.deadlines:
        if each.team and first <= each.due < today:
            due[each.team].append(each)
    return due


def _is_met(each: DeadlineFact) -> bool:
    return each.done_on is not None and each.done_on <= each.due


def _team(team: str, due: Sequence[DeadlineFact], met: int, facts: Facts) -> Observation:
    missed = [each for each in due if not _is_met(each)]
    return of_team(
        "D17",
        team,
        says=f"finished {met} of {len(due)} items by the day that was first written for them",
        since=midnight(min(each.due for each in missed)),
        evidence={
            "share": round(met / len(due), 2),
            "missed": sorted(each.key for each in missed),
            "moved": sum(1 for each in due if each.slips),
            "window_days": facts.effort_days,
        },
    )


def _item(each: DeadlineFact) -> Observation:
    return Observation(
        detector="D17",
        subject=Subject("item", each.key),
        severity="warning",
        title=each.title,
        says=f"was due on {each.due} at first, and its due date has been moved to a later day {each.slips} times",
        since=midnight(each.due),
        goal=each.goal,
        team=each.team,
        url=each.url,
        evidence={"first_due": str(each.due), "slips": each.slips, "container": each.container},
        streams=(each.source,),
    )


DETECTOR = Detector(
    id="D17",
    name="deadline adherence",
    label="fairlead-deadline",
    advice="Agree on a day that can be kept, make the work smaller, or say that it is not wanted any more.",
    settings=Settings,
    judge=judge,
)
