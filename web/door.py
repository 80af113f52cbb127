"""Whether who comes may: asked at the door of each page and of the API, of one function (`core.authority.may`)."""

from collections.abc import Iterator
from typing import Any

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant

from core.authority import Answerable, Right, Visitor, may
from web.who.known import NotSignedIn, visitor_of
from web.who.limits import TooMany

__all__ = ["NotAllowed", "NotSignedIn", "barred", "insist", "insist_on_a_browser", "needs", "rights_of", "visitor_of"]


class NotAllowed(Exception):
    """The text says what right is missing, and who has it."""


def needs(right: Right) -> Any:
    """A dependency: the visitor, who has this right. Where the right hangs on what is decided about, the route asks `read` here
    and `insist` of each."""

    def ask(request: Request) -> Visitor:
        visitor = visitor_of(request)
        insist(visitor, right)
        return visitor

    ask.right = right  # type: ignore[attr-defined] # read by `rights_of`
    return Depends(ask)


def insist(visitor: Visitor, right: Right, about: Answerable | None = None) -> None:
    """NotAllowed unless they may."""
    if not may(visitor, right, about):
        raise NotAllowed(_REFUSED[right])


def insist_on_a_browser(visitor: Visitor) -> None:
    """Or a token could make itself another one that may do more."""
    if visitor.scopes is not None:
        raise NotAllowed("a token may not do that; sign in with a browser")


def rights_of(dependant: Dependant) -> Iterator[Right]:
    """What a route needs; nothing where everybody may."""
    for each in dependant.dependencies:
        if right := getattr(each.call, "right", None):
            yield right
        yield from rights_of(each)


def barred(request: Request) -> Exception | None:
    """Why who asks may not, whatever it is that they ask: said before what is wrong with how they ask, which is looked at
    first."""
    dependant = getattr(request.scope.get("route"), "dependant", None)
    try:
        for right in rights_of(dependant) if dependant else ():
            insist(visitor_of(request), right)
    except (NotSignedIn, NotAllowed, TooMany) as error:
        return error
    return None


_REFUSED: dict[Right, str] = {
    "read": "this token may not read",
    "decide": "its owner, its team and authors decide about that",
    "edit": "authors, approvers and admins may do that",
    "approve": "approvers and admins may do that",
    "administer": "admins may do that",
}
