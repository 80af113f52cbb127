"""The sandbox Jira's address space, its sign-in and its limits.

Signing in is as Jira Cloud does it: a wrong e-mail and token pair is refused by `/myself` only; every other resource answers
as to an anonymous visitor, who sees nothing here, and says so in the header `X-Seraph-LoginReason`. Data Center takes a
personal access token, and refuses a wrong one everywhere.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.answer import Json, route
from sandbox.jira import datacenter, resources
from sandbox.jira.problem import Problem
from sandbox.jira.routes import CLOUD, DATA_CENTER, Handler
from sandbox.jira.state import JiraState


def app(state: JiraState) -> Starlette:
    """All resources that the connector calls, over one state, as its deployment has them."""
    nobody = state.stranger()
    table = CLOUD if state.deployment == "cloud" else DATA_CENTER
    routes = [route(path, _endpoint(handler, state, nobody), methods=[method]) for method, path, handler in table]
    return Starlette(routes=routes, exception_handlers={404: _no_such_address})


def _endpoint(handler: Handler, state: JiraState, nobody: JiraState) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        given, known = _credential(request), _signed_in(state, request)
        issue = request.path_params.get("issue")
        response = state.limits.refusal(issue and _number(state, issue), request.method != "GET", state.clock())
        if not known and (handler is resources.myself or (given and state.deployment == "data-center")):
            response = _unauthenticated(state)
        response = response or _run(handler, state if known else nobody, request, await _json(request))
        if given and not known:
            response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        if known and state.deployment == "data-center":
            response.headers["X-AUSERNAME"] = state.username(state.account)
        return _here(response, state, request)

    return answer


def _run(handler: Handler, site: JiraState, request: Request, body: Any) -> Response:
    try:
        result = handler(site, request, body)
    except Problem as problem:
        return problem.response()
    if isinstance(result, Response):
        return result
    body, status = result if isinstance(result, tuple) else (result, 200)
    return Json(body if site.deployment == "cloud" else datacenter.told(site, body), status)


def _number(state: JiraState, issue: str) -> str:
    """Whatever key an issue is called by, its limit is one."""
    try:
        return str(state.find(issue)["id"])
    except KeyError:
        return issue


def _here(response: Response, state: JiraState, request: Request) -> Response:
    """Links of ours lead to where this server was asked, so that a client may follow them."""
    asked, body = str(request.base_url).rstrip("/"), bytes(response.body)
    for name in ("self", "nextPage"):
        body = body.replace(f'"{name}":"{state.base}'.encode(), f'"{name}":"{asked}'.encode())
    if state.deployment == "data-center":
        body = body.replace(b"/rest/api/3/", b"/rest/api/2/")
    response.body = body
    if body:
        response.headers["content-length"] = str(len(body))
    return response


def _signed_in(state: JiraState, request: Request) -> bool:
    scheme, value = _credential(request) or ("", "")
    if state.deployment == "data-center":
        return (scheme, value) == ("bearer", state.token)
    try:
        email, _, token = b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return (scheme, email, token) == ("basic", state.email, state.token)


def _credential(request: Request) -> tuple[str, str] | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return (scheme.lower(), value) if scheme else None


def _unauthenticated(state: JiraState) -> Response:
    text = "Client must be authenticated to access this resource."
    if state.deployment == "data-center":
        return Json({"message": text, "status-code": 401}, 401, {"WWW-Authenticate": "JIRA REST POST"})
    realm = f'OAuth realm="{quote(state.base, safe="")}"'
    return Response(text, 401, {"WWW-Authenticate": realm}, "text/html;charset=UTF-8")


async def _no_such_address(request: Request, _error: Exception) -> Response:
    return Json({"message": f"null for uri: {request.url}", "status-code": 404}, 404)


async def _json(request: Request) -> Any:
    try:
        return await request.json() if await request.body() else {}
    except ValueError:
        return {}
