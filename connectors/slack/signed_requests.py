"""The other way in: Slack posts presses to an address of the hub, and signs them.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import json
import logging
from collections.abc import Callable
from threading import Event
from typing import Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from connectors.answering import answering, bound
from connectors.slack.desk import Desk
from connectors.slack.signatures import signed
from core.presses import Answer

PATH = "/slack"
MOST = 2**20  # bytes of a request

log = logging.getLogger(__name__)


def app(desk: Desk, secret: Callable[[], str], answer: Answer, wall: Callable[[], float]) -> Starlette:
    """One route for interactivity and for events. Nothing is read before its signature holds. `wall` is now, in epoch
    seconds."""

    async def told(request: Request) -> Response:
        body = await _bounded(request)
        if body is None:
            return Response(status_code=413)
        if not signed(secret(), request.headers, body, wall()):
            log.warning("slack: a request without a valid signature was refused; check signing_secret and the clock")
            return Response(status_code=401)
        payload = _payload(request.headers.get("content-type", ""), body)
        if payload is None:
            return Response(status_code=400)
        if payload.get("type") == "url_verification":
            return JSONResponse({"challenge": str(payload.get("challenge", ""))})
        return await _answered(desk, payload, answer)

    return Starlette(routes=[Route(PATH, told, methods=["POST"])])


async def _answered(desk: Desk, payload: dict[str, Any], answer: Answer) -> Response:
    """Acknowledged before it is answered, except a form, whose acknowledgement is the answer."""
    heard = await run_in_threadpool(desk.hear, payload)
    if heard is None:
        return Response()
    if not heard.submitted:
        return Response(background=BackgroundTask(desk.answer, heard, answer))
    reply = await run_in_threadpool(desk.answer, heard, answer)
    return JSONResponse(reply) if reply else Response()


def serve(web: Starlette, at: tuple[str, int], stopping: Event, ready: Callable[[], None]) -> None:
    """Until `stopping`. Refused when the address (host and port) cannot be had."""
    with answering(web, bound(*at, "slack"), "slack requests"):
        ready()
        stopping.wait()


async def _bounded(request: Request) -> bytes | None:
    """None for more than Slack ever sends."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST:
            return None
    return body


def _payload(kind: str, body: bytes) -> dict[str, Any] | None:
    """Events are JSON, presses a form with JSON in it. None for anything else."""
    try:
        text = body.decode() if kind.startswith("application/json") else parse_qs(body.decode())["payload"][0]
        payload = json.loads(text)
    except (ValueError, KeyError, RecursionError):
        return None
    return payload if isinstance(payload, dict) else None
