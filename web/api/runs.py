"""What was written, run by run and write by write, and taking it back."""

from datetime import datetime
from typing import Annotated

from fastapi import HTTPException
from pydantic import AwareDatetime

from core.authority import Visitor
from scheduler.actor import acting
from scheduler.hub import Hub
from scheduler.ordering import find_order, order_undo
from scheduler.undoing import found_run, newest_runs, plan_undo
from store import writes
from store.runs import Run
from web.api.paging import Cursor, Limit, Paged, cursor_of, number_of
from web.api.plainly import plainly
from web.api.router import resources
from web.api.shapes import Given, Told, Words
from web.api.written import (
    Name,
    OperationTold,
    OrderTold,
    TargetTold,
    WriteTold,
    operation_told,
    target_told,
    write_told,
)
from web.door import needs
from web.site import SiteHere

router = resources("writes")


class RunOut(Told):
    """A run that wrote: since when, who had it written and as what (`applied` or `undid`, of `about`: the plan or the run), its
    writes by tool, and how many of them were `undone` by which runs."""

    id: str
    at: datetime
    actor: str
    action: str
    about: str
    writes: dict[str, int]
    undone: int
    undone_by: list[str]


class RunWhole(Told):
    """`order` is what somebody asked for by a page or the API, null where a command or the service began the run; `run` is null
    as long as nothing was written. Of `writes` the newest come first."""

    order: OrderTold | None
    run: RunOut | None
    writes: list[WriteTold]
    next: str | None


class LeftTold(Told):
    """What is not taken back, or leaves something behind, and why."""

    target: TargetTold
    why: str


class Undo(Given):
    """`dry_run`: nothing is done, and the answer says what would be."""

    dry_run: bool = False


class UndoOut(Told):
    """What takes the run back, what of it is left, and how many writes were taken back `already`. `order` is what will be done,
    null in a dry run."""

    undoes: str
    operations: list[OperationTold]
    left: list[LeftTold]
    already: int
    order: OrderTold | None


@router.get("/runs")
def runs(
    here: SiteHere, _visitor: Annotated[Visitor, needs("read")], limit: Limit = 50, cursor: Cursor = None
) -> Paged[RunOut]:
    """Those that wrote last come first."""
    found = newest_runs(here.hub, number_of(cursor), limit + 1)
    more = len(found) > limit
    return Paged(
        items=[_run(each) for each in found[:limit]], next=cursor_of((found[limit - 1].last,)) if more else None
    )


@router.get("/runs/{run}")
def one(
    run: Name,
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("read")],
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RunWhole:
    """One run: what was asked for, how far it is, and its writes."""
    order, found = find_order(here.hub, run), found_run(here.hub, run)
    if order is None and found is None:
        raise HTTPException(404, f"there is no run {run}")
    told, following = _writes(here.hub, limit, cursor, run=run)
    whole = RunWhole(
        order=OrderTold.model_validate(order) if order else None,
        run=_run(found) if found else None,
        writes=told,
        next=following,
    )
    return plainly(here.hub, whole)


@router.post("/runs/{run}/undo", status_code=202)
def undo(
    run: Name, here: SiteHere, visitor: Annotated[Visitor, needs("approve")], given: Undo | None = None
) -> UndoOut:
    """Has the run taken back, in all tools. Whoever serves does it soon; `/runs/{run}` of the order tells of that."""
    undoing = plan_undo(here.hub, run)
    with acting(visitor.person):
        order = None if given and given.dry_run else order_undo(here.hub, run)
    here.plan.forget()
    return UndoOut(
        undoes=run,
        operations=[operation_told(each) for each in undoing.plan.operations],
        left=[LeftTold(target=target_told(each.target), why=each.why) for each in undoing.left],
        already=undoing.already,
        order=OrderTold.model_validate(order) if order else None,
    )


@router.get("/writes")
def journal(
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("read")],
    run: Words | None = None,
    tool: Words | None = None,
    since: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Paged[WriteTold]:
    """All that tools took, the newest first: of a run, of a tool, from a moment on."""
    told, following = _writes(here.hub, limit, cursor, run=run, tool=tool, since=since)
    return Paged(items=told, next=following)


def _writes(
    hub: Hub,
    limit: int,
    cursor: str | None,
    *,
    run: str | None = None,
    tool: str | None = None,
    since: datetime | None = None,
) -> tuple[list[WriteTold], str | None]:
    before = number_of(cursor)
    with hub.store.read() as tx:
        found = writes.newest(tx, run_id=run, tool=tool, since=since, before=before, at_most=limit + 1)
    more = len(found) > limit
    return [write_told(each) for each in found[:limit]], cursor_of((found[limit - 1].id,)) if more else None


def _run(run: Run) -> RunOut:
    return RunOut.model_validate(run)
