"""`/findings/{fingerprint}`: what one finding says, why, who can mend it, what can be done, and what became of it."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor, may
from core.became import became
from core.detectors import unlinked_work
from core.plan import Verb
from core.reasons import facts
from core.telling import name_of
from scheduler.decisions import NotHandled
from scheduler.handling import deeds
from scheduler.inspecting import looked_into
from web.door import needs
from web.pages.shell import page
from web.site import site

router = APIRouter()
FACTS = 16
TOLD: dict[Verb, str] = {
    "label": "a label on",
    "comment": "a comment on",
    "link": "a link at",
    "message": "a message in",
    "cells": "a cell beside",
    "page": "the dashboard in",
    "check-in": "a check-in of",
}


@router.get("/findings/{fingerprint}")
def finding(request: Request, fingerprint: str, visitor: Annotated[Visitor, needs("read")]) -> HTMLResponse:
    hub = site(request).hub
    try:
        told, around = looked_into(hub, fingerprint)
    except NotHandled:
        raise HTTPException(404) from None
    seen = told.finding.observation
    detector = hub.detectors.get(seen.detector)
    return page(
        request,
        visitor,
        "finding.html",
        told=told,
        seen=seen,
        around=around,
        allowed=may(visitor, "decide", around.answerable),
        facts=facts(seen.evidence, FACTS),
        events=became(told.finding, deeds(told.entries)),
        detector=name_of(seen.detector, hub.detectors),
        advice=detector.advice if detector else "",
        unlinked=seen.detector == unlinked_work.DETECTOR.id,
        TOLD=TOLD,
    )
