"""How far each team is from the target shares of objectives."""

from collections.abc import Iterator

from msgspec import Struct

from scheduler.tables.source import Source


class GapRow(Struct, frozen=True):
    objective: str
    title: str
    team: str
    person_days: float
    share: float
    target_share: float
    points: float
    health: float | None
    width: float


def gaps_table(source: Source) -> Iterator[GapRow]:
    goals = source.goals
    for cell in source.report.gaps.cells if source.report.gaps else ():
        yield GapRow(
            objective=cell.goal,
            title=goals[cell.goal].title if cell.goal in goals else "",
            team=cell.team,
            person_days=cell.person_days,
            share=cell.share,
            target_share=cell.target,
            points=cell.points,
            health=cell.health,
            width=cell.width,
        )
