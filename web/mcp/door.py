"""`/mcp`: the assistant's tools over streamable HTTP, for whoever brings a token that may read."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from core.authority import Right
from scheduler.hub import Hub
from scheduler.web_settings import WebSettings
from web.door import NotAllowed, NotSignedIn, insist, visitor_of
from web.mcp.server import assistant

PATH = "/mcp"
HERE = ("127.0.0.1", "localhost", "[::1]")


class Door:
    """The endpoint, which lives as long as the application. Each request stands for itself."""

    right: Right = "read"

    def __init__(self, hub: Callable[[], Hub]) -> None:
        self._hub = hub
        self._web: Starlette | None = None

    @asynccontextmanager
    async def open(self, _application: object) -> AsyncIterator[None]:
        web = assistant(self._hub).streamable_http_app(
            streamable_http_path=PATH,
            stateless_http=True,
            json_response=True,
            max_request_body_size=2**20,
            transport_security=_security(self._hub().config.web),
        )
        async with web.router.lifespan_context(web):
            self._web = web
            yield

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            visitor = await run_in_threadpool(visitor_of, Request(scope))
            insist(visitor, self.right)
        except NotSignedIn:
            headers = {"www-authenticate": "Bearer"}
            await JSONResponse({"title": "bring a token: fairlead tokens add"}, 401, headers)(scope, receive, send)
        except NotAllowed as error:
            await JSONResponse({"title": str(error)}, 403)(scope, receive, send)
        else:
            assert self._web
            await self._web(scope, receive, send)


def _security(web: WebSettings) -> TransportSecuritySettings:
    """Of pages of others, none may ask (DNS rebinding)."""
    names = [f"{name}:*" for name in HERE]
    origins = [f"http://{name}" for name in names]
    if web.public_url:
        names.append(urlsplit(web.public_url).netloc)
        origins.append(web.public_url)
    return TransportSecuritySettings(allowed_hosts=names, allowed_origins=origins)
