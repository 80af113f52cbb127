"""`/teams` and `/teams/{name}`: where the effort of a team goes, and how its work moves. Never figures of a person."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from core.findings import Finding
from core.gaps import MIN_PEOPLE
from scheduler.hub import Hub
from scheduler.report import Report
from scheduler.teams import Team, teams
from store import finding_marks, findings
from web.door import needs
from web.pages.days import AsOf, waited
from web.pages.shell import page
from web.report import charts
from web.site import site

router = APIRouter()
NEWEST = 12  # findings that a page shows
Reader = Annotated[Visitor, needs("read")]


@router.get("/teams")
def every(request: Request, visitor: Reader, day: AsOf) -> HTMLResponse:
    here = site(request)
    seen = here.seen(day)
    if seen is None:
        return waited(request, visitor, day)
    with here.hub.store.read() as tx:
        told = list(teams(tx, seen).values())
        drifts = _by_team(seen.findings) if seen.is_past else finding_marks.by_team(tx)
    return page(request, visitor, "teams.html", seen=seen, day=day, teams=told, drifts=drifts, few=MIN_PEOPLE)


@router.get("/teams/{name:path}")
def one(request: Request, visitor: Reader, name: str, day: AsOf) -> HTMLResponse:
    here = site(request)
    seen = here.seen(day)
    if seen is None:
        return waited(request, visitor, day)
    with here.hub.store.read() as tx:
        team = teams(tx, seen).get(name)
    if team is None:
        raise HTTPException(404, f"no team {name} is known")
    found = _about(here.hub, seen, name)
    titles = {fact.goal.key: fact.goal.title for fact in seen.goals}
    drawn = _pictures(team, seen)
    told: dict[str, Any] = {
        "found": found,
        "newest": NEWEST,
        "titles": titles,
        "few": MIN_PEOPLE,
        "flow_days": seen.flows.days,
    }
    return page(request, visitor, "team.html", seen=seen, day=day, team=team, **told, **drawn)


def _pictures(team: Team, seen: Report) -> dict[str, Any]:
    slices, flow = charts.gathered(charts.by_team(team.weeks)), team.flow
    keys = charts.series(slices)
    return {
        "weeks": slices,
        "keys": keys,
        "colours": {key: charts.colour(keys, key) for key in keys},
        "targets": seen.allocation.target,
        "effort_picture": charts.stack(slices, f"Effort of {team.name} by week and objective") if keys else "",
        "movement_picture": charts.movement(flow) if flow and flow.completion.n else "",
        "times_picture": charts.times(flow) if flow else "",
        "stages": charts.stages(flow) if flow else (),
    }


def _about(hub: Hub, seen: Report, name: str) -> Sequence[Finding]:
    if seen.is_past:
        return [each for each in seen.findings if each.observation.team == name]
    with hub.store.read() as tx:
        return findings.open_about(tx, "team", name, NEWEST + 1)


def _by_team(found: Sequence[Finding]) -> Counter[str]:
    return Counter(each.observation.team for each in found if each.observation.team)
