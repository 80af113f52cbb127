"""`/sign-in`, `/sign-out` and `/invitation`: how a browser becomes somebody's, and ceases to be."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from scheduler.who.entry import NoEntry, digest_of
from scheduler.who.sessions import begin_session, end_session, sign_in
from scheduler.who.users import choose_password, everybody, invited
from web.pages.shell import page
from web.site import site
from web.who.known import COOKIE, NotSignedIn, give_cookie, take_cookie, visitor_of
from web.who.limits import TooMany, address_of, limits
from web.who.paths import SIGN_IN, own_path

router = APIRouter()
DAY = 86_400  # seconds
Text = Annotated[str, Form(max_length=2_000)]


@router.get(SIGN_IN)
def ask(request: Request, next: str = "/", came: str = "") -> Response:  # noqa: A002 - its name in the address
    """`came` from a sign-in that went well: whoever is not known then has a browser that kept no cookie."""
    try:
        visitor_of(request)
    except NotSignedIn:
        return sign_in_page(request, next, lost=bool(came))
    return RedirectResponse(own_path(next), 303)


@router.post(SIGN_IN)
def answer(request: Request, email: Text = "", password: Text = "", next: Text = "/") -> Response:  # noqa: A002
    account = email.strip().lower()
    try:
        with limits(request).trying(digest_of(account), address_of(request)):
            user = sign_in(site(request).hub, account, password)
    except NoEntry as refused:
        return sign_in_page(request, next, email=email, wrong=str(refused), status=401)
    except TooMany as refused:
        answer = sign_in_page(request, next, email=email, wrong=str(refused), status=429)
        answer.headers.update(refused.headers)
        return answer
    return let_in(request, user.person, "password", next)


@router.post("/sign-out")
def leave(request: Request) -> Response:
    end_session(site(request).hub, request.cookies.get(COOKIE, ""))
    gone = RedirectResponse(SIGN_IN, 303)
    take_cookie(gone, COOKIE)
    return gone


@router.get("/invitation")
def invitation(request: Request, key: str = "") -> HTMLResponse:
    return _invitation(request, key)


@router.post("/invitation")
def accept(request: Request, key: Text = "", password: Text = "", again: Text = "") -> Response:
    if password != again:
        return _invitation(request, key, "these are not the same; write the same password twice")
    try:
        with limits(request).trying(digest_of(key), address_of(request)):
            user = choose_password(site(request).hub, key, password)
    except NoEntry as refused:
        return _invitation(request, key, str(refused))
    return let_in(request, user.person, "password", "/")


def let_in(request: Request, person: str, via: str, wanted: str) -> Response:
    """Signed in by a new key, whatever the browser held before; by way of the page that says so where it was not kept."""
    hub = site(request).hub
    key = begin_session(hub, person, via, request.cookies.get(COOKIE, ""))
    onward = RedirectResponse(f"{SIGN_IN}?came=1&next={quote(own_path(wanted), safe='/')}", 303)
    give_cookie(onward, COOKIE, key, int(hub.config.web.session_days * DAY))
    return onward


def sign_in_page(
    request: Request, wanted: str, *, email: str = "", wrong: str = "", lost: bool = False, status: int = 200
) -> Response:
    hub = site(request).hub
    oidc = hub.config.web.oidc
    shown = {"next": own_path(wanted), "email": email, "wrong": wrong, "lost": lost, "provider": oidc and oidc.name}
    return page(request, None, "sign_in.html", status=status, nobody=not everybody(hub), **shown)


def _invitation(request: Request, key: str, wrong: str = "") -> HTMLResponse:
    user = invited(site(request).hub, key)
    status = 404 if user is None else 422 if wrong else 200
    return page(request, None, "invitation.html", status=status, user=user, key=key, wrong=wrong)
