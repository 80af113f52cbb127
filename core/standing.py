"""How each goal stands: the figures of the roll-up, and health as it is declared and as it is observed, side by side. Pure."""

from collections.abc import Collection, Mapping
from datetime import datetime

from msgspec import Struct

from core.facts import GoalFact
from core.health import Health, declared, observed
from core.rollup import Part, Rolled, roll_up


class GoalStanding(Struct, frozen=True, kw_only=True):
    """`words` are what the owner said of it, `declared` is what they mean (unknown where that is in doubt), `observed` is what
    the tools show and `why` on which grounds. The figures are those of `core.rollup.Rolled`."""

    words: str
    declared: Health
    observed: Health
    why: str
    rolled: Rolled

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.rolled.parts

    @property
    def apart(self) -> bool:
        return {self.declared, self.observed} == {"on track", "off track"}


def healths(stands: Mapping[str, GoalStanding]) -> dict[str, float]:
    """Observed health as a number, by key: the pace of the roll-up within 0 and 1. What is not known is left out."""
    paces = {key: each.rolled.pace for key, each in stands.items()}
    return {key: min(max(pace, 0.0), 1.0) for key, pace in paces.items() if pace is not None}


def standings(facts: Collection[GoalFact], at: datetime) -> dict[str, GoalStanding]:
    """By key."""
    rolled = roll_up(facts, at)
    return {fact.goal.key: _standing(fact, rolled[fact.goal.key], at) for fact in facts}


def _standing(fact: GoalFact, rolled: Rolled, at: datetime) -> GoalStanding:
    seen = observed(fact, rolled, at)
    return GoalStanding(
        words=fact.declared, declared=declared(fact.declared), observed=seen.health, why=seen.why, rolled=rolled
    )
