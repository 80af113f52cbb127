"""`/goals/{key}`: one goal, how it is on its way, what works for it, and all that is said of it."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from core.chain import ancestors, missing_hop, objective_above
from core.facts import GoalFact
from core.findings import Finding
from core.measure import said_value
from scheduler.goal_told import feeders, history, said_of
from scheduler.hub import Hub
from scheduler.report import Report
from store import findings, goal_work
from web.door import needs
from web.pages.days import AsOf, waited
from web.pages.shell import page
from web.report import charts, pictures
from web.site import site

router = APIRouter()
VIAS = {
    "manual": "people, by hand",
    "key": "a key in its text",
    "rule": "a rule",
    "inherited": "what it hangs below",
    "default": "a default",
}
NEWEST = 12  # check-ins, events and findings that a page shows


@router.get("/goals/{key:path}")
def goal(request: Request, visitor: Annotated[Visitor, needs("read")], key: str, day: AsOf) -> HTMLResponse:
    here = site(request)
    seen = here.seen(day)
    if seen is None:
        return waited(request, visitor, day)
    fact = next((each for each in seen.goals if each.goal.key == key), None)
    if fact is None:
        raise HTTPException(404, f"no goal {key} is known on that day" if day else f"no goal {key} is known")
    at = here.end_of(day)
    with here.hub.store.read() as tx:
        now = here.hub.clock()
        told: dict[str, Any] = {
            "whose": key,
            "said": said_of(tx, key, at),
            "feeds": feeders(tx, key, at, now),
            "events": list(history(tx, key, at, now))[:NEWEST],
            "work": goal_work.work(tx, key, at),
        }
    return page(
        request,
        visitor,
        "goal.html",
        seen=seen,
        day=day,
        fact=fact,
        found=about(here.hub, seen, key),
        newest=NEWEST,
        VIAS=VIAS,
        **told,
        **_standing(seen, fact),
        **_pictures(seen, fact),
    )


def about(hub: Hub, seen: Report, key: str) -> Sequence[Finding]:
    """Open findings about the goal, and about what belongs to it, the worst first."""
    if seen.is_past:
        return [each for each in seen.findings if key in (each.observation.goal, each.observation.subject.key)]
    with hub.store.read() as tx:
        return findings.open_about(tx, "goal", key, NEWEST + 1)


def _standing(seen: Report, fact: GoalFact) -> dict[str, Any]:
    goals = {each.goal.key: each.goal for each in seen.goals}
    key = fact.goal.key
    below = [each for each in seen.goals if each.goal.parent == key and each.goal.key != key]
    return {
        "stands": seen.stands[key],
        "above": list(reversed(ancestors(key, goals)))[:-1],
        "below": below,
        "titles": {key: each.title for key, each in goals.items()},
        "stands_of": seen.stands,
        "gap": missing_hop(key, goals),
        "lacks": next((each.lacks for each in seen.overview.lacks if each.goal == key), ()),
        "value": said_value(fact.goal, fact.current, fact.declared),
        "teams": sorted({team for one in _all_below(key, seen) for team in seen.teams.get(one, ())}),
    }


def _all_below(key: str, seen: Report) -> list[str]:
    goals = {each.goal.key: each.goal for each in seen.goals}
    return [one for one in goals if key in {goal.key for goal in ancestors(one, goals)}]


def _pictures(seen: Report, fact: GoalFact) -> dict[str, Any]:
    key, today = fact.goal.key, seen.as_of.date()
    course = next((each for each in seen.courses if each.key == key), None)
    goals = {each.goal.key: each.goal for each in seen.goals}
    measured = {target for week in seen.weeks for target in week.target}
    whose = key if key in measured else objective_above(fact.goal, goals)
    flow = seen.flows.by_goal.get(key)
    top = pictures.top_share(seen.weeks, whose)
    return {
        "course": course,
        "pace_picture": pictures.course(course, today, pictures.WIDE) if course else "",
        "effort_of": whose if whose in measured else None,
        "effort_picture": pictures.shares(seen.weeks, whose, top, pictures.WIDE) if whose and whose in measured else "",
        "top": top,
        "weeks": seen.weeks,
        "flow": flow,
        "flow_days": seen.flows.days,
        "movement_picture": charts.movement(flow) if flow and flow.completion.n else "",
        "times_picture": charts.times(flow) if flow else "",
        "stages": charts.stages(flow) if flow else (),
    }
