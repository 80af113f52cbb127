"""D8: a key result's progress against the straight line from its start to its target.

Looks at: key results with start, target and current value, and a first and last day.
Formula: progress = (current - start) / (target - start); elapsed = days so far / days of the period, at most 1;
ratio = progress / elapsed. A target below the start works the same way.
Severity: nothing at a ratio of 1 or more, shown (info) from `slightly_behind_ratio`, a warning from `critical_ratio`,
critical below that.
Silent: before `silent_share` of the period has passed; without the numbers or the period; about a goal that is over.
Stands on: the sheet. The finding tells since which day the line has been ahead, and keeps as evidence where the last
`slope_points` values would lead (least squares).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from core.bounds import Count, Ratio, Share
from core.chain import nearest
from core.detectors.contract import Detector
from core.facts import Facts, GoalFact
from core.findings import Observation, Severity, Subject


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    silent_share: of the period, before which nothing is said
    slightly_behind_ratio: of the expected progress, from which the finding is only shown
    critical_ratio: of the expected progress, below which it is critical
    slope_points: the newest values of which the projection is made
    """

    silent_share: Share = 0.15
    slightly_behind_ratio: Ratio = 0.90
    critical_ratio: Ratio = 0.50
    slope_points: Count = 4


class Pace(Struct, frozen=True):
    """`elapsed` and `progress` are shares of period and distance; `ratio` is progress over the linear expectation.

    `behind_since` is the day on which the line passed the present value. `projected` is the value at the end of the
    period if it goes on as over its last points, None with fewer than two.
    """

    elapsed: float
    progress: float
    ratio: float
    behind_since: date
    projected: float | None


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    for fact in facts.goals:
        pace = pace_of(fact, facts.as_of, settings)
        if pace is None or fact.ended or pace.ratio >= 1.0:
            continue
        goal = fact.goal
        objective = nearest(goal.parent, "objective", goals)
        yield Observation(
            detector="D8",
            subject=Subject("goal", goal.key),
            severity=_severity(pace.ratio, settings),
            title=f"{goal.key} ({goal.title})",
            says=f"is at {goal.current:g} on its way from {goal.start:g} to {goal.target:g}, behind the straight line",
            since=datetime.combine(pace.behind_since, time(), UTC),
            owner=fact.owners[0] if len(fact.owners) == 1 else None,
            goal=objective.key if objective else None,
            url=goal.url,
            evidence={
                "start": goal.start,
                "current": goal.current,
                "target": goal.target,
                "until": str(goal.effective_to),
                "projected": pace.projected,
            },
            streams=(goal.source,),
        )


def pace_of(fact: GoalFact, now: datetime, settings: Settings) -> Pace | None:
    """None where nothing can be said: no numbers, no period, a target equal to the start, or too early in the period."""
    goal = fact.goal
    if goal.level != "key_result" or goal.start is None or goal.target is None or goal.current is None:
        return None
    if not goal.effective_from or not goal.effective_to or goal.target == goal.start:
        return None
    days = (goal.effective_to - goal.effective_from).days + 1
    elapsed = min(((now.date() - goal.effective_from).days + 1) / days, 1.0)
    if elapsed < settings.silent_share:
        return None
    progress = (goal.current - goal.start) / (goal.target - goal.start)
    crossed = goal.effective_from + timedelta(days=int(max(progress, 0.0) * days))
    return Pace(elapsed, progress, progress / elapsed, crossed, _projected(fact, settings.slope_points))


def _projected(fact: GoalFact, points: int) -> float | None:
    """Least-squares line through the last points, at the end of the period."""
    values = fact.values[-points:]
    end = fact.goal.effective_to
    if len(values) < 2 or end is None:
        return None
    days = [at.timestamp() / 86_400 for at, _ in values]
    mean_day, mean = sum(days) / len(days), sum(value for _, value in values) / len(values)
    spread = sum((day - mean_day) ** 2 for day in days)
    if not spread:
        return None
    slope = sum((day - mean_day) * (value - mean) for day, (_, value) in zip(days, values, strict=True)) / spread
    last_day = datetime.combine(end, time(), UTC).timestamp() / 86_400
    return round(mean + slope * (last_day - mean_day), 4)


def _severity(ratio: float, settings: Settings) -> Severity:
    if ratio < settings.critical_ratio:
        return "critical"
    return "warning" if ratio < settings.slightly_behind_ratio else "info"


DETECTOR = Detector(
    id="D8",
    name="key result pace",
    label="fairlead-off-pace",
    advice="Update the value if it is old; otherwise say what changes, or move the target with a decision.",
    settings=Settings,
    judge=judge,
)
