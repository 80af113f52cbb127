"""D3: an initiative that looks alive and is not: nothing below it moves, or all of it is done and nobody closed it.

Looks at: initiatives that are not over, with all issues, epics and pull requests linked to them or hanging below these.
Formula: standing, when its own status has been in progress for `still_days`, nothing below it is in progress, and nothing
below it was finished in that time; or left open, when everything below it is done, the last of it for `open_days`.
Severity: always a warning.
Silent: about an initiative below which the hub knows no item; about one that is not begun, as long as something is left to do.
Stands on: status categories and when they began, links and parents. Comments change nothing: D2 looks at those. The finding
stands on all tools.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from core.bounds import Days
from core.chain import objective_above
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact, MovementFact
from core.findings import Observation


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    still_days: it may be in progress for so many days with nothing in progress or finished below it
    open_days: it may stay open for so many days after the last of its work was finished
    """

    still_days: Days = 28
    open_days: Days = 7


class Verdict(Struct, frozen=True):
    says: str
    since: datetime


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    movements = {each.goal: each for each in facts.movements}
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    for fact in facts.goals:
        movement = movements.get(fact.goal.key)
        verdict = movement and not fact.ended and _verdict(movement, facts.as_of, settings)
        if movement and verdict:
            yield _observation(fact, movement, verdict, objective_above(fact.goal, goals))


def _verdict(seen: MovementFact, now: datetime, settings: Settings) -> Verdict | None:
    if not seen.open and seen.last_done:
        over = now - seen.last_done >= timedelta(days=settings.open_days)
        return Verdict("is still open, though everything below it is done", seen.last_done) if over else None
    if seen.doing or not seen.open or seen.doing_since is None:
        return None
    since = max(seen.doing_since, seen.last_done or seen.doing_since)
    still = now - since >= timedelta(days=settings.still_days)
    says = "is in progress, but nothing below it is, and nothing there was finished"
    return Verdict(says, since) if still else None


def _observation(fact: GoalFact, seen: MovementFact, verdict: Verdict, objective: str | None) -> Observation:
    return of_goal(
        "D3",
        fact,
        says=verdict.says,
        since=verdict.since,
        goal=objective,
        evidence={"open_items": seen.open, "last_done": seen.last_done.isoformat() if seen.last_done else None},
    )


DETECTOR = Detector(
    id="D3",
    name="zombie initiative",
    label="fairlead-zombie",
    advice="Begin its next piece of work, or close it: done, or not wanted any more.",
    settings=Settings,
    judge=judge,
)
