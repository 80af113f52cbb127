"""Progress, pace and confidence of every goal, from those below it, by weight: pure.

A goal that measures something itself has its own figures. Any other has the weighted mean of the goals below it: of strategies,
objectives, key results and KPIs, never of initiatives, because work that is done is no outcome. Weights are relative among
siblings, 1 where nobody wrote one; what nothing is known of is left out, and `coverage` tells how much of the weight is not.
Goals that were superseded or dropped do not count. Confidence is a matter of its own: what was said of the goal itself, else
the weighted mean of what was said below.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from core.chain import ancestors, nearest
from core.facts import GoalFact
from core.measure import MET, kind, met, progress
from core.pace import reached
from core.records import Goal

Own = Callable[[GoalFact, datetime], float | None]


class Part(Struct, frozen=True):
    """A goal below, with the share of the weight that it has among its siblings that count. `pace` is within 0 and 1."""

    goal: str
    weight: float
    progress: float | None
    pace: float | None
    confidence: float | None


class Rolled(Struct, frozen=True, kw_only=True):
    """`progress` is a share of the way, 0-1. `pace` is progress over expected progress; rolled up, nothing counts for more than
    1, so that what runs ahead hides nothing that lags. `basis` says where the two are from: the goal's own value, what stands
    below it, or nowhere. `coverage` is the share of the weight below that has a progress, 1 for a goal's own.
    """

    basis: Literal["own", "below", "none"]
    progress: float | None = None
    pace: float | None = None
    confidence: float | None = None
    coverage: float = 0.0
    parts: tuple[Part, ...] = ()


def roll_up(facts: Iterable[GoalFact], at: datetime, *, own: Own | None = None) -> dict[str, Rolled]:
    """By key, from the lowest goals up; `own` gives the progress of what a goal measures itself (None: as `own_progress` does).
    In a circle of parents, what was not reached yet counts as not known."""
    known = {fact.goal.key: fact for fact in facts}
    goals = {key: fact.goal for key, fact in known.items()}
    below: dict[str, list[GoalFact]] = defaultdict(list)
    for fact in known.values():
        if fact.goal.parent in known and fact.goal.parent != fact.goal.key and _counts(fact):
            below[fact.goal.parent or ""].append(fact)
    rolled: dict[str, Rolled] = {}
    for key in sorted(goals, key=lambda key: (-len(ancestors(key, goals)), key)):
        rolled[key] = _rolled(known[key], tuple(_parts(below[key], rolled)), at, own or own_progress)
    return rolled


def paces(facts: Iterable[GoalFact], at: datetime) -> dict[str, float]:
    """The pace that stands beside the work of each goal: its own or that of the roll-up, else that of the key result above it.
    Goals of which nothing can be said are left out."""
    known = list(facts)
    goals = {fact.goal.key: fact.goal for fact in known}
    own = {key: rolled.pace for key, rolled in roll_up(known, at).items()}
    told = ((key, own[key] if own[key] is not None else _above(key, goals, own)) for key in goals)
    return {key: round(pace, 3) for key, pace in told if pace is not None}


def _above(key: str, goals: Mapping[str, Goal], own: Mapping[str, float | None]) -> float | None:
    served = nearest(key, "key_result", goals)
    return own.get(served.key) if served else None


def _counts(fact: GoalFact) -> bool:
    goal = fact.goal
    dropped = goal.closed and goal.declared.casefold() not in MET
    return goal.level != "initiative" and goal.superseded_by is None and not dropped


def _parts(below: Sequence[GoalFact], rolled: Mapping[str, Rolled]) -> Iterator[Part]:
    weights = {fact.goal.key: 1.0 if fact.goal.weight is None else fact.goal.weight for fact in below}
    total = sum(weights.values())
    nothing = Rolled(basis="none")
    for key, weight in weights.items():
        one = rolled.get(key, nothing)
        pace = None if one.pace is None else min(max(one.pace, 0.0), 1.0)
        yield Part(key, weight / total if total else 0.0, one.progress, pace, one.confidence)


def _rolled(fact: GoalFact, parts: tuple[Part, ...], at: datetime, own: Own) -> Rolled:
    sure = [(part.weight, part.confidence) for part in parts]
    confidence = fact.confidence if fact.confidence is not None else mean(sure)
    gone = own(fact, at)
    if gone is not None:
        pace = own_pace(fact, at)
        return Rolled(basis="own", progress=gone, pace=pace, confidence=confidence, coverage=1.0, parts=parts)
    share = mean((part.weight, part.progress) for part in parts)
    return Rolled(
        basis="none" if share is None else "below",
        progress=share,
        pace=mean((part.weight, part.pace) for part in parts),
        confidence=confidence,
        coverage=sum(part.weight for part in parts if part.progress is not None),
        parts=parts,
    )


def own_progress(fact: GoalFact, at: datetime) -> float | None:
    """Of the goal's own measure, within 0 and 1. One that has not begun and says nothing yet is at 0."""
    begins, current = fact.goal.effective_from, fact.current
    if current is None and kind(fact.goal) and begins and begins > at.date():
        return 0.0
    share = progress(fact.goal, current, fact.targets, words=fact.declared)
    return None if share is None else min(max(share, 0.0), 1.0)


def own_pace(fact: GoalFact, at: datetime) -> float | None:
    """A milestone is at 1 once it is done, at 0 once its last day has passed without, and else not known."""
    goal = fact.goal
    if kind(goal) == "milestone":
        late = goal.effective_to is not None and goal.effective_to < at.date()
        return 1.0 if met(goal, fact.current, fact.declared) else 0.0 if late else None
    found = reached(fact, at)
    return found.ratio if found else None


def mean(weighted: Iterable[tuple[float, float | None]]) -> float | None:
    """The weighted mean of what is known; None where nothing is that has a weight."""
    known = [(weight, value) for weight, value in weighted if value is not None and weight > 0]
    total = sum(weight for weight, _ in known)
    return sum(weight * value for weight, value in known) / total if total else None
