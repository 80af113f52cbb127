"""`/rules/history`: who saved what, what it moved, and what is different between any two texts."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from mappings.merging import difference
from mappings.rules import digest
from scheduler.hub import Hub
from scheduler.rule_files import files, text_on_disk, told
from scheduler.rule_saving import past_edits
from web.door import needs
from web.pages.rules.drafts import SHOWN, reading
from web.pages.shell import page
from web.site import site

router = APIRouter()
NEWEST = 100


@router.get("/rules/history")
def history(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    before: Annotated[str | None, Query(alias="from")] = None,
    after: Annotated[str | None, Query(alias="to")] = None,
) -> HTMLResponse:
    """`from` and `to` are digests of texts."""
    hub = site(request).hub
    with hub.store.read() as tx:
        past = past_edits(tx)
    lines = difference(_text(hub, before), _text(hub, after)) if before and after else None
    return page(
        request,
        visitor,
        "rules/history.html",
        past=[(told(hub.config, each.file), each) for each in reversed(past[-NEWEST:])],
        older=max(0, len(past) - NEWEST),
        now=_now(hub),
        before=before,
        after=after,
        lines=lines,
    )


def _now(hub: Hub) -> set[str]:
    """What the files say."""
    with reading(hub):
        return {digest(text_on_disk(hub.config, each)) for each in files(hub.config)}


def _text(hub: Hub, named: str) -> str:
    """404 when nothing is known of it."""
    if (found := SHOWN.find(hub, named)) is None:
        raise HTTPException(404)
    return found
