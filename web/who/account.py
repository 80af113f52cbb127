"""`/account`: what the hub knows of a visitor, their browsers, their tokens, their password."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from core.authority import Visitor, offered
from core.times import moment
from scheduler.actor import acting
from scheduler.who.entry import NoEntry, digest_of
from scheduler.who.sessions import begin_session, end_session_of, sessions_of
from scheduler.who.tokens import add_token, known_tokens, remove_token
from scheduler.who.users import change_password, found_user
from web.door import insist_on_a_browser, needs
from web.pages.shell import page
from web.site import site
from web.who.entrance import DAY, Text
from web.who.known import COOKIE, give_cookie
from web.who.limits import TooMany, address_of, limits

router = APIRouter()
HERE = "/account"
Somebody = Annotated[Visitor, needs("read")]


@router.get(HERE)
def account(request: Request, visitor: Somebody) -> HTMLResponse:
    return _account(request, visitor)


@router.post("/account/password")
def password(request: Request, visitor: Somebody, old: Text = "", new: Text = "", again: Text = "") -> Response:
    """All their browsers are signed out, but for this one, which gets a new key."""
    insist_on_a_browser(visitor)
    if new != again:
        return _account(request, visitor, wrong="these are not the same; write the new password twice", status=422)
    hub = site(request).hub
    try:
        with limits(request).trying(digest_of(visitor.person), address_of(request)), acting(visitor.person):
            change_password(hub, visitor.person, old, new)
    except (NoEntry, TooMany) as refused:
        status = 429 if isinstance(refused, TooMany) else 422
        return _account(request, visitor, wrong=str(refused), status=status)
    answer = RedirectResponse(HERE, 303)
    key = begin_session(hub, visitor.person, "password")
    give_cookie(answer, COOKIE, key, int(hub.config.web.session_days * DAY))
    return answer


@router.post("/account/sessions/end")
def end(request: Request, visitor: Somebody, label: Text = "") -> Response:
    insist_on_a_browser(visitor)
    end_session_of(site(request).hub, visitor.person, label)
    return RedirectResponse(HERE, 303)


@router.post("/account/tokens")
def add(
    request: Request,
    visitor: Somebody,
    name: Text = "",
    scopes: Annotated[list[str] | None, Form()] = None,
    days: Annotated[int | None, Form()] = None,
) -> Response:
    """The key is told on this page once, and on no other."""
    insist_on_a_browser(visitor)
    try:
        with acting(visitor.person):
            made = add_token(site(request).hub, visitor.person, name, scopes or (), days)
    except NoEntry as refused:
        return _account(request, visitor, wrong_token=str(refused), status=422)
    return _account(request, visitor, made=made)


@router.post("/account/tokens/remove")
def remove(request: Request, visitor: Somebody, id: Text = "") -> Response:  # noqa: A002 - its name in the form
    insist_on_a_browser(visitor)
    with acting(visitor.person):
        remove_token(site(request).hub, id, visitor.person)
    return RedirectResponse(HERE, 303)


def _account(request: Request, visitor: Visitor, status: int = 200, **told: object) -> HTMLResponse:
    hub = site(request).hub
    return page(
        request,
        visitor,
        "account.html",
        status=status,
        user=found_user(hub, visitor.person),
        sessions=sessions_of(hub, visitor.person),
        here=digest_of(request.cookies.get(COOKIE, "")),
        tokens=known_tokens(hub, visitor.person),
        offered=offered(visitor.role),
        now=hub.clock(),
        at=moment,
        **{"wrong": "", "wrong_token": "", "made": None, **told},
    )
