"""Where items lead to no strategy, by the hop that is missing."""

from collections.abc import Iterator

from msgspec import Struct

from scheduler.tables.source import Source


class BreakRow(Struct, frozen=True):
    missing: str
    where: str
    goal: str | None
    team: str | None
    doing: int
    todo: int
    done: int


def breaks_table(source: Source) -> Iterator[BreakRow]:
    for each in source.report.overview.breaks:
        yield BreakRow(each.hop, each.says, each.goal, each.team, each.doing, each.todo, each.done)
