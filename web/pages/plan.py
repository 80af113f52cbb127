"""`/plan`: what would be written next, what holds it up, and who may let it pass. `/plans/{digest}`: one that was put down."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from core.authority import Visitor
from core.plan import Operation
from scheduler.actor import acting
from scheduler.approving import NotApproved, newest_plans, put_down, saved_plan
from scheduler.halting import halt, resume
from scheduler.kept_plan import Kept
from scheduler.ordering import order_apply, order_present, waiting_orders
from scheduler.service.serving import serving
from scheduler.waiting import set_aside, waiting
from store import halts
from web.door import needs
from web.pages.ops import back, nameless
from web.pages.shell import page
from web.pages.writing import by_tool, shown
from web.site import Site, site

FIRST, STEP = 15, 60  # writes of each tool at first, and of one tool on a page

router = APIRouter()


@router.get("/plan")
def plan(
    request: Request, visitor: Annotated[Visitor, needs("read")], now: bool = False, tool: str = "", start: int = 0
) -> HTMLResponse:
    """The plan that is kept; where none is, `now` makes it, which takes as long as it takes."""
    here = site(request)
    kept = here.plan.present() if now or tool else here.plan.known()
    return _page(request, visitor, here, kept, tool=tool, start=max(start, 0))


@router.post("/plan/save")
def save(request: Request, visitor: Annotated[Visitor, needs("edit")], digest: Annotated[str, Form()] = "") -> Response:
    """Exactly the plan that was looked at."""
    here = site(request)
    kept = here.plan.present()
    if kept.planned.plan.digest != digest:
        raise NotApproved("the plan is another by now: look at it again")
    with acting(visitor.person):
        put_down(here.hub, kept.planned)
    return back(f"/plans/{digest}")


@router.post("/plan/write")
def write(request: Request, visitor: Annotated[Visitor, needs("edit")]) -> Response:
    """What waits for nobody, sooner than it would be."""
    here = site(request)
    with acting(visitor.person):
        order = order_present(here.hub)
    here.plan.forget()
    return back(f"/runs/{order.run}")


@router.post("/plans/{digest}/approve")
def approve(request: Request, visitor: Annotated[Visitor, needs("approve")], digest: str) -> Response:
    """And write it: whoever serves does."""
    here = site(request)
    kept = here.plan.known()
    with acting(visitor.person):
        order = order_apply(here.hub, digest, kept.planned if kept else None)
    here.plan.forget()
    return back(f"/runs/{order.run}")


@router.get("/plans/{digest}")
def one(
    request: Request, visitor: Annotated[Visitor, needs("read")], digest: str, tool: str = "", start: int = 0
) -> HTMLResponse:
    """As it was when it was put down."""
    here = site(request)
    saved = saved_plan(here.hub, digest)
    if saved is None:
        raise HTTPException(404, "no plan of this hash was saved, or its time is over")
    kept, limits, start = here.plan.known(), here.hub.config.limits, max(start, 0)
    present = kept.planned.plan.digest if kept else None
    return page(
        request,
        visitor,
        "saved_plan.html",
        saved=saved,
        ends=saved.ends(limits),
        is_over=here.hub.clock() >= saved.ends(limits),
        is_own=limits.four_eyes and saved.actor == visitor.person,
        has_changed=present is not None and present != digest,
        present=present,
        tool=tool,
        start=start,
        step=STEP,
        groups={
            name: [shown(each) for each in some] for name, some in _cut(saved.plan.operations, tool, start).items()
        },
        counts={name: len(some) for name, some in by_tool(saved.plan.operations).items()},
    )


@router.post("/halt")
def stop(request: Request, visitor: Annotated[Visitor, needs("edit")], reason: Annotated[str, Form()] = "") -> Response:
    here = site(request)
    with acting(visitor.person):
        halt(here.hub, " ".join(reason.split()))
    here.plan.forget()
    return back("/plan")


@router.post("/resume")
def go_on(request: Request, visitor: Annotated[Visitor, needs("approve")]) -> Response:
    here = site(request)
    with acting(visitor.person):
        resume(here.hub)
    here.plan.forget()
    return back("/plan")


def _page(
    request: Request, visitor: Visitor, here: Site, kept: Kept | None, *, tool: str = "", start: int = 0
) -> HTMLResponse:
    hub = here.hub
    with hub.store.read() as tx:
        who, halted = serving(tx), halts.current(tx)
    planned = kept.planned if kept else None
    operations = planned.plan.notable if planned else ()
    return page(
        request,
        visitor,
        "plan.html",
        kept=kept,
        planned=planned,
        live=hub.live,
        alive=who is not None and who.is_alive(hub.clock()),
        halt=halted,
        waits=[str(each) for each in waiting(hub)],
        aside=list(set_aside(hub)),
        asked=waiting_orders(hub),
        saved=newest_plans(hub),
        limits=hub.config.limits,
        clock=hub.clock(),
        tool=tool,
        start=start,
        step=STEP,
        counts={name: len(some) for name, some in by_tool(operations).items()},
        groups={name: [shown(each) for each in some] for name, some in _cut(operations, tool, start).items()},
        quiet=by_tool(planned.plan.quiet) if planned else {},
        nameless=nameless(hub),
    )


def _cut(operations: Sequence[Operation], tool: str, start: int) -> dict[str, list[Operation]]:
    """The first of each tool, or a page of one."""
    found = by_tool(operations)
    if tool:
        return {tool: found.get(tool, [])[start : start + STEP]}
    return {name: some[:FIRST] for name, some in found.items()}
