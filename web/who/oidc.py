"""`/sign-in/with` and `/sign-in/back`: to the issuer and from it, for the browser that went."""

import logging
from functools import lru_cache

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from connectors.transport.redact import redact
from core.contract import ConnectorError
from scheduler.hub import Hub
from scheduler.web_settings import OidcSettings
from scheduler.who.entry import NoEntry
from scheduler.who.oidc import Way, begin, enter, new_way, proven
from scheduler.who.provider import Provider, Unproven
from web.site import site
from web.who.entrance import let_in, sign_in_page
from web.who.known import give_cookie, take_cookie
from web.who.limits import address_of, limits
from web.who.paths import own_path, place_of

router = APIRouter()
WITH, BACK = "/sign-in/with", "/sign-in/back"
COOKIE = "__Host-fairlead-way"
LONGEST = 600  # seconds between the two
A_MINUTE = 30  # of one address
FAILED = "that sign-in did not succeed; try again, and tell an admin of the hub if it goes on"

log = logging.getLogger(__name__)
provider = lru_cache(4)(Provider)


@router.get(WITH)
def go(request: Request, next: str = "/") -> Response:  # noqa: A002 - its name in the address
    hub, settings = _settings(request)
    way = new_way()
    try:
        there = begin(settings, provider(settings.issuer), way, place_of(hub, request) + BACK)
    except (Unproven, ConnectorError, ValueError) as error:
        return _failed(request, settings, error)
    away = RedirectResponse(there, 303)
    give_cookie(away, COOKIE, f"{way.key}.{own_path(next)}", LONGEST)
    return away


@router.get(BACK)
def back(request: Request) -> Response:
    hub, settings = _settings(request)
    key, _, wanted = request.cookies.get(COOKIE, "").partition(".")
    redirect = place_of(hub, request) + BACK
    try:
        said = proven(settings, provider(settings.issuer), Way(key), redirect, request.query_params, hub.clock())
        answer = let_in(request, enter(hub, settings, said).person, settings.name, wanted)
    except (Unproven, ConnectorError, ValueError) as error:
        answer = _failed(request, settings, error)
    except NoEntry as refused:
        answer = sign_in_page(request, own_path(wanted), wrong=str(refused), status=403)
    take_cookie(answer, COOKIE)
    return answer


def _settings(request: Request) -> tuple[Hub, OidcSettings]:
    hub = site(request).hub
    limits(request).ask(f"sign-in {address_of(request)}", A_MINUTE)
    if hub.config.web.oidc is None:
        raise HTTPException(404)
    return hub, hub.config.web.oidc


def _failed(request: Request, settings: OidcSettings, error: Exception) -> Response:
    """Why stands in the log; who comes learns nothing of it."""
    log.warning("a sign-in by %s failed: %s", settings.issuer, redact(str(error)))
    return sign_in_page(request, "/", wrong=FAILED, status=502 if isinstance(error, ConnectorError) else 403)
