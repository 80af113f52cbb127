"""Where effort goes and how work moves, by goal and team: of the last evaluation, or of the end of a past day. Never figures of
a person."""

from datetime import date, datetime
from typing import Annotated

from fastapi import HTTPException, Path
from pydantic import Field

from core.authority import Visitor
from core.effort import Method
from scheduler import teams as known
from scheduler.report import Report
from scheduler.teams import Team
from web.api.router import resources
from web.api.shapes import Told, Words
from web.door import needs
from web.site import Site, SiteHere

router = resources("work")
Reader = Annotated[Visitor, needs("read")]


class SpreadOut(Told):
    """Percentiles of `n` numbers of days; null of too few."""

    n: int
    p50: float | None
    p85: float | None


class ShareOut(Told):
    """The part (0-1) of `n` items; null of too few."""

    n: int
    share: float | None


class StayOut(Told):
    status: str
    days: SpreadOut


class FlowOut(Told):
    """Times are days; `came` and `left` count by whole weeks, the oldest first. `docs/metrics.md` has the formulas."""

    finished: int
    per_week: float
    completion: ShareOut
    cycle: SpreadOut
    doing: int
    age: SpreadOut
    oldest: float | None
    todo_time: SpreadOut
    doing_time: SpreadOut
    slowest: list[StayOut]
    on_time: ShareOut
    dated: int
    moves: int
    later: int
    handoffs: SpreadOut
    came: list[int]
    left: list[int]


class FlowsOut(Told):
    """Of the trailing `days`; goals with all below them, teams with all their work. `as_of` is null before the first
    evaluation."""

    as_of: datetime | None
    days: int = 0
    whole: FlowOut | None = None
    by_goal: dict[str, FlowOut] = Field(default_factory=dict)
    by_team: dict[str, FlowOut] = Field(default_factory=dict)


class MeasuredOut(Told):
    method: Method
    share: float | None


class AllocationOut(Told):
    """Of the days from `begin` to `end`: the share (0-1) of effort on each objective with a target share, beside that target.
    `coverage` is their share of all effort, `distance` the share that would have to move, `measured` how, by team."""

    begin: date
    end: date
    actual: dict[str, float]
    target: dict[str, float]
    person_days: float
    coverage: float
    distance: float
    measured: dict[str, MeasuredOut]


class AllocationsOut(Told):
    """That of the last 28 days, and of single weeks, the oldest first."""

    as_of: datetime | None
    allocation: AllocationOut | None = None
    weeks: list[AllocationOut] = Field(default_factory=list)


class GapOut(Told):
    """One objective and one team: `share` is the part of the team's effort, `points` the part of all effort that the team puts
    too much (below 0: too little) into it."""

    goal: str
    team: str
    person_days: float
    share: float
    target: float
    points: float
    health: float | None
    width: float


class GapsOut(Told):
    """The widest first; none where there is too little effort, or no target share."""

    as_of: datetime | None
    begin: date | None = None
    end: date | None = None
    cells: list[GapOut] = Field(default_factory=list)
    elsewhere: dict[str, float] = Field(default_factory=dict)


class TeamWeekOut(Told):
    end: date
    shares: dict[str, float]
    elsewhere: float


class TeamOut(Told):
    """`goals` are those that it worked for in 28 days. `weeks` and `flow` are not told where too few people work in it."""

    name: str
    people: int
    goals: list[str]
    weeks: list[TeamWeekOut]
    flow: FlowOut | None
    elsewhere: float | None


@router.get("/teams")
def teams(here: SiteHere, _visitor: Reader, as_of: date | None = None) -> list[TeamOut]:
    """All teams, by name."""
    seen = _seen(here, as_of)
    return [TeamOut.model_validate(each) for each in _teams(here, seen).values()] if seen else []


@router.get("/teams/{name:path}")
def team(here: SiteHere, _visitor: Reader, name: Annotated[Words, Path()], as_of: date | None = None) -> TeamOut:
    seen = _seen(here, as_of)
    found = _teams(here, seen).get(name) if seen else None
    if found is None:
        raise HTTPException(404, f"there is no team {name}")
    return TeamOut.model_validate(found)


@router.get("/flow")
def flow(here: SiteHere, _visitor: Reader, as_of: date | None = None) -> FlowsOut:
    seen = _seen(here, as_of)
    return FlowsOut.model_validate(seen.flows) if seen else FlowsOut(as_of=None)


@router.get("/allocation")
def allocation(here: SiteHere, _visitor: Reader, as_of: date | None = None) -> AllocationsOut:
    seen = _seen(here, as_of)
    return AllocationsOut.model_validate(seen) if seen else AllocationsOut(as_of=None)


@router.get("/gaps")
def gaps(here: SiteHere, _visitor: Reader, as_of: date | None = None) -> GapsOut:
    """Where strategy and work lie furthest apart."""
    seen = _seen(here, as_of)
    if seen is None or seen.gaps is None:
        return GapsOut(as_of=seen.as_of if seen else None)
    found = seen.gaps
    cells = [GapOut.model_validate(each) for each in found.cells]
    return GapsOut(as_of=seen.as_of, begin=found.begin, end=found.end, cells=cells, elsewhere=dict(found.elsewhere))


def _seen(here: Site, as_of: date | None) -> Report | None:
    return here.report_of(as_of) if as_of else here.report()


def _teams(here: Site, seen: Report) -> dict[str, Team]:
    with here.hub.store.read() as tx:
        return known.teams(tx, seen)
