"""D25: of the work that an objective began its period with, little is left by the middle of it.

Looks at: issues and epics that were linked below an objective and open at the end of the first day of its period, by the links
of that day. The period begins with the objective, else with its key results or their targets by period.
Formula: kept = items that are delivered (done) or active / all of them. An active item is open, still serves the objective, and
somebody touched it in the last 14 days.
Severity: a warning below `warn_share`, from day `after_days` of the period to day `until_days`.
Silent: about fewer than `min_items` items; about a period of which the hub did not see the first day; about objectives that
are over.
Stands on: links and status with their history, and activity, on all tools.
"""

from collections.abc import Iterator

from msgspec import Struct

from core.bounds import Count, Days, Share
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact, PlanFact
from core.findings import Observation
from core.times import midnight

LOST = {"idle": "untouched", "relinked": "for another objective", "unlinked": "for none", "gone": "not there any more"}


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    warn_share: of the items, below it the objective is told
    after_days: the day of the period from which it is judged; the first day is day 1
    until_days: the last day of the period on which it is judged
    min_items: of fewer items nothing is said
    """

    warn_share: Share = 0.60
    after_days: Days = 45
    until_days: Days = 90
    min_items: Count = 8


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact for fact in facts.goals}
    for plan in facts.plans:
        fact = goals.get(plan.goal)
        day = (facts.as_of.date() - plan.begin).days + 1
        judged = settings.after_days <= day <= settings.until_days and plan.committed >= settings.min_items
        if fact and not fact.ended and judged and _kept(plan) < settings.warn_share * plan.committed:
            yield _observation(fact, plan)


def _kept(plan: PlanFact) -> int:
    return plan.delivered + plan.active


def _observation(fact: GoalFact, plan: PlanFact) -> Observation:
    goal = fact.goal
    lost = {name: count for name in LOST if (count := getattr(plan, name))}
    told = ", ".join(f"{count} {LOST[name]}" for name, count in lost.items())
    return of_goal(
        "D25",
        fact,
        says=f"began with {plan.committed} items, of which {_kept(plan)} are delivered or active ({told})",
        since=midnight(plan.begin),
        goal=goal.key,
        evidence={
            "share": round(_kept(plan) / plan.committed, 2),
            "begin": plan.begin.isoformat(),
            "items": plan.committed,
            "delivered": plan.delivered,
            "active": plan.active,
            **lost,
        },
    )


DETECTOR = Detector(
    id="D25",
    name="plan decay",
    label="fairlead-plan-decay",
    advice="Say what the plan is now: take up what was let go, or write down what took its place and why.",
    settings=Settings,
    judge=judge,
)
