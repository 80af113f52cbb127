"""All that the hub answers, put together. Nothing here is private: health, numbers, and what proves itself."""

import asyncio

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scheduler.service.service import Service
from web import hooks
from web.health import asked
from web.metrics import Metrics

LONGEST = 30.0  # seconds for one request
HEADERS = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


def app(service: Service) -> ASGIApp:
    """The pages of a hub that serves."""
    routes = [
        Route("/healthz", asked(service.pulse.ailment)),
        Route("/readyz", asked(service.pulse.hindrance)),
        Route("/metrics", Metrics(lambda: service.hub).get),
        Route(hooks.PATH, hooks.Hooks(lambda: service.hub).post, methods=["POST"]),
    ]
    return Bounded(Starlette(routes=routes))


class Bounded:
    """No request takes longer than `seconds`, and each answer carries the headers that all have."""

    def __init__(self, web: ASGIApp, seconds: float = LONGEST) -> None:
        self._web, self._seconds = web, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def headed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ()), *HEADERS]
            await send(message)

        try:
            async with asyncio.timeout(self._seconds):
                await self._web(scope, receive, headed)
        except TimeoutError:
            if not begun:
                await PlainTextResponse("it took too long\n", 503)(scope, receive, headed)
