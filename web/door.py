"""Who comes, and whether they may: asked at the door of each page and of the API, of one function (`core.authority.may`)."""

from typing import Any

from fastapi import Depends, Request

from core.authority import Answerable, Right, Visitor, may
from scheduler.actor import actor
from web.site import site


class NotSignedIn(Exception):
    """Nobody knows who this is."""


class NotAllowed(Exception):
    """The text says what right is missing, and who has it."""


def visitor_of(request: Request) -> Visitor:
    """NotSignedIn when nobody knows who asks."""
    if not site(request).hub.config.web.sign_in:
        return Visitor(person=actor(), role="admin")
    raise NotSignedIn


def needs(right: Right) -> Any:
    """A dependency: the visitor, who has this right. Where the right hangs on what is decided about, the route asks `read` here
    and `insist` of each."""

    def ask(request: Request) -> Visitor:
        visitor = visitor_of(request)
        insist(visitor, right)
        return visitor

    ask.right = right  # type: ignore[attr-defined] # read by the test that asks every route for its right
    return Depends(ask)


def insist(visitor: Visitor, right: Right, about: Answerable | None = None) -> None:
    """NotAllowed unless they may."""
    if not may(visitor, right, about):
        raise NotAllowed(_REFUSED[right])


_REFUSED: dict[Right, str] = {
    "read": "this token may not read",
    "decide": "its owner, its team and authors decide about that",
    "edit": "authors, approvers and admins may do that",
    "approve": "approvers and admins may do that",
    "administer": "admins may do that",
}
