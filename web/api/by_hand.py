"""What people say of an item by hand: the goals it serves, that it needs none, or that one of them is wrong."""

from datetime import date
from typing import Annotated

from fastapi import HTTPException, Path, Query
from pydantic import Field
from sqlalchemy import Connection

from core.authority import Visitor
from scheduler.actor import acting
from scheduler.choosing import Chosen, known_item
from scheduler.item_looks import say
from scheduler.outcomes import of_item
from scheduler.wishes import NeedsNone, NotChosen, Serves, TakenBack, Wish
from store.linking import LinkInput
from web.api.explained import LinkOut
from web.api.router import resources
from web.api.shapes import Given, Reason, Told, Words
from web.door import needs
from web.site import SiteHere

router = resources("items")
Reader = Annotated[Visitor, needs("read")]
Name = Annotated[Words, Path(description="`source:key`, such as `jira:PAY-12`")]


class LinkIn(Given):
    """`goals` with shares that add up to 1, up to and including the day `until`."""

    goals: dict[Words, float] = Field(min_length=1, max_length=50)
    until: date | None = None
    reason: Reason = ""
    dry_run: bool = False


class ExemptionIn(Given):
    """It needs no goal, up to and including the day `until`."""

    reason: Reason
    until: date | None = None
    dry_run: bool = False


class TakenBackIn(Given):
    """`goal`: that one is wrong, whatever links it; without, what was said by hand does not count any more."""

    goal: Words = ""
    reason: Reason = ""
    dry_run: bool = False


class ChosenOut(Told):
    """What became of the item: the links it held and holds, references last. `others` inherit from it, and moved too. Nothing
    links it by itself any more to the goals that are `disputed`."""

    name: str
    before: list[LinkOut]
    after: list[LinkOut]
    disputed: list[str]
    others: int
    says: str


@router.post("/items/{name:path}/links")
def link(here: SiteHere, visitor: Reader, name: Name, given: LinkIn) -> ChosenOut:
    """Says which goals it serves; that beats everything else. It counts at once."""
    wish = Serves(tuple(given.goals.items()), given.until)
    return _said(here, visitor, name, wish, given.reason, dry_run=given.dry_run)


@router.delete("/items/{name:path}/links")
def unlink(here: SiteHere, visitor: Reader, name: Name, asked: Annotated[TakenBackIn, Query()]) -> ChosenOut:
    """Takes back what was said by hand; where nothing was, says that the goals it serves are wrong."""
    return _said(here, visitor, name, TakenBack(asked.goal or None), asked.reason, dry_run=asked.dry_run)


@router.post("/items/{name:path}/exemption")
def exempt(here: SiteHere, visitor: Reader, name: Name, given: ExemptionIn) -> ChosenOut:
    """Says that it needs no goal, and why."""
    return _said(here, visitor, name, NeedsNone(given.until), given.reason, dry_run=given.dry_run)


def chosen_out(chosen: Chosen, *, dry_run: bool = False) -> ChosenOut:
    return ChosenOut(
        name=f"{chosen.source}:{chosen.item}",
        before=[LinkOut.model_validate(each) for each in chosen.before],
        after=[LinkOut.model_validate(each) for each in chosen.after],
        disputed=list(chosen.disputed),
        others=chosen.others,
        says=of_item(chosen, dry_run=dry_run),
    )


def _said(here: SiteHere, visitor: Visitor, name: str, wish: Wish, reason: str, *, dry_run: bool) -> ChosenOut:
    with here.hub.store.read() as tx:
        found_item(tx, name)
    with acting(visitor.person):
        chosen = say(here.hub, visitor, name, wish, reason=reason, dry_run=dry_run)
    return chosen_out(chosen, dry_run=dry_run)


def found_item(tx: Connection, name: str) -> LinkInput:
    """404 for an item that nobody knows."""
    try:
        return known_item(tx, name)
    except NotChosen as error:
        raise HTTPException(404, str(error)) from None
