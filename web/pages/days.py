"""Pages as of a day: what is asked for, and what is shown while that is being put together."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from core.authority import Visitor
from scheduler.looking import NoSuchDay
from web.pages.addresses import at
from web.pages.shell import page


def asked(as_of: str = "") -> date | None:
    """`?as_of=2026-06-10`; None: now. NoSuchDay for what is no day."""
    try:
        return date.fromisoformat(as_of) if as_of else None
    except ValueError:
        raise NoSuchDay("name a day as 2026-06-10") from None


AsOf = Annotated[date | None, Depends(asked)]


def waited(request: Request, visitor: Visitor, day: date | None) -> HTMLResponse:
    """In place of a page whose report is not there: it will be soon, or nothing was judged yet."""
    return page(request, visitor, "waiting.html", day=day, again=at(request, day))
