"""`/users`: who may come in, for admins."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.authority import ROLES, Visitor
from core.times import moment
from scheduler.actor import acting
from scheduler.hub import Hub
from scheduler.who.entry import NoEntry
from scheduler.who.users import Invitation, add_user, everybody, invite, remove_user, set_role
from web.door import needs
from web.pages.shell import page
from web.site import site
from web.who.entrance import Text
from web.who.paths import place_of

router = APIRouter()
HERE = "/users"
Admin = Annotated[Visitor, needs("administer")]


@router.get(HERE)
def users(request: Request, visitor: Admin) -> HTMLResponse:
    return _users(request, visitor)


@router.post(HERE)
def add(request: Request, visitor: Admin, email: Text = "", role: Text = "viewer", name: Text = "") -> Response:
    return _done(request, visitor, lambda hub: add_user(hub, email, role, name))


@router.post("/users/invite")
def again(request: Request, visitor: Admin, person: Text = "") -> Response:
    return _done(request, visitor, lambda hub: invite(hub, person))


@router.post("/users/role")
def give(request: Request, visitor: Admin, person: Text = "", role: Text = "") -> Response:
    return _done(request, visitor, lambda hub: set_role(hub, person, role))


@router.post("/users/remove")
def remove(request: Request, visitor: Admin, person: Text = "") -> Response:
    return _done(request, visitor, lambda hub: remove_user(hub, person))


def _done(request: Request, visitor: Visitor, deed: Callable[[Hub], object]) -> Response:
    """A link is shown at once, because nobody can look it up afterwards."""
    try:
        with acting(visitor.person):
            made = deed(site(request).hub)
    except NoEntry as refused:
        return _users(request, visitor, wrong=str(refused))
    return _users(request, visitor, made) if isinstance(made, Invitation) else RedirectResponse(HERE, 303)


def _users(request: Request, visitor: Visitor, made: Invitation | None = None, wrong: str = "") -> HTMLResponse:
    hub = site(request).hub
    return page(
        request,
        visitor,
        "users.html",
        status=422 if wrong else 200,
        users=everybody(hub),
        roles=ROLES,
        made=made,
        link=made and place_of(hub, request) + made.path,
        wrong=wrong,
        now=hub.clock(),
        at=moment,
    )
