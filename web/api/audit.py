"""Who did what, and whether that record still is as it was written."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from msgspec.structs import asdict
from pydantic import AwareDatetime

from core.authority import Visitor
from store import audit, seals
from store.audit import Asked
from web.api.paging import Cursor, Limit, Paged, cursor_of, number_of
from web.api.router import resources
from web.api.shapes import Told, Words
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


class ChainOut(Told):
    """How many rows hold, up to the `head` (hexadecimal, empty without rows), and why the next one does not (null: all hold).
    `seen`: the head that was asked for stands in it."""

    rows: int
    head: str
    broken: str | None
    seen: bool


@router.get("/audit")
def entries(
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("administer")],
    actor: Words | None = None,
    action: Words | None = None,
    target: Words | None = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Paged[EntryOut]:
    """The newest first; of somebody, of an action, about something, from `since` on and before `until`."""
    asked = Asked(actor=actor, action=action, target=target, since=since, until=until)
    with here.hub.store.read() as tx:
        found, before = audit.page(tx, asked, number_of(cursor), limit)
    told = [EntryOut(**asdict(entry)) for entry in found]
    return Paged(items=told, next=None if before is None else cursor_of((before,)))


@router.get("/audit/chain")
def chain(
    here: SiteHere,
    _visitor: Annotated[Visitor, needs("administer")],
    head: Annotated[str, Query(max_length=200, description="a head that was written down before")] = "",
) -> ChainOut:
    """Reads the whole record once, and says whether anybody changed it."""
    with here.hub.store.read() as tx:
        return ChainOut.model_validate(seals.verify(tx, head.lower()))
