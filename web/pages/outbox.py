"""`/outbox`: what is to be written and is not done, why, and what somebody may do about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response

from core.authority import Visitor
from scheduler.actor import acting
from scheduler.letters import CALLED, NoSuchWrite, drop, replay
from store import gauges, outbox
from store.outbox import State
from web.door import needs
from web.pages.ops import back
from web.pages.shell import page
from web.pages.writing import shown
from web.site import site

STEP = 60
MENDS: Mapping[State, str] = {
    "planned": "the next plan writes it",
    "sent": "the tool is looked at soon, to find out",
    "failed": "it is tried again by itself",
    "dead": "mend in the tool what it names, then have it written again",
    "undone": "somebody took it back or gave it up; have it written again if it is wanted",
}

router = APIRouter()


@router.get("/outbox")
def listed(
    request: Request, visitor: Annotated[Visitor, needs("read")], state: State | Literal[""] = "", start: int = 0
) -> HTMLResponse:
    """Sixty at a time."""
    hub = site(request).hub
    start = max(start, 0)
    with hub.store.read() as tx:
        counts = Counter[State]()
        for (_, each), number in gauges.outbox(tx).items():
            if each != "done":
                counts[each] += number  # type: ignore[index] # as the table has them
        found = outbox.open_page(tx, state or None, start, STEP)
    until = {each.operation.mark: hub.certain_at(each) if each.state == "sent" else each.not_before for each in found}
    return page(
        request,
        visitor,
        "outbox.html",
        intents=[(each, shown(each.operation)) for each in found],
        until=until,
        counts=counts,
        found=counts[state] if state else counts.total(),
        state=state,
        start=start,
        step=STEP,
        called=CALLED,
        mends=MENDS,
    )


@router.post("/outbox")
def decide(
    request: Request,
    visitor: Annotated[Visitor, needs("approve")],
    deed: Annotated[Literal["replay", "drop"], Form()],
    mark: Annotated[Sequence[str], Form()] = (),
    state: Annotated[State | Literal[""], Form()] = "",
) -> Response:
    """Those that are marked: tried again, or given up."""
    here = site(request)
    if not mark:
        raise NoSuchWrite("mark the writes that you mean first")
    with acting(visitor.person):
        (replay if deed == "replay" else drop)(here.hub, mark)
    here.plan.forget()
    return back(f"/outbox?state={state}" if state else "/outbox")
