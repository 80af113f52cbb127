"""`/rules/edit`: a rule file as text, looked at from all sides before it is saved."""

from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import quote_plus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.authority import Visitor
from mappings.merging import difference, merged
from scheduler.rule_files import files
from scheduler.rule_saving import Past, past_edits
from web.door import needs
from web.pages.rules.drafts import SHOWN, Draft, Sent, opened, sent
from web.pages.rules.outcome import Outcome, kept
from web.pages.shell import environment, page
from web.site import site
from web.who.gate import MOST

router = APIRouter()
HEAD = 4_096  # bytes of a form beside its text
May = Annotated[Visitor, needs("edit")]


@router.get("/rules/edit")
def edit(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    file: str | None = None,
    text: str | None = None,
    done: str | None = None,
    line: int | None = None,
) -> HTMLResponse:
    """`text` names an earlier text (by digest) to begin with, `done` one that was just saved, `line` where to look."""
    hub = site(request).hub
    earlier = SHOWN.find(hub, text) if text else None
    if text and earlier is None:
        raise HTTPException(404)
    draft = opened(hub, file, earlier)
    return shown(request, visitor, draft, restored=text, past=_past(request, done) if done else None, line=line)


@router.post("/rules/save")
def save(request: Request, visitor: May, file: Sent, base: Sent, text: Sent = "") -> Response:
    """In force at once, or held for somebody to approve."""
    draft = sent(site(request).hub, file, text, base)
    done = kept(site(request).hub, draft, visitor)
    return RedirectResponse(done, 303) if isinstance(done, str) else shown(request, visitor, draft, done, status=409)


@router.post("/rules/redo")
def redo(request: Request, visitor: May, file: Sent, base: Sent, text: Sent = "") -> HTMLResponse:
    """The same edit, made in what others saved meanwhile; where both touch the same lines, the text as it was typed."""
    hub = site(request).hub
    draft = sent(hub, file, text, base)
    was = SHOWN.find(hub, base)
    both = merged(was, draft.text, draft.present) if was is not None else None
    again = replace(draft, text=draft.text if both is None else both, base=SHOWN.note(draft.present))
    return shown(request, visitor, again, Outcome(mine=difference(again.present, again.text)), merged=both is not None)


def shown(
    request: Request, visitor: Visitor, draft: Draft, found: Outcome | None = None, *, status: int = 200, **more: Any
) -> HTMLResponse:
    """The editor with what came of a look; for htmx that alone."""
    given = {"draft": draft, "found": found or Outcome(), "merged": None, "past": None, "restored": None, "line": None}
    if request.headers.get("hx-request") == "true":
        text = environment().get_template("rules/outcome.html").render(visitor=visitor, **given | more)
        return HTMLResponse(text, status)
    large = len(quote_plus(draft.text)) > MOST - HEAD
    names = [each.name for each in files(site(request).hub.config)]
    return page(request, visitor, "rules/edit.html", status=status, files=names, large=large, **given | more)


def _past(request: Request, named: str) -> Past | None:
    """The edit that left this text behind."""
    with site(request).hub.store.read() as tx:
        return next((each for each in reversed(past_edits(tx)) if each.after == named), None)
