"""D18: metrics that pull against each other, or that outlived their goal.

Looks at: the register of metrics: which goals each supports or works against, and the series of its values. A metric that has
the key of a goal measures that goal too.
Formula: one of these, goal by goal. (1) The goal is over, so are all others that the metric supports, and the metric was still
measured `outlived_days` or more after the last of them ended. (2) One metric supports the goal and another works against it,
both were measured in the last `followed_days`, and the second supports another goal, so that it is pursued and not only
watched. (3) Of two metrics that support the goal one fell where the other rose: Spearman's correlation is `opposed_correlation`
or less over `min_points` or more days on which both were measured. A metric that should fall counts the other way round.
Severity: always shown only (info): a hint to look. That two series go apart says nothing of why.
Silent: about a metric without any value; in the third about metrics that should be kept in a range, and those that never moved.
Stands on: the sheet.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations

from msgspec import Struct

from core.bounds import Correlation, Count, Days
from core.detectors.contract import Detector
from core.detectors.metric_register import Measured, register_of
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact
from core.findings import Observation
from core.ranks import spearman
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    outlived_days: after the end of its last goal, from which a metric should not be measured any more
    followed_days: since its newest value, up to which a metric counts as followed
    opposed_correlation: of two metrics of a goal, from which down they are told
    min_points: days on which both were measured, below which nothing is said
    """

    outlived_days: Days = 28
    followed_days: Days = 62
    opposed_correlation: Correlation = -0.5
    min_points: Count = 8


class Conflict(Struct, frozen=True):
    """What is wrong, since when, and the numbers for it."""

    says: str
    since: date
    evidence: dict[str, object]


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    register, ends = register_of(facts), {fact.goal.key: fact.ended for fact in facts.goals}
    running = {key for key, ended in ends.items() if not ended}
    followed = [each for each in register if each.followed(facts.as_of.date(), settings.followed_days)]
    for fact in facts.goals:
        own = [each for each in register if fact.goal.key in each.goals]
        if fact.ended:
            found = list(_outlived(fact.ended, own, ends, settings))
        else:
            found = [*_opposed(fact, followed, running), *_parting(own, settings)]
        if found:
            yield _observation(fact, found, register)


def _parting(own: Sequence[Measured], settings: Settings) -> Iterator[Conflict]:
    for one, other in combinations(own, 2):
        yield from _parted(one, other, settings)


def _outlived(
    ended: date, own: Sequence[Measured], ends: Mapping[str, date | None], settings: Settings
) -> Iterator[Conflict]:
    for each in own:
        over = [ends[key] for key in each.goals]
        last = max((end for end in over if end), default=ended)
        if None not in over and (each.newest - last).days >= settings.outlived_days:
            says = f"is over, and {each.name} is still measured for it"
            yield Conflict(says, last, {"metric": each.metric.key, "measured": each.newest.isoformat()})


def _opposed(fact: GoalFact, followed: Sequence[Measured], running: set[str]) -> Iterator[Conflict]:
    key = fact.goal.key
    for against in followed:
        others = sorted((against.goals & running) - {key})
        if key not in against.metric.conflicts or not others:
            continue
        for each in followed:
            if key in each.goals and each is not against:
                says = f"is supported by {each.name}, and {against.name}, which serves {', '.join(others)}, works against it"
                since = max(min(each.values), min(against.values))
                yield Conflict(says, since, {"supports": each.metric.key, "works_against": against.metric.key})


def _parted(one: Measured, other: Measured, settings: Settings) -> Iterator[Conflict]:
    days = sorted(one.values.keys() & other.values.keys())
    if len(days) < settings.min_points or "keep" in (one.metric.direction, other.metric.direction):
        return
    found = spearman(one.better(days), other.better(days))
    if found is not None and found <= settings.opposed_correlation:
        says = f"has {one.name} and {other.name}, of which one got worse when the other got better"
        numbers = {"metrics": [one.metric.key, other.metric.key], "correlation": round(found, 2), "points": len(days)}
        yield Conflict(says, days[0], numbers)


def _observation(fact: GoalFact, found: Sequence[Conflict], register: Sequence[Measured]) -> Observation:
    goal = fact.goal
    touching = (each.metric for each in register if goal.key in each.goals or goal.key in each.metric.conflicts)
    return of_goal(
        "D18",
        fact,
        severity="info",
        says="; it ".join(each.says for each in found),
        since=midnight(min(each.since for each in found)),
        goal=goal.key,
        evidence={"conflicts": [each.evidence for each in found]},
        streams=tuple(sorted({goal.source, *(metric.source for metric in touching)})),
    )


DETECTOR = Detector(
    id="D18",
    name="metric conflict",
    label="fairlead-metric-conflict",
    advice="Stop measuring what nobody asks for, or say which of the two metrics goes first.",
    settings=Settings,
    judge=judge,
)
