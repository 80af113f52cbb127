"""`/rules/held/…`: an edit that the guard held, as its author made it, for whoever approves it."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.approval import HeldEdit
from core.authority import Visitor, may
from mappings import RulesError
from mappings.merging import difference
from mappings.rules import digest
from scheduler.actor import acting
from scheduler.approving import NotApproved
from scheduler.config import ConfigError
from scheduler.held_edits import approve_edit, drop_edit, held_edit, refused
from scheduler.hub import Hub
from scheduler.rule_changes import Superseded
from scheduler.rule_files import File, files, told
from web.door import insist, needs
from web.pages.rules.drafts import SHOWN, Sent, opened
from web.pages.rules.outcome import Again, Outcome, previewed
from web.pages.shell import environment, page
from web.site import site

router = APIRouter()


@router.get("/rules/held/{named}")
def held(request: Request, visitor: Annotated[Visitor, needs("read")], named: str) -> HTMLResponse:
    return _shown(request, visitor, _found(site(request).hub, named))


@router.post("/rules/held/{named}/approve")
def approve(request: Request, visitor: Annotated[Visitor, needs("approve")], named: str) -> Response:
    hub = site(request).hub
    edit = _found(hub, named)
    try:
        with acting(visitor.person):
            approve_edit(hub, edit)
    except (NotApproved, ConfigError, RulesError) as error:
        return _shown(request, visitor, edit, told(hub.config, str(error)), 409)
    return RedirectResponse(f"/rules/held/{named}", 303)


@router.post("/rules/held/{named}/drop")
def drop(request: Request, visitor: Annotated[Visitor, needs("edit")], named: str) -> Response:
    """By its author, or by somebody who might approve it."""
    hub = site(request).hub
    edit = _found(hub, named)
    if edit.actor != visitor.person:
        insist(visitor, "approve")
    with acting(visitor.person):
        drop_edit(hub, edit)
    return RedirectResponse("/rules", 303)


@router.post("/rules/held/{named}/preview")
def preview(request: Request, visitor: Annotated[Visitor, needs("edit")], named: str, whole: Sent = "") -> HTMLResponse:
    """What it would do by now."""
    hub = site(request).hub
    edit = _found(hub, named)
    draft = opened(hub, _file(hub, edit).name, edit.text)
    try:
        again = Again(f"/rules/held/{edit.digest}/preview", "decide")
        found = previewed(hub, draft, visitor, whole=bool(whole), again=again)
    except Superseded as error:
        found = Outcome(wrong=str(error))
    if request.headers.get("hx-request") == "true":
        return HTMLResponse(environment().get_template("rules/outcome.html").render(draft=draft, found=found))
    return _shown(request, visitor, edit, found=found)


def _found(hub: Hub, named: str) -> HeldEdit:
    found = held_edit(hub, named)
    if found is None:
        raise HTTPException(404)
    return found


def _file(hub: Hub, edit: HeldEdit) -> File:
    """404 when the configuration names it no more."""
    found = next((each for each in files(hub.config) if str(each.path) == edit.file), None)
    if found is None:
        raise HTTPException(404)
    return found


def _shown(
    request: Request,
    visitor: Visitor,
    edit: HeldEdit,
    wrong: str = "",
    status: int = 200,
    found: Outcome | None = None,
) -> HTMLResponse:
    hub = site(request).hub
    file = _file(hub, edit)
    draft = opened(hub, file.name, edit.text)
    was = SHOWN.find(hub, edit.base)
    with acting(visitor.person):
        why = refused(hub, edit)
    return page(
        request,
        visitor,
        "rules/held.html",
        status=status,
        edit=edit,
        draft=draft,
        ends=edit.ends(hub.config.limits),
        over=hub.clock() >= edit.ends(hub.config.limits),
        lines=difference(draft.present if was is None else was, edit.text),
        stale=not edit.approved_by and digest(draft.present) != edit.base,
        why=why,
        wrong=wrong,
        found=found or Outcome(),
        may_drop=edit.actor == visitor.person or may(visitor, "approve"),
    )
