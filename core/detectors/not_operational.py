"""D19: an objective that is published, and lacks what would turn it into work.

Looks at: objectives in force, from their first day to their end.
Formula: it lacks something when no key result below it has start, target and period (a range in place of start and target
where a value should be kept in it; of a milestone its last day); when it has no target share; when no
decision of the kind *trade-off* names it (what is not done for it); or when no work that is linked to it, at any depth, was
touched in the last `work_days`.
Severity: a warning without key result or work. Without share or trade-off only it is shown (info).
Silent: about work in the first `work_days` of an objective; about shares while no objective has one, and about trade-offs
while no decision is known at all; about owners alone, which are told by D12, and named here beside other gaps.
Stands on: the goals and decisions as written, links, and activity of people. The finding stands on all tools.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from core.bounds import Days
from core.chain import ancestors
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity
from core.measure import kind
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    work_days: work must have been seen for it in so many days, once it has been in force as long
    """

    work_days: Days = 28


KEY_RESULT, SHARE, TRADE_OFF = "a key result with start, target and period", "a target share", "a written trade-off"
OWNER, WORK = "one owner", "work that is linked to it"


class Published(Struct, frozen=True):
    """What is asked of every objective, from what is known of all. `measured` are objectives with a full key result below."""

    facts: Facts
    measured: frozenset[str]
    weighed: frozenset[str]
    shared: bool


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    for fact, lacks in lacking(facts, settings):
        if lacks != [OWNER]:
            yield _observation(fact, lacks, facts.as_of)


def lacking(facts: Facts, settings: Settings) -> Iterator[tuple[GoalFact, list[str]]]:
    """Objectives that lack something, each with what that is."""
    objectives = [fact for fact in facts.goals if _in_force(fact, facts.as_of.date())]
    published = Published(
        facts=facts,
        measured=_measured(facts),
        weighed=_weighed(facts),
        shared=any(fact.goal.target_share is not None for fact in objectives),
    )
    for fact in objectives:
        if lacks := list(_lacks(fact, published, settings)):
            yield fact, lacks


def _in_force(fact: GoalFact, today: date) -> bool:
    begun = fact.goal.effective_from is None or fact.goal.effective_from <= today
    return fact.goal.level == "objective" and begun and not fact.ended


def _measured(facts: Facts) -> frozenset[str]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    full = [fact.goal.key for fact in facts.goals if not fact.ended and _is_full(fact, facts.targeted)]
    return frozenset(above.key for key in full for above in ancestors(key, goals))


def _is_full(fact: GoalFact, targeted: frozenset[str]) -> bool:
    goal = fact.goal
    dated = None not in (goal.effective_from, goal.effective_to)
    match kind(goal):
        case "milestone":
            aimed, dated = True, goal.effective_to is not None
        case "keep":
            aimed = goal.low is not None or goal.high is not None
        case _:
            aimed = goal.start is not None and (goal.target is not None or goal.key in targeted)
    return goal.level == "key_result" and aimed and dated


def _weighed(facts: Facts) -> frozenset[str]:
    """Goals of which somebody wrote what is not done for them."""
    written = (each for each in facts.decisions if each.at <= facts.as_of.date() and "trade" in each.kind.casefold())
    return frozenset(key for each in written for key in each.goals)


def _lacks(fact: GoalFact, published: Published, settings: Settings) -> Iterator[str]:
    goal = fact.goal
    if goal.key not in published.measured:
        yield KEY_RESULT
    if published.shared and goal.target_share is None:
        yield SHARE
    if published.facts.decisions and goal.key not in published.weighed:
        yield TRADE_OFF
    if len(fact.owners) != 1:
        yield OWNER
    if _is_idle(fact, published.facts.as_of, timedelta(days=settings.work_days)):
        yield WORK


def _is_idle(fact: GoalFact, now: datetime, limit: timedelta) -> bool:
    since = _since(fact)
    if since is None or now - since < limit:
        return False
    return fact.last_activity is None or now - fact.last_activity >= limit


def _since(fact: GoalFact) -> datetime | None:
    """When it came into force, as far as that is known."""
    first = fact.goal.effective_from
    return midnight(first) if first else fact.first_seen


def _observation(fact: GoalFact, lacks: Sequence[str], now: datetime) -> Observation:
    goal = fact.goal
    severity: Severity = "warning" if KEY_RESULT in lacks or WORK in lacks else "info"
    return of_goal(
        "D19",
        fact,
        severity=severity,
        says=f"is published, but lacks {', and '.join(lacks)}",
        since=_since(fact) or now,
        goal=goal.key,
        evidence={"lacks": list(lacks)},
    )


DETECTOR = Detector(
    id="D19",
    name="not operational",
    label="fairlead-not-operational",
    advice="Write down what it lacks, or close it if it is not wanted any more.",
    settings=Settings,
    judge=judge,
)
