"""The Web API over a workspace: one route, HTTP 200 whatever happens except too many calls, and `ok` that says whether it did.

https://docs.slack.dev/apis/web-api/#responses and https://docs.slack.dev/apis/web-api/rate-limits#responding
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route, WebSocketRoute

from sandbox.answer import Json
from sandbox.slack import conversing, listing, reading, writing
from sandbox.slack.line import connected
from sandbox.slack.method import Failure, require
from sandbox.slack.state import SlackState

METHODS = conversing.METHODS | listing.METHODS | reading.METHODS | writing.METHODS
_STRUCTURED = ("blocks", "metadata", "attachments", "view")


def app(state: SlackState) -> Starlette:
    async def call(request: Request) -> Json:
        scopes = {"x-oauth-scopes": ",".join(sorted(state.scopes))}
        try:
            answer: dict[str, Any] = {"ok": True, **_handle(state, request, await request.body())}
        except Limited as limited:
            body, headers = {"ok": False, "error": "ratelimited"}, {"retry-after": str(limited.seconds)}
            return Json(body, status_code=429, headers=scopes | headers)
        except Failure as failure:
            answer = {"ok": False, "error": failure.error, **failure.detail}
        return Json(answer, headers=scopes)

    calls = Route("/api/{method}", call, methods=["GET", "POST"])
    return Starlette(routes=[calls, WebSocketRoute("/link/", connected(state.talk))])


class Limited(Exception):
    def __init__(self, seconds: int) -> None:
        super().__init__(f"for {seconds} s")
        self.seconds = seconds


def _handle(state: SlackState, request: Request, body: bytes) -> dict[str, Any]:
    name = request.path_params["method"]
    method = METHODS.get(name)
    if method is None:
        raise Failure("unknown_method")
    arguments = _arguments(request, body)
    argument, header = arguments.pop("token", ""), request.headers.get("authorization", "")
    _authenticate(state, header.removeprefix("Bearer ") or argument, method.by_app)
    state.talk.address = f"ws://{request.url.netloc}"
    if seconds := state.limits.wait(name, str(arguments.get("channel", ""))):
        raise Limited(seconds)
    if method.scope:
        require(state, method.scope)
    return method.run(state, arguments)


def _authenticate(state: SlackState, token: str, by_app: bool) -> None:
    own, other = (state.token, state.talk.app_token)[:: -1 if by_app else 1]
    if not token:
        raise Failure("not_authed")
    if token == other:
        raise Failure("not_allowed_token_type")
    if token != own:
        raise Failure("invalid_auth")
    if state.users[state.bot_user].deleted:
        raise Failure("account_inactive")


def _arguments(request: Request, body: bytes) -> dict[str, Any]:
    """Query, form or JSON, as each method takes all three; structures inside a form are JSON texts."""
    arguments: dict[str, Any] = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            arguments |= json.loads(body or b"{}")
        except ValueError:
            raise Failure("invalid_json") from None
        return arguments
    arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    for name in _STRUCTURED:
        if isinstance(arguments.get(name), str):
            arguments[name] = json.loads(arguments[name])
    return arguments
