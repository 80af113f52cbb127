"""The share of the effort that went into each objective, week by week, beside what was meant."""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from scheduler.tables.source import Source, rounded


class AllocationRow(Struct, frozen=True):
    """One objective in one week. `person_days` are those of all teams on all objectives with a target share."""

    week_to: date
    objective: str
    title: str
    share: float | None
    target_share: float | None
    person_days: float


def allocation_table(source: Source) -> Iterator[AllocationRow]:
    goals = source.goals
    for week in source.report.weeks:
        for key in sorted({*week.actual, *week.target}):
            title = goals[key].title if key in goals else ""
            yield AllocationRow(
                week.end,
                key,
                title,
                rounded(week.actual.get(key)),
                rounded(week.target.get(key)),
                round(week.person_days, 1),
            )
