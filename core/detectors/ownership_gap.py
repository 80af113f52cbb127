"""D12: nobody, several people, or somebody who has gone silent answers for a goal; work that nobody has taken.

Looks at: objectives, key results and initiatives in progress that are not over; issues and epics in progress.
Formula: a goal has a gap with no owner, with several, with one whose accounts are all deactivated, or with one of whom
nothing was seen in any tool for more than `silent_days`. An item has one while nobody is assigned.
Severity: always a warning.
Silent: about an owner who is known in none of the tools; about an item started fewer than `unassigned_working_days` ago;
about pull requests, whose authors work on them.
Stands on: owners in the sheet or the tool, accounts and their activity. Who was not seen is not named, for that would tell
others what a person does; the goal says who owns it. The item finding on its own tool, the goal finding on all tools.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from core.bounds import Days
from core.chain import ancestors
from core.detectors.contract import Detector
from core.detectors.subjects import of_item
from core.facts import Facts, GoalFact, ItemFact, PersonFact
from core.findings import Observation, Subject
from core.records import Goal
from core.workdays import working_days


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    silent_days: an owner may be unseen for so many days
    unassigned_working_days: an item may be in progress without assignee for so many working days
    """

    silent_days: Days = 21
    unassigned_working_days: Days = 2


LEVELS = ("objective", "key_result", "initiative")


class Gap(Struct, frozen=True):
    """What is wrong with the ownership of a goal, and since when if that is known."""

    says: str
    since: datetime | None = None


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    people = {fact.person: fact for fact in facts.people}
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    owners = {fact.goal.key: fact.owners for fact in facts.goals}
    for fact in facts.goals:
        gap = _gap(fact, people, facts.as_of, settings)
        if gap:
            above = ancestors(fact.goal.key, goals)
            answerable = (owners[goal.key][0] for goal in above[1:] if len(owners[goal.key]) == 1)
            yield _goal(fact, gap, above, next(answerable, None), facts.as_of)
    for item in facts.unassigned:
        if working_days(item.since, facts.as_of) >= settings.unassigned_working_days:
            yield _item(item)


def _gap(fact: GoalFact, people: Mapping[str, PersonFact], now: datetime, settings: Settings) -> Gap | None:
    goal = fact.goal
    if goal.level not in LEVELS or fact.ended or (goal.level == "initiative" and not fact.doing):
        return None
    if not fact.owners:
        return Gap("has no owner")
    if len(fact.owners) > 1:
        return Gap(f"has {len(fact.owners)} owners ({', '.join(fact.owners)}), so nobody answers for it alone")
    person = people.get(fact.owners[0])
    if person is None:
        return None
    if not person.active:
        return Gap(f"is owned by {person.person}, whose accounts are deactivated")
    if person.last_activity and now - person.last_activity > timedelta(days=settings.silent_days):
        return Gap("has an owner who is not seen in any tool any more", person.last_activity)
    return None


def _goal(fact: GoalFact, gap: Gap, above: Sequence[Goal], owner: str | None, now: datetime) -> Observation:
    """Told to the owner of the nearest goal above that has one, because nobody answers for this one."""
    goal = fact.goal
    return Observation(
        detector="D12",
        subject=Subject("goal", goal.key),
        severity="warning",
        title=f"{goal.key} ({goal.title})",
        says=gap.says,
        since=gap.since or fact.first_seen or now,
        owner=owner,
        goal=next((each.key for each in above if each.level == "objective"), None),
        url=goal.url,
        evidence={"owners": list(fact.owners)},
    )


def _item(item: ItemFact) -> Observation:
    return of_item(
        "D12",
        item,
        says="is being worked on, but is assigned to nobody",
        since=item.since,
        evidence={"container": item.container},
        streams=(item.source,),
    )


DETECTOR = Detector(
    id="D12",
    name="ownership gap",
    label="fairlead-no-owner",
    advice="Name one person who answers for it.",
    settings=Settings,
    judge=judge,
)
