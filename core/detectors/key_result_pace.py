"""D8: a key result's progress against what is expected of it by now.

Looks at: key results with a first and last day and a current value: the newest of what its own row, check-ins and the series
of its metric say. A value of a running period, which is dated by the end of that period, counts where its row has none.
Formula: progress = (current - start) / (target - start), with a target below the start too. Expected is the straight line from
start to target; with targets by period it leads through each of them, at the end of its period. ratio = progress / expected.
Where a value should be kept in a range, ratio = 1 within it, else 1 less the distance to the bound in widths of the range
(with one bound only, in sizes of that bound).
Severity: nothing at a ratio of 1 or more, shown (info) from `slightly_behind_ratio`, a warning from `critical_ratio`,
critical below that. A milestone that is not done after its last day is critical.
Silent: before `silent_share` of the period has passed; without the numbers or the period; about a goal that is over, unless
it is a milestone that nobody closed.
Stands on: the sheet. The finding tells since which day more was expected than is reached, and keeps as evidence where the
last `slope_points` values would lead (least squares; values without a day of their own are no points).
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from core import pace
from core.bounds import Count, Ratio, Share
from core.chain import objective_above
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity
from core.measure import kind, line, met, said_range
from core.pace import SILENT_SHARE, SLOPE_POINTS, Pace
from core.records import Goal
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    silent_share: of the period, before which nothing is said
    slightly_behind_ratio: of the expected progress, from which the finding is only shown
    critical_ratio: of the expected progress, below which it is critical
    slope_points: the newest values of which the projection is made
    """

    silent_share: Share = SILENT_SHARE
    slightly_behind_ratio: Ratio = 0.90
    critical_ratio: Ratio = 0.50
    slope_points: Count = SLOPE_POINTS


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    for fact in facts.goals:
        if fact.goal.level != "key_result":
            continue
        if missed := _missed(fact):
            says = f"was to be done by {fact.ended}, and is not"
            yield _observation(fact, goals, "critical", says, missed, {"until": str(fact.ended)})
            continue
        found = pace_of(fact, facts.as_of, settings)
        if found and found.behind_since and not fact.ended:
            evidence = {**_asked(fact), "current": fact.current, "projected": found.projected}
            severity = _severity(found, settings)
            yield _observation(fact, goals, severity, _says(fact), found.behind_since, evidence)


def pace_of(fact: GoalFact, now: datetime, settings: Settings) -> Pace | None:
    """None where nothing can be said: no numbers, no period, a target equal to the start, or too early in the period."""
    return pace.pace_of(fact, now, silent_share=settings.silent_share, slope_points=settings.slope_points)


def _missed(fact: GoalFact) -> date | None:
    """The day after the last one of a milestone that nobody has reached, closed or put off."""
    goal = fact.goal
    over = fact.ended and fact.ended == goal.effective_to and not goal.closed and goal.superseded_by is None
    if kind(goal) != "milestone" or not over or met(goal, fact.current, fact.declared):
        return None
    return fact.ended + timedelta(days=1) if fact.ended else None


def _says(fact: GoalFact) -> str:
    current, way = fact.current or 0.0, line(fact.goal, fact.targets)
    if way is None or kind(fact.goal) == "keep":
        return f"is at {current:g}, and should stay {said_range(fact.goal.low, fact.goal.high)}"
    behind = "the straight line" if len(way.points) == 2 else "its targets by period"
    return f"is at {current:g} on its way from {way.start:g} to {way.target:g}, behind {behind}"


def _asked(fact: GoalFact) -> dict[str, object]:
    goal, way = fact.goal, line(fact.goal, fact.targets)
    if way is None or kind(goal) == "keep":
        return {"low": goal.low, "high": goal.high}
    steps = {str(way.begin + timedelta(days=days - 1)): value for days, value in way.points[1:-1]}
    return {"start": way.start, "target": way.target, "until": str(way.end), **({"targets": steps} if steps else {})}


def _observation(
    fact: GoalFact,
    goals: Mapping[str, Goal],
    severity: Severity,
    says: str,
    since: date,
    evidence: dict[str, object],
) -> Observation:
    goal = fact.goal
    return of_goal(
        "D8",
        fact,
        severity=severity,
        says=says,
        since=midnight(since),
        goal=objective_above(goal, goals),
        evidence=evidence,
        streams=(goal.source,),
    )


def _severity(found: Pace, settings: Settings) -> Severity:
    if found.ratio < settings.critical_ratio:
        return "critical"
    return "warning" if found.ratio < settings.slightly_behind_ratio else "info"


DETECTOR = Detector(
    id="D8",
    name="key result pace",
    label="fairlead-off-pace",
    advice="Update the value if it is old; otherwise say what changes, or move the target with a decision.",
    settings=Settings,
    judge=judge,
)
