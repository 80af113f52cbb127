"""`/tree`: from strategy to initiative, and on to the items, a branch at a time."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from core.health import Health
from scheduler.hub import Hub
from scheduler.report import Report
from store import finding_marks, goal_work
from web.door import needs
from web.pages.days import AsOf, waited
from web.pages.shell import page
from web.report import charts
from web.report.branches import MOST, Shown, Sought, found, shown
from web.report.tree import Marks, Node, marks_in, marks_of, tree
from web.site import site

router = APIRouter()
HEALTHS: tuple[Health, ...] = get_args(Health)
Reader = Annotated[Visitor, needs("read")]
Terms = Mapping[str, str]


@router.get("/tree")
def whole(
    request: Request,
    visitor: Reader,
    day: AsOf,
    q: str = "",
    health: Health | Literal[""] = "",
    team: str = "",
    after: str = "",
) -> HTMLResponse:
    seen = site(request).seen(day)
    if seen is None:
        return waited(request, visitor, day)
    sought = Sought(q, health or None, team)
    view = shown(nodes_of(site(request).hub, seen), sought, seen.teams)
    teams = sorted({team, *(each for some in seen.teams.values() for each in some)} - {""})
    parts: dict[str, Any] = {
        "nodes": _page(view.nodes, after),
        "below": "",
        "teams": teams,
        "healths": HEALTHS,
        "size": len(seen.goals),
    }
    return page(request, visitor, "tree.html", seen=seen, **_told(view, sought, day), **parts)


@router.get("/tree/below")
def below(
    request: Request,
    visitor: Reader,
    day: AsOf,
    goal: str = "",
    after: str = "",
    q: str = "",
    health: Health | Literal[""] = "",
    team: str = "",
) -> HTMLResponse:
    """What hangs below one goal, or at the top without one, behind the goal `after`."""
    seen = site(request).seen(day)
    if seen is None:
        raise HTTPException(404)
    sought = Sought(q, health or None, team)
    view = shown(nodes_of(site(request).hub, seen), sought, seen.teams)
    node = found(view.nodes, goal) if goal else None
    if goal and node is None:
        raise HTTPException(404)
    children = node.children if node else view.nodes
    few = Shown(children, frozenset(), view.hits)
    told: dict[str, Any] = {"nodes": _page(children, after), "below": goal, "node": None if after else node}
    return page(request, visitor, "branch.html", **_told(few, sought, day), **told)


@router.get("/tree/work")
def work(
    request: Request,
    visitor: Reader,
    day: AsOf,
    goal: str,
    after: Annotated[str, Query(pattern=r"^(-?\d{1,20}\.){2}\d{1,20}$|^$")] = "",
) -> HTMLResponse:
    """The items that serve one goal themselves, behind the one at which the page before ended."""
    here = site(request)
    with here.hub.store.read() as tx:
        items, more = goal_work.work(tx, goal, here.end_of(day), goal_work.Cursor.of(after))
    return page(request, visitor, "work.html", items=items, more=more, whose=goal, day=day)


def nodes_of(hub: Hub, seen: Report) -> tuple[Node, ...]:
    return tree(seen, marks(hub, seen))


def marks(hub: Hub, seen: Report) -> Marks:
    if seen.is_past:
        return marks_in(seen.findings, hub.detectors)
    goals = [fact.goal for fact in seen.goals]
    items = [f"{goal.source}:{goal.item}" for goal in goals if goal.item]
    with hub.store.read() as tx:
        return marks_of(finding_marks.of_goals(tx, [goal.key for goal in goals], items), hub.detectors)


def _page(nodes: tuple[Node, ...], after: str) -> tuple[tuple[Node, ...], int]:
    """Those behind the goal of this key, as many as are shown at once, and how many come after them."""
    keys = [node.goal.key for node in nodes]
    rest = nodes[keys.index(after) + 1 :] if after in keys else nodes
    return rest[:MOST], len(rest[MOST:])


def _told(view: Shown, sought: Sought, day: AsOf) -> dict[str, Any]:
    terms = {"q": sought.words, "health": sought.health or "", "team": sought.team}
    kept = {**terms, "as_of": day.isoformat() if day else ""}
    return {"view": view, "sought": sought, "day": day, "terms": terms, "kept": kept, "share_bar": charts.share_bar}
