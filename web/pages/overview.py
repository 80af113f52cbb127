"""`/`: how the company stands, as the last evaluation left it."""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from scheduler.overview import last_overview
from web.door import needs
from web.pages.shell import page
from web.site import site

router = APIRouter()


@router.get("/")
def overview(request: Request, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    hub = site(request).hub
    return page(request, visitor, "overview.html", seen=last_overview(hub), detectors=hub.detectors)
