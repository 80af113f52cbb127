"""Who did what, and whether that record still is as it was written."""

from datetime import datetime
from typing import Annotated

from msgspec.structs import asdict
from pydantic import AwareDatetime

from core.authority import Visitor
from scheduler.auditing import Checked, check_chain, last_check
from store import audit
from store.audit import Asked
from web.api.paging import Cursor, Limit, Paged, cursor_of, number_of
from web.api.router import resources
from web.api.shapes import Given, Told, Words
from web.door import needs
from web.site import SiteHere

router = resources("audit")


class EntryOut(Told):
    """Somebody did something to `target`; what `before` and `after` hold is up to the action."""

    id: int
    at: datetime
    actor: str
    action: str
    target: str
    before: str | None
    after: str | None


class Noted(Given):
    """A head that was written down before, for rows that somebody took away from the end."""

    head: Words = ""


class ChainOut(Told):
    """How many rows hold, up to the `head` (hexadecimal, empty without rows), and why the next one does not (null: all hold).
    `seen`: the head that was asked for stands in it. `at` is when that was looked at."""

    at: datetime
    rows: int
    head: str
    broken: str | None
    seen: bool


@router.get("/audit")
def entries(
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("read")],
    actor: Words | None = None,
    action: Words | None = None,
    target: Words | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    text: Words = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Paged[EntryOut]:
    """The newest first; of somebody, of an action, about something, from `since` on and before `until`, with this text in it. A
    page may have fewer than asked for, or none: `next` is null where there is no more."""
    asked = Asked(actor=actor, action=action, target=target, since=since, until=until, text=text)
    with here.hub.store.read() as tx:
        found, before = audit.page(tx, asked, number_of(cursor), limit)
    told = [EntryOut(**asdict(entry)) for entry in found]
    return Paged(items=told, next=None if before is None else cursor_of((before,)))


@router.get("/audit/chain")
def chain(here: SiteHere, _visitor: Annotated[Visitor, needs("read")]) -> ChainOut | None:
    """What following the chain found last; null where nobody had it followed."""
    found = last_check(here.hub)
    return _chain(found) if found else None


@router.post("/audit/check")
def check(here: SiteHere, _visitor: Annotated[Visitor, needs("edit")], given: Noted | None = None) -> ChainOut:
    """Reads the whole record once, and says whether anybody changed it."""
    return _chain(check_chain(here.hub, given.head.lower() if given else ""))


def _chain(found: Checked) -> ChainOut:
    return ChainOut(at=found.at, **asdict(found.chain))
