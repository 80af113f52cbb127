"""Every goal: what was said and seen of it, the effort for it, and the work below it."""

from collections.abc import Iterator
from datetime import date, datetime

from msgspec import Struct

from core.chain import missing_hop
from scheduler.tables.source import Source, rounded


class GoalRow(Struct, frozen=True):
    """`share` and `target_share` are of the effort on objectives, over 28 days and of today. `missing` is the hop that the way
    up from it lacks, `lacks` what D19 asks for. What is said and seen of it is that of `core.standing`."""

    key: str
    level: str
    title: str
    parent: str | None
    owners: str
    said: str
    said_health: str
    seen_health: str
    progress: float | None
    pace: float | None
    share: float | None
    target_share: float | None
    start: float | None
    current: float | None
    target: float | None
    confidence: float | None
    first_day: date | None
    last_day: date | None
    over_since: date | None
    doing: int
    todo: int
    done: int
    last_activity: datetime | None
    missing: str
    lacks: str
    place: str
    url: str


def goals_table(source: Source) -> Iterator[GoalRow]:
    report, goals = source.report, source.goals
    lacks = {each.goal: ", ".join(each.lacks) for each in report.overview.lacks}
    for fact in report.goals:
        goal, gap = fact.goal, missing_hop(fact.goal.key, goals)
        stands = report.stands[goal.key]
        yield GoalRow(
            key=goal.key,
            level=goal.level,
            title=goal.title,
            parent=goal.parent,
            owners="; ".join(fact.owners),
            said=stands.words,
            said_health=stands.declared,
            seen_health=stands.observed,
            progress=rounded(stands.rolled.progress),
            pace=rounded(stands.rolled.pace),
            share=rounded(report.allocation.actual.get(goal.key)),
            target_share=rounded(report.allocation.target.get(goal.key)),
            start=goal.start,
            current=fact.current,
            target=goal.target,
            confidence=rounded(stands.rolled.confidence),
            first_day=goal.effective_from,
            last_day=goal.effective_to,
            over_since=fact.ended,
            doing=fact.doing_items,
            todo=fact.open_items - fact.doing_items,
            done=fact.done_items,
            last_activity=fact.last_activity,
            missing=gap.hop if gap else "",
            lacks=lacks.get(goal.key, ""),
            place=goal.place,
            url=goal.url,
        )
