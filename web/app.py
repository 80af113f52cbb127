"""All that the hub answers, put together: health, numbers and webhooks for machines, pages for people, an API for programs."""

import asyncio
from collections.abc import Callable
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.hub import Hub
from scheduler.service.service import Service
from web import assets, hooks, live
from web.api.resources import RESOURCES
from web.api.router import PREFIX
from web.errors import handle_errors
from web.health import asked
from web.live import Live
from web.mcp.door import PATH, Door
from web.metrics import Metrics
from web.pages import audit as record
from web.pages import (
    connectors,
    decide,
    finding,
    findings,
    goals,
    items,
    outbox,
    overview,
    plan,
    rules,
    silences,
    teams,
    tree,
)
from web.pages import runs as written
from web.site import Site
from web.who import account, entrance, oidc, users
from web.who.gate import Gate
from web.who.limits import Limits

LONGEST = 30.0  # seconds for one request
ENDLESS = "/live"
SMALL = 1_000  # bytes that are not worth packing
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": POLICY,
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""Of each answer that does not say another thing itself (S7)."""
PAGES = (
    entrance.router,
    oidc.router,
    account.router,
    users.router,
    overview.router,
    rules.router,
    tree.router,
    findings.router,
    decide.router,
    connectors.router,
    finding.router,
    goals.router,
    teams.router,
    live.router,
    items.router,
    silences.router,
    plan.router,
    written.router,
    outbox.router,
    record.router,
)


def app(service: Service) -> ASGIApp:
    """All that the hub answers while it serves."""
    web = routed(lambda: service.hub)
    web.routes[:0] = [
        Route("/healthz", asked(service.pulse.ailment)),
        Route("/readyz", asked(service.pulse.hindrance)),
        Route("/metrics", Metrics(lambda: service.hub).get),
        Route(hooks.PATH, hooks.Hooks(lambda: service.hub).post, methods=["POST"]),
    ]
    return _sent(web)


def pages(hub: Callable[[], Hub]) -> ASGIApp:
    """What people and programs see of a hub, whoever serves it."""
    return _sent(routed(hub))


def routed(hub: Callable[[], Hub]) -> FastAPI:
    """The same, before it is packed and bounded."""
    assistants = Door(hub)
    web = FastAPI(
        title="Fairlead",
        version=version("fairlead"),
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=assistants.open,
    )
    web.state.site, web.state.limits, web.state.live = Site(hub), Limits(), Live(hub)
    handle_errors(web)
    for each in PAGES:
        web.include_router(each, include_in_schema=False)
    for each in RESOURCES:
        web.include_router(each)
    web.routes.extend([Route("/static/{path:path}", assets.asset), Route(PATH, assistants)])
    return web


def _sent(web: FastAPI) -> ASGIApp:
    return Bounded(GZipMiddleware(Gate(web, lambda: web.state.site.hub.config.web), SMALL))


class Bounded:
    """No request takes longer than `seconds`, but for the one that tells of changes, and each answer carries the headers that
    all have."""

    def __init__(self, web: ASGIApp, seconds: float = LONGEST) -> None:
        self._web, self._seconds = web, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._web(scope, receive, send)
            return
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                told = list(message.get("headers", ()))
                said = {name.lower() for name, _ in told}
                told += [(n, v) for n, v in _HEADERS if n not in said]
                message["headers"] = told
            await send(message)

        try:
            async with asyncio.timeout(None if scope["path"] == ENDLESS else self._seconds):
                await self._web(scope, receive, headed)
        except TimeoutError:
            if not begun:
                await PlainTextResponse("it took too long\n", 503)(scope, receive, headed)


_HEADERS = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
