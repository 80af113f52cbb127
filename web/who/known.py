"""Who asks: by the token of a program, by the cookie of a browser, or by being on this machine."""

import logging
from threading import Lock, Thread

from fastapi import Request, Response

from core.authority import Visitor
from scheduler.actor import actor
from scheduler.hub import Hub
from scheduler.who.entry import Entry, note_use
from scheduler.who.sessions import by_session
from scheduler.who.tokens import by_token
from store import StoreError
from web.site import site
from web.who.limits import address_of, limits

COOKIE = "__Host-fairlead"
_NOTING = Lock()

log = logging.getLogger(__name__)


class NotSignedIn(Exception):
    """Nobody knows who this is."""


def visitor_of(request: Request) -> Visitor:
    """As their role stands now, looked up once for a request. NotSignedIn when nobody knows who asks, TooMany when they ask too
    often."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = _known(request)
    found: Visitor = request.state.visitor
    return found


def bearer(header: str) -> str | None:
    """The token of an `Authorization` header (RFC 6750); None where it is of another kind."""
    scheme, _, token = header.strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def give_cookie(response: Response, name: str, value: str, seconds: int) -> None:
    """Of this host alone, over https (or on this machine), out of reach of scripts, and not with what other sites post."""
    response.set_cookie(name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")


def take_cookie(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def _known(request: Request) -> Visitor:
    hub = site(request).hub
    token = bearer(request.headers.get("authorization", ""))
    if token is None and not hub.config.web.sign_in:
        return Visitor(person=actor(), role="admin")
    entry = by_session(hub, request.cookies.get(COOKIE, "")) if token is None else by_token(hub, token)
    limits(request).ask(entry.digest if entry else address_of(request), hub.config.web.requests_a_minute)
    if entry is None:
        raise NotSignedIn
    if entry.is_stale(hub.clock()) and _NOTING.acquire(blocking=False):
        Thread(target=_note, args=(hub, entry), name="note of use", daemon=True).start()
    return entry.visitor


def _note(hub: Hub, entry: Entry) -> None:
    """Apart, because writers may have to wait, and no page should."""
    try:
        note_use(hub, entry)
    except StoreError as error:
        log.info("that somebody came was not noted: %s", error)
    finally:
        _NOTING.release()
