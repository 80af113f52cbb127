"""The sandbox Jira's address space, its sign-in, and the small read-only resources.

Signing in is as Jira Cloud does it: a wrong e-mail and token pair is refused by `/myself` only; every other resource answers
as to an anonymous visitor, who sees nothing here, and says so in the header `X-Seraph-LoginReason`.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.faults import Fault
from sandbox.jira import groups, histories, resources, search, writing
from sandbox.jira.problem import Problem
from sandbox.jira.state import JiraState

Handler = Callable[[JiraState, Request, Any], Any]
ISSUE = "/rest/api/3/issue/{issue}"
COMMENT = ISSUE + "/comment/{comment}"
PROPERTIES = "/rest/api/3/comment/{comment}/properties"


def app(state: JiraState) -> Starlette:
    """All resources that the connector calls, over one state."""
    nobody = state.stranger()
    routes = [
        Route(path, _endpoint(handler, state, nobody), methods=[method])
        for method, path, handler in (
            ("GET", "/rest/api/3/myself", resources.myself),
            ("GET", "/rest/api/3/serverInfo", resources.server_info),
            ("GET", "/rest/api/3/configuration", resources.configuration),
            ("GET", "/rest/api/3/field", resources.fields),
            ("GET", "/rest/api/3/status", resources.statuses),
            ("GET", "/rest/api/3/priority", resources.priorities),
            ("GET", "/rest/api/3/issuetype", resources.issue_types),
            ("GET", "/rest/api/3/issueLinkType", resources.link_types),
            ("GET", "/rest/api/3/project/search", resources.projects),
            ("GET", "/rest/api/3/users/search", resources.users),
            ("GET", "/rest/api/3/groups/picker", groups.picker),
            ("GET", "/rest/api/3/group/bulk", groups.bulk),
            ("GET", "/rest/api/3/group/member", groups.members),
            ("GET", "/rest/api/3/search/jql", search.search),
            ("POST", "/rest/api/3/search/jql", search.search),
            ("POST", "/rest/api/3/search/approximate-count", search.approximate_count),
            ("POST", "/rest/api/3/changelog/bulkfetch", histories.bulk_changelogs),
            ("GET", "/rest/api/3/search", resources.removed),
            ("POST", "/rest/api/3/search", resources.removed),
            ("GET", ISSUE, search.issue),
            ("PUT", ISSUE, writing.edit_issue),
            ("GET", ISSUE + "/changelog", histories.changelog),
            ("GET", ISSUE + "/worklog", histories.worklogs),
            ("GET", ISSUE + "/comment", writing.comments),
            ("POST", ISSUE + "/comment", writing.add_comment),
            ("GET", COMMENT, writing.comment),
            ("PUT", COMMENT, writing.edit_comment),
            ("DELETE", COMMENT, writing.delete_comment),
            ("GET", PROPERTIES, writing.properties),
            ("GET", PROPERTIES + "/{key}", writing.comment_property),
            ("GET", ISSUE + "/remotelink", writing.links),
            ("POST", ISSUE + "/remotelink", writing.save_link),
            ("DELETE", ISSUE + "/remotelink", writing.delete_link),
            ("DELETE", ISSUE + "/remotelink/{link}", writing.delete_link),
        )
    ]
    return Starlette(routes=routes)


def rate_limited(
    pattern: str = "", *, after: int = 5, reason: str = "jira-burst-based", times: int | None = 1
) -> Fault:
    """A 429 as Jira sends it; `after` is in seconds. https://developer.atlassian.com/cloud/jira/platform/rate-limiting/"""
    headers = {
        "Retry-After": str(after),
        "RateLimit-Reason": reason,
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
    }
    body = b'{"errorMessages":["Rate limit exceeded."],"errors":{}}'
    return Fault(tool="jira", pattern=pattern, times=times, status=429, headers=headers, body=body)


def _endpoint(handler: Handler, state: JiraState, nobody: JiraState) -> Callable[[Request], Any]:
    async def answer(request: Request) -> Response:
        email, token = _credential(request)
        known = (email, token) == (state.email, state.token)
        response = _unauthenticated(state) if handler is resources.myself and not known else None
        response = response or _run(handler, state if known else nobody, request, await _json(request))
        if email and not known:
            response.headers["X-Seraph-LoginReason"] = "AUTHENTICATED_FAILED"
        return _here(response, state.base, request)

    return answer


def _run(handler: Handler, site: JiraState, request: Request, body: Any) -> Response:
    try:
        result = handler(site, request, body)
    except Problem as problem:
        return problem.response()
    return result if isinstance(result, Response) else JSONResponse(result)


def _here(response: Response, base: str, request: Request) -> Response:
    """Links of ours lead to where this server was asked, so that a client may follow them."""
    asked = str(request.base_url).rstrip("/")
    for name in ("self", "nextPage"):
        response.body = bytes(response.body).replace(f'"{name}":"{base}'.encode(), f'"{name}":"{asked}'.encode())
    if response.body:
        response.headers["content-length"] = str(len(response.body))
    return response


def _credential(request: Request) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    try:
        email, _, token = b64decode(value).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (email, token) if scheme.lower() == "basic" else ("", "")


def _unauthenticated(state: JiraState) -> Response:
    realm = f'OAuth realm="{quote(state.base, safe="")}"'
    text = "Client must be authenticated to access this resource."
    return Response(text, 401, {"WWW-Authenticate": realm}, "text/html;charset=UTF-8")


async def _json(request: Request) -> Any:
    try:
        return await request.json() if await request.body() else {}
    except ValueError:
        return {}
