"""`/audit`: who did what, when, and what it changed; the chain that holds the record together; and the same as a file."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from core.authority import Visitor
from core.times import midnight
from core.written import between
from scheduler.auditing import check_chain, last_check, record_of
from scheduler.tabular import as_csv, as_json
from store import audit, seals
from store.audit import Asked, Numbered
from web.door import needs
from web.pages.ops import back
from web.pages.shell import page
from web.site import site

STEP, MOST, PART = 50, 100_000, 500  # entries on a page, in a file, and sent at once
SHAPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}

router = APIRouter()


@router.get("/audit")
def listed(
    request: Request,
    visitor: Annotated[Visitor, needs("read")],
    actor: str = "",
    action: str = "",
    target: str = "",
    since: date | Literal[""] = "",
    until: date | Literal[""] = "",
    text: str = "",
    before: int | None = None,
) -> HTMLResponse:
    """The newest first, fifty at a time."""
    hub = site(request).hub
    asked = _asked(actor, action, target, since, until, text)
    with hub.store.read() as tx:
        found, more = audit.page(tx, asked, before, STEP)
        actions, head = audit.actions(tx), seals.head(tx)
    return page(
        request,
        visitor,
        "audit.html",
        entries=[(each, _differs(each)) for each in found],
        more=more,
        asked=asked,
        given={"since": since, "until": until},
        actions=actions,
        head=head,
        checked=last_check(hub),
        filters=request.url.remove_query_params("before").query,
    )


@router.post("/audit/check")
def check(request: Request, _visitor: Annotated[Visitor, needs("edit")]) -> Response:
    """Reads the whole record and follows its chain."""
    check_chain(site(request).hub)
    return back("/audit")


@router.get("/audit/entries.{shape}")
def file(
    request: Request,
    _visitor: Annotated[Visitor, needs("read")],
    shape: Literal["csv", "json"],
    actor: str = "",
    action: str = "",
    target: str = "",
    since: date | Literal[""] = "",
    until: date | Literal[""] = "",
    text: str = "",
) -> StreamingResponse:
    """All that these filters leave, up to a hundred thousand, the newest first."""
    asked = _asked(actor, action, target, since, until, text)
    rows = record_of(site(request).hub, asked, MOST)
    columns = Numbered.__struct_fields__
    lines: Iterator[str] = as_csv(columns, rows) if shape == "csv" else as_json("audit", rows)
    name = {"content-disposition": f'attachment; filename="audit.{shape}"'}
    return StreamingResponse(_parts(lines), media_type=SHAPES[shape], headers=name)


def _asked(
    actor: str, action: str, target: str, since: date | Literal[""], until: date | Literal[""], text: str
) -> Asked:
    """Days count whole: the last one to its end."""
    return Asked(
        actor=actor.strip(),
        action=action.strip(),
        target=target.strip(),
        since=midnight(since) if since else None,
        until=midnight(until + timedelta(days=1)) if until else None,
        text=text.strip(),
    )


def _parts(lines: Iterator[str]) -> Iterator[str]:
    """Many lines at a time: each part is a turn of its own."""
    while part := "".join(islice(lines, PART)):
        yield part


def _differs(entry: Numbered) -> object:
    return between(entry.before or "", entry.after or "") if entry.before or entry.after else ()
