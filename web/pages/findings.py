"""`/findings`: what drifts, filtered and in groups."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from core.stages import STAGES
from scheduler.listing import listing
from store import overviews
from web.door import needs
from web.pages.lists import GROUPINGS, asked_of, list_page, query_of
from web.pages.shell import page
from web.site import site

router = APIRouter()
FILTERS = {
    "severity": "Severity",
    "detector": "Detector",
    "goal": "Goal, with all below",
    "team": "Team",
    "owner": "Owner",
}
SAID = {**FILTERS, "goal": "goal", "stage": "stage", "text": "words", "mine": "mine"}


@router.get("/findings")
def findings(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    hub, asked = site(request).hub, asked_of(request.query_params)
    told = listing(hub, asked, visitor.person)
    with hub.store.read() as tx:
        judged = overviews.last(tx) is not None if not told.all else True
    return page(
        request,
        visitor,
        "findings.html",
        told=told,
        asked=asked,
        judged=judged,
        stages={each.value: each.many for each in told.options["stage"]},
        STAGES=STAGES,
        FILTERS=FILTERS,
        SAID=SAID,
        GROUPINGS=GROUPINGS,
        list_page=list_page,
        query=query_of(asked),
    )
