"""Grades of goals whose period has ended, and what of them goes on in the next one. Pure.

The scale is the usual one of OKRs, 0.0 to 1.0: of a key result the share of the way from start to target that was gone, of a
milestone 1 or 0, of a value that should stay in a range the share of the known days on which it did; of an objective the mean
of what stands below it, by weight (`core.rollup`). From 0.7 on it counts as delivered, from 0.4 on as progress, and below as
short of it (J. Doerr, Measure What Matters, 2018, on grading at Google, where 0.6 to 0.7 is what a good stretch brings).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from core.facts import GoalFact
from core.measure import held, kind, line
from core.periods import Ended
from core.records import Goal, Level
from core.rollup import own_progress, roll_up

DELIVERED, PROGRESSED = 0.7, 0.4
Band = Literal["delivered", "progress", "short"]
How = Literal["superseded", "extended", "same row", "same title"]


class CarryOver(Struct, frozen=True):
    """The goal (by key) in which one goes on, how that is known, and what was left of the way, as a share and as a value."""

    goal: str
    how: How
    left: float | None
    left_value: float | None = None


class Grade(Struct, frozen=True, kw_only=True):
    """`score` is None where nothing was known of it. A grade is `final` once the days of grace are over; `late` says that the
    hub first saw the goal after its period."""

    goal: str
    title: str
    level: Level
    parent: str | None
    begin: date | None
    end: date
    score: float | None
    band: Band | None
    final: bool
    late: bool
    carried: CarryOver | None


def grades(ended: Ended, facts: Iterable[GoalFact], now: Mapping[str, Goal], at: datetime) -> list[Grade]:
    """Of every goal whose period ended or was extended then; `facts` are those of `ended.goals` as of its moment, `now` the
    goals that stand now, by key."""
    known = {fact.goal.key: fact for fact in facts}
    rolled = roll_up(_counted(known.values(), ended), ended.moment, own=_own)
    return [
        _grade(known[key], rolled[key].progress, ended, now, at)
        for key in sorted(ended.over | ended.extended)
        if key in rolled
    ]


def _counted(facts: Iterable[GoalFact], ended: Ended) -> Iterator[GoalFact]:
    """What had begun by then. A goal that was superseded counts in its own period for as far as it came."""
    for fact in facts:
        begins = fact.goal.effective_from
        if begins is None or begins <= ended.end:
            yield replace(fact, goal=replace(fact.goal, superseded_by=None)) if fact.goal.key in ended.over else fact


def band(score: float) -> Band:
    """By the score as it is shown, with two digits."""
    shown = round(score, 2)
    return "delivered" if shown >= DELIVERED else "progress" if shown >= PROGRESSED else "short"


def _grade(fact: GoalFact, score: float | None, ended: Ended, now: Mapping[str, Goal], at: datetime) -> Grade:
    goal = fact.goal
    return Grade(
        goal=goal.key,
        title=goal.title,
        level=goal.level,
        parent=goal.parent,
        begin=goal.effective_from,
        end=ended.end,
        score=score,
        band=None if score is None else band(score),
        final=ended.moment < at,
        late=goal.key in ended.late,
        carried=_carried(fact, score, ended, now),
    )


def _own(fact: GoalFact, at: datetime) -> float | None:
    if kind(fact.goal) == "keep":
        return _kept(fact, at.date())
    return own_progress(fact, at)


def _kept(fact: GoalFact, last: date) -> float | None:
    """The share of the days of its period, from the first known value on, that ended within the range."""
    goal = fact.goal
    end = min(goal.effective_to or last, last)
    days = [(max(at.date(), goal.effective_from or at.date()), value) for at, value in fact.values if at.date() <= end]
    if not days or held(goal, days[0][1]) is None:
        return None
    until = [day for day, _ in days[1:]] + [end + timedelta(days=1)]
    spans = [(after - day).days for (day, _), after in zip(days, until, strict=True)]
    within = sum(span for span, (_, value) in zip(spans, days, strict=True) if held(goal, value) == 1)
    return within / sum(spans) if sum(spans) else None


def _carried(fact: GoalFact, score: float | None, ended: Ended, now: Mapping[str, Goal]) -> CarryOver | None:
    found = _next(fact.goal, ended.end, now)
    if found is None:
        return None
    way, current = line(fact.goal, fact.targets), fact.current
    value = round(way.target - current, 6) if way and current is not None and score is not None and score < 1 else None
    return CarryOver(found[0], found[1], None if score is None else 1 - score, value)


def _next(goal: Goal, end: date, now: Mapping[str, Goal]) -> tuple[str, How] | None:
    same = now.get(goal.key)
    successor = (same.superseded_by if same else None) or goal.superseded_by
    if successor and successor in now:
        return successor, "superseded"
    if same and same.effective_to and same.effective_to > end:
        return goal.key, "extended" if same.effective_from == goal.effective_from else "same row"
    alike = [each for each in now.values() if each.key != goal.key and _is_again(each, goal, end)]
    best = min(alike, key=lambda each: (each.parent != goal.parent, each.key), default=None)
    return (best.key, "same title") if best else None


def _is_again(later: Goal, goal: Goal, end: date) -> bool:
    goes_on = later.effective_to is not None and later.effective_to > end
    return goes_on and later.level == goal.level and _words(later.title) == _words(goal.title)


def _words(title: str) -> str:
    return " ".join(title.casefold().split())
