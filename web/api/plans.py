"""What would be written into the tools; plans that were put down, and their approval."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import HTTPException

from core.approval import SavedPlan
from core.authority import Visitor
from core.guard import Limits
from scheduler.actor import acting
from scheduler.approving import NotApproved, newest_plans, put_down, saved_plan
from scheduler.hub import Hub
from scheduler.kept_plan import Kept
from scheduler.ordering import order_apply, order_present
from scheduler.waiting import waiting
from web.api.paging import Cursor, Limit
from web.api.plainly import plainly
from web.api.router import resources
from web.api.shapes import Given, Told, Words
from web.api.written import Name, OperationTold, OrderTold, some_of
from web.door import needs
from web.site import SiteHere

router = resources("writes")
Mode = Literal["live", "dry-run"]


class WaitingTold(Told):
    """So many writes of a tool; `until` null: until somebody has mended what `why` names."""

    tool: str
    number: int
    why: str
    until: datetime | None


class PlanOut(Told):
    """What would be written now. `plan` is its hash, by which it is approved: it names the `notable` writes, which people
    notice, and not the `quiet` ones, which wait for nobody. `held` says why it waits for an approval, `stopped`, `halted` and
    `learning` why it cannot be written at all, `waits` what is left out of it for now, `waiting` what earlier plans have on
    their way."""

    as_of: datetime
    plan: str
    mode: Mode
    notable: int
    quiet: int
    held: list[str]
    stopped: list[str]
    halted: str | None
    learning: str | None
    waits: list[str]
    waiting: list[WaitingTold]
    operations: list[OperationTold]
    next: str | None


class Looked(Given):
    """The hash of the plan that was looked at, which is put down if it is that still."""

    plan: Words


class SavedPlanOut(Told):
    """A plan that somebody put down, without its operations. `run` carried it out."""

    plan: str
    writes: int
    held: list[str]
    saved_by: str
    saved_at: datetime
    approvable_until: datetime
    approved_by: str | None
    approved_at: datetime | None
    run: str | None


class SavedPlanWhole(SavedPlanOut):
    """The same with its operations."""

    operations: list[OperationTold]
    next: str | None


@router.get("/plan")
def plan(
    here: SiteHere, _visitor: Annotated[Visitor, needs("read")], limit: Limit = 50, cursor: Cursor = None
) -> PlanOut:
    """What would be written now. Asks no tool anything; it is planned again after a minute."""
    return _plan(here.hub, here.plan.present(), limit, cursor)


@router.post("/plans", status_code=201)
def save(here: SiteHere, visitor: Annotated[Visitor, needs("edit")], given: Looked | None = None) -> SavedPlanOut:
    """Puts the present plan down, for somebody to approve by its hash."""
    kept = here.plan.present()
    if given and given.plan != kept.planned.plan.digest:
        raise NotApproved(f"the plan is {kept.planned.plan.digest} by now: look at it again")
    with acting(visitor.person):
        put_down(here.hub, kept.planned)
    found = saved_plan(here.hub, kept.planned.plan.digest)
    if found is None:
        raise HTTPException(404, "the plan was put down, and has had its time already")
    return _saved(found, here.hub.config.limits)


@router.post("/plan/write", status_code=202)
def write(here: SiteHere, visitor: Annotated[Visitor, needs("edit")]) -> OrderTold:
    """Has what waits for nobody written sooner than it would be. Whoever serves does it; `/runs/{run}` tells of that."""
    with acting(visitor.person):
        order = order_present(here.hub)
    here.plan.forget()
    return OrderTold.model_validate(order)


@router.get("/plans")
def plans(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> list[SavedPlanOut]:
    """Those that were put down lately, the newest first."""
    return [_saved(each, here.hub.config.limits) for each in newest_plans(here.hub)]


@router.get("/plans/{digest}")
def one(
    digest: Name,
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("read")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> SavedPlanWhole:
    """One that was put down, as it was then."""
    found = saved_plan(here.hub, digest)
    if found is None:
        raise HTTPException(404, f"no plan {digest} was saved")
    operations, following = some_of(found.plan.operations, limit, cursor)
    told = _saved(found, here.hub.config.limits)
    return SavedPlanWhole(**dict(told), operations=operations, next=following)


@router.post("/plans/{digest}/approve", status_code=202)
def approve(digest: Name, here: SiteHere, visitor: Annotated[Visitor, needs("approve")]) -> OrderTold:
    """Approves the present plan, as long as this is its hash. Whoever serves writes it soon; `/runs/{run}` tells of that."""
    kept = here.plan.known()
    with acting(visitor.person):
        order = order_apply(here.hub, digest, kept.planned if kept else None)
    here.plan.forget()
    return OrderTold.model_validate(order)


def _plan(hub: Hub, kept: Kept, limit: int, cursor: str | None) -> PlanOut:
    planned = kept.planned
    operations, following = some_of(planned.plan.operations, limit, cursor)
    return PlanOut(
        as_of=kept.at,
        plan=planned.plan.digest,
        mode="live" if hub.live else "dry-run",
        notable=len(planned.plan.notable),
        quiet=len(planned.plan.quiet),
        held=list(planned.held),
        stopped=list(planned.stopped),
        halted=planned.halted,
        learning=planned.learning.text if planned.learning else None,
        waits=list(planned.waits),
        waiting=[plainly(hub, WaitingTold.model_validate(each)) for each in waiting(hub)],
        operations=operations,
        next=following,
    )


def _saved(found: SavedPlan, limits: Limits) -> SavedPlanOut:
    return SavedPlanOut(
        plan=found.plan.digest,
        writes=len(found.plan.operations),
        held=list(found.held),
        saved_by=found.actor,
        saved_at=found.at,
        approvable_until=found.ends(limits),
        approved_by=found.approved_by,
        approved_at=found.approved_at,
        run=found.run,
    )
