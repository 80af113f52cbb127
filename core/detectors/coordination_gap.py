"""D14: work that crosses teams and that one of them has let go: a team that fell silent, a dependency that nobody took on.

Looks at: initiatives that several teams have worked for in the last 120 days, or have open items of; and open items for which
open items of another team have waited for `dependency_days` ("is blocked by" in Jira, a dependency in GitHub).
Formula: a team is silent when its people touched nothing that is linked to the initiative for `silent_days`, and none of its
items there moved, while some are open and another team worked there. A dependency has a gap when the item that must end first
is assigned to nobody, or has neither due date, milestone, version nor sprint.
Severity: always a warning.
Silent: about an initiative on which all teams are silent, which D2 tells; about a team that has nothing open there; about items
of no team.
Stands on: links, activity of people, teams, and links between items. The item finding on its own tool, the initiative
finding on all tools.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta

from msgspec import Struct

from core.bounds import Days
from core.chain import objective_above
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal, of_item
from core.facts import Contribution, DependencyFact, Facts, GoalFact
from core.findings import Observation
from core.records import Goal
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    silent_days: a team with open items in an initiative of several teams may touch nothing there for so many days
    dependency_days: another team may wait for so many days for an item without owner or date
    """

    silent_days: Days = 14
    dependency_days: Days = 14


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    parts, limit = _by_goal(facts.contributions), facts.as_of.date() - timedelta(days=settings.silent_days)
    for fact in facts.goals:
        silent = _silent(parts.get(fact.goal.key, ()), limit)
        if silent:
            yield _initiative(fact, silent, goals)
    for each in facts.dependencies:
        old = facts.as_of - each.since >= timedelta(days=settings.dependency_days)
        if old and not (each.owned and each.dated):
            yield _dependency(each)


def _by_goal(parts: Iterable[Contribution]) -> dict[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    for part in parts:
        found[part.goal].append(part)
    return found


def _silent(parts: Sequence[Contribution], limit: date) -> list[Contribution]:
    """Of which the last sign is of that day or before, the longest silent first; none while all are."""
    quiet = [part for part in parts if part.last_day <= limit]
    if len(quiet) == len(parts):
        return []
    return sorted((part for part in quiet if part.open), key=lambda part: (part.last_day, part.team))


def _initiative(fact: GoalFact, silent: Sequence[Contribution], goals: Mapping[str, Goal]) -> Observation:
    goal = fact.goal
    return of_goal(
        "D14",
        fact,
        says=f"goes on without {' and '.join(part.team for part in silent)}, whose items there are still open",
        since=midnight(silent[0].last_day),
        goal=objective_above(goal, goals),
        team=silent[0].team if len(silent) == 1 else None,
        evidence={
            "silent": [{"team": part.team, "open": part.open, "last_day": str(part.last_day)} for part in silent]
        },
    )


def _dependency(each: DependencyFact) -> Observation:
    item = each.item
    lacks = [name for name, there in (("owner", each.owned), ("date", each.dated)) if not there]
    return of_item(
        "D14",
        item,
        says=f"has no {' and no '.join(lacks)}, though {' and '.join(each.teams)} cannot go on without it",
        since=each.since,
        evidence={"lacks": lacks, "waiting": list(each.waiting), "teams": list(each.teams)},
        streams=(item.source,),
    )


DETECTOR = Detector(
    id="D14",
    name="coordination gap",
    label="fairlead-coordination",
    advice="Bring the teams together: agree who does it by when, or take the part out.",
    settings=Settings,
    judge=judge,
)
