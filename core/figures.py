"""The few figures that stand beside a goal in its own sheet, rounded so that they change only when people would say so. Pure.

They are kept with each evaluation, so that planning what stands in the tools reads no facts.
"""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from core.allocation import Allocation, allocation
from core.answers import WINDOW_DAYS
from core.columns import Column
from core.facts import Facts, GoalFact
from core.gaps import MIN_PERSON_DAYS
from core.health import Health
from core.phrases import day
from core.standing import GoalStanding, standings


class Figures(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Of a goal that is in force: observed health, pace (2 digits), share of all effort on objectives and the share it should
    have (0-1, 2 digits; as in D5), and the day on which somebody last worked for it or its value last changed."""

    health: Health = "unknown"
    pace: float | None = None
    share: float | None = None
    target_share: float | None = None
    moved: date | None = None


def figures(facts: Facts) -> dict[str, Figures]:
    """By key. No share is told on less effort than `core.gaps` asks for."""
    effort = allocation(facts, facts.as_of.date(), WINDOW_DAYS)
    stands = standings(facts.goals, facts.as_of)
    return {fact.goal.key: _figures(fact, stands[fact.goal.key], effort) for fact in facts.goals if fact.ended is None}


def _figures(fact: GoalFact, stands: GoalStanding, effort: Allocation) -> Figures:
    key, pace = fact.goal.key, stands.rolled.pace
    known = effort.person_days >= MIN_PERSON_DAYS and key in effort.target
    return Figures(
        health=stands.observed,
        pace=None if pace is None else round(pace, 2),
        share=round(effort.actual.get(key, 0.0), 2) if known else None,
        target_share=round(effort.target[key], 2) if known else None,
        moved=_moved(fact),
    )


def _moved(fact: GoalFact) -> date | None:
    moments = [*([fact.last_activity] if fact.last_activity else []), *(at for at, _ in fact.values[-1:])]
    return max(moments).date() if moments else None


def texts(seen: Figures) -> Mapping[Column, str]:
    """What each column of figures says; columns of which nothing is known are left out."""
    said: dict[Column, str] = {
        "health": "" if seen.health == "unknown" else seen.health,
        "pace": "" if seen.pace is None else f"{seen.pace:.2f}",
        "share": "" if seen.share is None else f"{seen.share:.0%} (target {seen.target_share or 0:.0%})",
        "moved": day(seen.moved) if seen.moved else "",
    }
    return {column: text for column, text in said.items() if text}
