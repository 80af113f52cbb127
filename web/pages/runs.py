"""`/runs`: what was written into the tools, run by run, how far one is that is under way, and taking one back."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from msgspec import Struct

from core.authority import Visitor
from scheduler.actor import acting
from scheduler.hub import Hub
from scheduler.ordering import order_undo, waiting_orders
from scheduler.service.serving import serving
from scheduler.undoing import newest_runs, plan_undo
from store import orders, outbox, runs, writes
from store.orders import Order
from store.outbox import State
from store.runs import Run
from web.door import needs
from web.pages.ops import back, nameless
from web.pages.shell import page
from web.pages.writing import DONE, by_tool, shown
from web.site import site

STEP = 60  # writes on a page

router = APIRouter()


class Progress(Struct, frozen=True):
    """How far a run is: writes by state. `order` is None for one that nobody asked for on a page."""

    order: Order | None
    tally: Mapping[State, int]
    alive: bool

    @property
    def total(self) -> int:
        return sum(self.tally.values())

    @property
    def done(self) -> int:
        return sum(number for state, number in self.tally.items() if state not in ("planned", "sent"))

    @property
    def is_under_way(self) -> bool:
        return self.order is not None and self.order.ended_at is None


@router.get("/runs")
def every(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    hub = site(request).hub
    return page(request, visitor, "runs.html", runs=newest_runs(hub), asked=waiting_orders(hub))


@router.get("/runs/{run}")
def one(
    request: Request, visitor: Annotated[Visitor, needs("read")], run: str, tool: str = "", after: int = 0
) -> HTMLResponse:
    """What it wrote, by tool, sixty writes at a time."""
    hub = site(request).hub
    progress = _progress(hub, run)
    with hub.store.read() as tx:
        found = runs.find(tx, run)
        rows = writes.page(tx, run, tool=tool or None, after=after, at_most=STEP + 1) if found else []
    if found is None and progress.order is None:
        raise HTTPException(404, "no run of this id wrote anything")
    return page(
        request,
        visitor,
        "run.html",
        name=run,
        run=found,
        progress=progress,
        tool=tool,
        writes=[(shown(each.operation, DONE), each.undone_by) for each in rows[:STEP]],
        more=rows[STEP - 1].id if len(rows) > STEP else None,
        can_undo=found is not None and not progress.is_under_way and found.undone < _number(found),
        plain=nameless(hub),
    )


@router.get("/runs/{run}/progress")
def progress(request: Request, visitor: Annotated[Visitor, needs("read")], run: str) -> Response:
    """The part of its page that moves; at the end the page is asked for again."""
    hub = site(request).hub
    far = _progress(hub, run)
    if far.order is None:
        raise HTTPException(404)
    answered = page(request, visitor, "progress.html", name=run, progress=far, plain=nameless(hub))
    if not far.is_under_way:
        answered.headers["hx-refresh"] = "true"
    return answered


@router.get("/runs/{run}/undo")
def preview(request: Request, visitor: Annotated[Visitor, needs("read")], run: str) -> HTMLResponse:
    """What taking it back would do now."""
    hub = site(request).hub
    undoing = plan_undo(hub, run)
    operations = undoing.plan.operations
    left = dict.fromkeys((each.why, each.target.tool, each.target.place) for each in undoing.left)
    return page(
        request,
        visitor,
        "undo.html",
        name=run,
        undoing=undoing,
        number=len(operations),
        counts={name: len(some) for name, some in by_tool(operations).items()},
        operations=[shown(each) for each in operations[:STEP]],
        left=list(left)[:STEP],
        plain=nameless(hub),
    )


@router.post("/runs/{run}/undo")
def undo(request: Request, visitor: Annotated[Visitor, needs("approve")], run: str) -> Response:
    """Whoever serves does it, as a run of its own."""
    here = site(request)
    with here.hub.store.read() as tx:
        known = runs.find(tx, run)
    if known is None:
        raise HTTPException(404, "no run of this id wrote anything")
    with acting(visitor.person):
        order = order_undo(here.hub, run)
    here.plan.forget()
    return back(f"/runs/{order.run}")


def _progress(hub: Hub, run: str) -> Progress:
    with hub.store.read() as tx:
        who, order = serving(tx), orders.find(tx, run)
        under_way = order is not None and order.ended_at is None
        tally = outbox.tally(tx, run) if under_way else {}
    return Progress(order, tally, who is not None and who.is_alive(hub.clock()))


def _number(run: Run) -> int:
    return sum(run.writes.values())
