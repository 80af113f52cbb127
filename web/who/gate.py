"""What is looked at before anything else of a request: by which name the hub was reached, whether another site sent it, and how
much of it there is."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.loopback import is_loopback
from scheduler.web_settings import WebSettings
from web.who.known import bearer

MOST = 2**20  # bytes of a body
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
MACHINES = ("/healthz", "/readyz", "/metrics")
HOOKS = "/hooks/"
API = "/api/"


class Gate:
    """`settings` gives those that hold now. What machines ask is not held against names: they come by addresses of their own,
    are told nothing private, and webhooks prove themselves."""

    def __init__(self, web: ASGIApp, settings: Callable[[], WebSettings]) -> None:
        self._web, self._settings = web, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in MACHINES or scope["path"].startswith(HOOKS):
            await self._web(scope, receive, send)
            return
        headers, settings = Headers(scope=scope), self._settings()
        if refused := _refused(scope, headers, settings):
            await _refusal(scope, *refused)(scope, receive, send)
        else:
            await self._web(scope, _bounded(receive), send)


def _refused(scope: Scope, headers: Headers, settings: WebSettings) -> tuple[int, str] | None:
    if not settings.pages:
        return 404, "there are no pages here"
    if not is_ours(headers.get("host", ""), settings):
        return 421, "the hub is not reached by this name; public_url under [web] says by which"
    if scope["method"] not in SAFE and not is_meant(headers, scope["scheme"], settings):
        return 403, "another site sent this, so it was not done"
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length[:20]) > MOST:
        return 413, "that is more than the hub reads at once"
    return None


def is_ours(host: str, settings: WebSettings) -> bool:
    """Whether a Host header names this machine or `public_url`. A page elsewhere can give its own name our address (DNS
    rebinding), and by that name the browser would take it for one of ours."""
    if settings.public_url and host.lower() == urlsplit(settings.public_url).netloc.lower():
        return True
    try:
        found = urlsplit(f"//{host}")
        return bool(found.hostname) and found.port != 0 and not found.username and is_loopback(found.hostname or "")
    except ValueError:
        return False


def is_meant(headers: Headers, scheme: str, settings: WebSettings) -> bool:
    """Whether what changes something was sent by one of our own pages, or by a program with its token: no other site makes a
    browser send that. Where nobody signs in, programs of this machine need none; browsers always say where they come from.
    Who brings neither cookie nor token is nobody, and told so where they ask.

    https://www.w3.org/TR/fetch-metadata/
    """
    if bearer(headers.get("authorization", "")) is not None:
        return True
    if site := headers.get("sec-fetch-site"):
        return site in ("same-origin", "none")
    if origin := headers.get("origin"):
        return origin.lower() in ((settings.public_url or "").lower(), f"{scheme}://{headers.get('host', '')}".lower())
    return not settings.sign_in or "cookie" not in headers


def _bounded(receive: Receive) -> Receive:
    """A body that does not say how long it is ends with 413 where it is too long."""
    read = 0

    async def part() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MOST:
            raise HTTPException(413)
        return message

    return part


def _refusal(scope: Scope, status: int, said: str) -> Response:
    if scope["path"].startswith(API):
        return JSONResponse({"title": said, "status": status}, status, media_type="application/problem+json")
    return PlainTextResponse(f"{HTTPStatus(status).phrase}: {said}.\n", status)
