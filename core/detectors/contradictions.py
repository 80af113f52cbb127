"""D9: what is said of a key result, what is done for it, and what it measures do not fit each other.

Looks at: key results on their way from a start to a target, with their check-ins and the items that are linked to them at
any depth.
Formula: one of these. (1) A confidence of `confident_share` or more at a pace below `low_pace_ratio`; the newest confidence
counts, of a check-in or of the goal's own row; pace as in D8. (2) `done_share` or more of at least `min_items` linked items
done, with less than `low_progress_share` of the way gone. (3) A value that moved by `moved_share` of the way in
`moved_days`, while nobody touched an item that is linked to it in `idle_days`. (4) Of a key result, KPI or objective its owner
says that it is on track, and it is off track by its pace (of an objective by that of what stands below it), or the other way
round, on each of the last `disagreed_days`; docs/strategy.md says what words mean.
Severity: a warning; the third alone is only shown (info). Two things that happen together are told, never that one is the
cause of the other.
Silent: where D8 is, early in the period or without the numbers; about a goal that is over, a milestone, or one that is kept
in range, as far as the fourth does not look at it; about the third while no value is known from before `moved_days`, or the
goal is younger than `idle_days`; about the fourth where words leave any doubt or say *at risk*, and while values and words of
those days are not known.
Stands on: the sheet, links, status, and activity of people, on all tools.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from core.bounds import Count, Days, Ratio, Share
from core.chain import objective_above
from core.detectors.contract import Detector
from core.detectors.subjects import of_goal
from core.detectors.verdict import Verdict, together
from core.disagreements import DISAGREED_DAYS, Disagreement, disagreements
from core.facts import Facts, GoalFact
from core.findings import Observation
from core.measure import Line, kind, line
from core.pace import Pace, pace_of
from core.times import midnight


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """
    confident_share: of full confidence, from which its owner counts as confident
    low_pace_ratio: of the expected progress, below which confidence contradicts it
    done_share: of the linked items, from which the work counts as done
    low_progress_share: of the way, below which done work contradicts it
    min_items: linked items, below which nothing is said of done work
    moved_share: of the way, from which a value counts as moved
    moved_days: in which it moved so far
    idle_days: in which nobody touched what is linked to it
    disagreed_days: on each of which its owner said one thing and the figures another
    """

    confident_share: Share = 0.80
    low_pace_ratio: Ratio = 0.70
    done_share: Share = 0.80
    low_progress_share: Share = 0.30
    min_items: Count = 8
    moved_share: Share = 0.25
    moved_days: Days = 14
    idle_days: Days = 28
    disagreed_days: Days = DISAGREED_DAYS


ANSWERED = ("objective", "key_result", "kpi")  # whose status is an answer to how far it has come


class Told(Struct, frozen=True):
    """A key result on its way, with its pace, as of a moment."""

    fact: GoalFact
    pace: Pace
    way: Line
    current: float
    now: datetime


def judge(facts: Facts, settings: Settings) -> Iterator[Observation]:
    goals = {fact.goal.key: fact.goal for fact in facts.goals}
    apart = {each.goal: each for each in disagreements(facts.goals, facts.as_of, settings.disagreed_days)}
    for fact in facts.goals:
        told = _told(fact, facts.as_of)
        found = [each for look in LOOKS if (each := look(told, settings))] if told else []
        if fact.goal.key in apart and fact.goal.level in ANSWERED:
            found.append(_otherwise(apart[fact.goal.key]))
        if found:
            yield _observation(fact, found, objective_above(fact.goal, goals))


def _told(fact: GoalFact, now: datetime) -> Told | None:
    """None where there is no way from a start to a target, or nothing can be said yet."""
    pace, way, current = pace_of(fact, now), line(fact.goal, fact.targets), fact.current
    if fact.goal.level != "key_result" or fact.ended or kind(fact.goal) in ("keep", "milestone"):
        return None
    return Told(fact, pace, way, current, now) if pace and way and current is not None else None


def _confident(told: Told, settings: Settings) -> Verdict | None:
    confidence, since = told.fact.confidence, told.pace.behind_since
    if confidence is None or since is None:
        return None
    if confidence < settings.confident_share or told.pace.ratio >= settings.low_pace_ratio:
        return None
    says = f"has a confidence of {confidence:.0%}, and is at {_stands(told)}, far behind what is expected by now"
    return Verdict("warning", says, since, {"confidence": confidence})


def _worked_off(told: Told, settings: Settings) -> Verdict | None:
    done = told.fact.done_items
    items = told.fact.open_items + done
    if items < settings.min_items or done < settings.done_share * items:
        return None
    if told.pace.progress >= settings.low_progress_share:
        return None
    says = f"has {done} of {items} linked items done, and is at {_stands(told)}"
    return Verdict("warning", says, _last_moved(told), {"done_items": done, "items": items})


def _unworked(told: Told, settings: Settings) -> Verdict | None:
    fact, today = told.fact, told.now.date()
    idle_since = today - timedelta(days=settings.idle_days)
    before = _value_on(fact, today - timedelta(days=settings.moved_days))
    touched = fact.last_activity is not None and fact.last_activity.date() > idle_since
    if before is None or touched or told.way.begin > idle_since:
        return None
    day, value = before
    if abs(told.way.share(told.current) - told.way.share(value)) < settings.moved_share:
        return None
    says = f"moved from {value:g} to {told.current:g}, and nobody touched an item that is linked to it"
    last = fact.last_activity.date().isoformat() if fact.last_activity else None
    return Verdict("info", says, day, {"moved_from": value, "moved_since": day.isoformat(), "last_activity": last})


def _otherwise(apart: Disagreement) -> Verdict:
    """Without figures, which are others every day."""
    by = "the pace of what stands below it" if apart.basis == "below" else "its pace"
    says = f"is said to be “{apart.words}”, and is {apart.observed} by {by}"
    return Verdict("warning", says, apart.since, {"declared": apart.words, "observed": apart.observed})


LOOKS: tuple[Callable[[Told, Settings], Verdict | None], ...] = (_confident, _worked_off, _unworked)


def _stands(told: Told) -> str:
    return f"{told.current:g} on its way from {told.way.start:g} to {told.way.target:g}"


def _value_on(fact: GoalFact, day: date) -> tuple[date, float] | None:
    """The newest value of a day or before it, with its day."""
    return next(((at.date(), value) for at, value in reversed(fact.values) if at.date() <= day), None)


def _last_moved(told: Told) -> date:
    """Since when it has stood where it stands, as far as that was seen."""
    values = told.fact.values
    return max(values[-1][0].date(), told.way.begin) if values else told.way.begin


def _observation(fact: GoalFact, found: Sequence[Verdict], objective: str | None) -> Observation:
    told = together(found)
    return of_goal(
        "D9",
        fact,
        severity=told.severity,
        says=told.says,
        since=midnight(told.since),
        goal=objective,
        evidence=told.evidence,
    )


DETECTOR = Detector(
    id="D9",
    name="contradictions",
    label="fairlead-contradiction",
    advice="Ask which of the two is true: mend the value or the confidence, or link the work that really moves it.",
    settings=Settings,
    judge=judge,
)
