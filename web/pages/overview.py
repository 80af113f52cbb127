"""`/`: how the company stands, as the last evaluation left it or as of a past day, and what has changed in a week."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from core.telling import name_of
from scheduler.overview import last_overview
from scheduler.report import Report
from scheduler.week import Week, day_to_compare, week
from web.door import needs
from web.pages.days import AsOf, waited
from web.pages.shell import page
from web.report import charts, heat
from web.site import Site, site

router = APIRouter()


@router.get("/")
def overview(request: Request, visitor: Annotated[Visitor, needs("read")], day: AsOf) -> HTMLResponse:
    seen = site(request).seen(day)
    if seen is None:
        return waited(request, visitor, day)
    hub, rows = site(request).hub, list(heat(seen.gaps.cells if seen.gaps else ()))
    now = None if seen.is_past else last_overview(hub)
    widest = max((abs(cell.points) for row in rows for cell in row.cells), default=0.0)
    teams = [cell.team for cell in rows[0].cells] if rows else []
    return page(
        request,
        visitor,
        "overview.html",
        report=seen,
        seen=now or seen.overview,
        day=day,
        week=_week(site(request), seen),
        rows=rows,
        teams=teams,
        widest=widest,
        map=charts.heat_map([(row.goal, row.cells) for row in rows], teams, widest) if widest else "",
        **_effort(seen),
        titles={fact.goal.key: fact.goal.title for fact in seen.goals},
        name_of=lambda detector: name_of(detector, hub.detectors),
    )


def _week(here: Site, seen: Report) -> Week | None:
    """None where no report from before is kept."""
    day = day_to_compare(here.hub, seen)
    before = here.kept_of(day) if day else None
    return week(here.hub, before, seen) if before else None


def _effort(seen: Report) -> dict[str, Any]:
    weeks = charts.gathered(charts.by_objective(seen.weeks))
    keys = charts.series(weeks)
    return {
        "weeks": weeks,
        "keys": keys,
        "colours": {key: charts.colour(keys, key) for key in keys},
        "targets": seen.allocation.target,
        "effort_picture": charts.stack(weeks, "Effort on objectives by week") if keys else "",
    }
