"""What programs and assistants are told of a goal: the same, but for words of people, which an assistant gets with a label."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from pydantic import BaseModel

from core.facts import GoalFact
from core.health import Health
from core.records import Goal, Level
from scheduler.report import Report


class GoalTold(BaseModel):
    """All of it but its title."""

    key: str
    level: Level
    parent: str | None
    parts: list[str]
    owners: list[str]
    declared: Health
    observed: Health
    because: str
    progress: float | None
    pace: float | None
    confidence: float | None
    share: float | None
    target_share: float | None
    start: float | None
    current: float | None
    target: float | None
    first_day: date | None
    last_day: date | None
    over_since: date | None
    doing: int
    todo: int
    done: int
    last_activity: datetime | None
    url: str


T = TypeVar("T", bound=GoalTold)


def goals_told(kind: type[T], report: Report, facts: Iterable[GoalFact], title: Callable[[Goal], object]) -> list[T]:
    """Some of the report's goals; `title` is as this kind of answer has it."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for each in report.goals:
        below[each.goal.parent].append(each.goal.key)
    told = ((fact.goal, _told(report, fact, below[fact.goal.key])) for fact in facts)
    return [kind.model_validate({**dict(each), "title": title(goal)}) for goal, each in told]


def _told(report: Report, fact: GoalFact, parts: list[str]) -> GoalTold:
    goal, stands = fact.goal, report.stands[fact.goal.key]
    return GoalTold(
        key=goal.key,
        level=goal.level,
        parent=goal.parent,
        parts=parts,
        owners=list(fact.owners),
        declared=stands.declared,
        observed=stands.observed,
        because=stands.why,
        progress=stands.rolled.progress,
        pace=stands.rolled.pace,
        confidence=stands.rolled.confidence,
        share=report.allocation.actual.get(goal.key),
        target_share=report.allocation.target.get(goal.key),
        start=goal.start,
        current=fact.current,
        target=goal.target,
        first_day=goal.effective_from,
        last_day=goal.effective_to,
        over_since=fact.ended,
        doing=fact.doing_items,
        todo=fact.open_items - fact.doing_items,
        done=fact.done_items,
        last_activity=fact.last_activity,
        url=goal.url,
    )
