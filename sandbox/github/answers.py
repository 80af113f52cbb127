"""What every answer of GitHub has in common: credentials, the hourly limit, ETags, pages and error bodies."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.github.shapes import API, Payload
from sandbox.github.state import GitHubState, Repository

Handler = Callable[[Request], Awaitable[Response]]
DOCS = "https://docs.github.com/rest"


class Problem(Exception):
    """Ends a handler with this status and body."""

    def __init__(self, status: int, message: str, location: str | None = None, **more: Any) -> None:
        super().__init__(message)
        self.status, self.location = status, location
        self.body = {"message": message, **more, "documentation_url": DOCS, "status": str(status)}


def guarded(state: GitHubState, handler: Handler) -> Handler:
    """Credentials first, then the hourly limit, then the handler; an unchanged answer is a 304 and costs nothing.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """

    async def answer(request: Request) -> Response:
        try:
            _authenticate(state, request)
            _admit(state)
            response = await handler(request)
        except Problem as problem:
            response = reply(request, problem.body, problem.status)
            if problem.location:
                response.headers["location"] = problem.location.replace(API, origin(request))
        if request.method == "GET" and response.status_code == 200:
            response = _conditional(request, response)
        state.used += response.status_code not in (304, 401)
        response.headers.update(_limit_headers(state))
        return response

    return answer


def reply(request: Request, body: Any, status: int = 200) -> Response:
    text = "" if status == 204 else json.dumps(body).replace(f'"{API}', f'"{origin(request)}')
    return Response(text.encode(), status, media_type=None if status == 204 else "application/json; charset=utf-8")


def origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def page_of(request: Request, repo: Repository, rows: list[Payload]) -> tuple[list[Payload], str]:
    """The page that is asked for, and its `Link` header, which leads on by the repository's id as GitHub's does.

    https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    size = min(number(request, "per_page", 30), 100)
    page, last = number(request, "page", 1), max(1, -(-len(rows) // size))
    tail = request.url.path.partition(repo.full_name)[2] or "/" + request.url.path.split("/", 3)[3]
    asked = dict(parse_qsl(request.url.query))
    links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    shown = [name for name in links if (name in ("prev", "first") if page == last else page < last)]
    if page == 1:
        shown = [name for name in shown if name not in ("prev", "first")]
    address = f"{origin(request)}/repositories/{repo.id}{tail}"
    parts = [f'<{address}?{urlencode({**asked, "page": links[name]})}>; rel="{name}"' for name in shown]
    return rows[(page - 1) * size : page * size], ", ".join(parts)


def number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return max(1, int(text)) if text.isdigit() else default


def _authenticate(state: GitHubState, request: Request) -> None:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if not token:
        raise Problem(401, "Requires authentication")
    if kind.lower() not in ("token", "bearer") or token != state.token:
        raise Problem(401, "Bad credentials")


def _admit(state: GitHubState) -> None:
    if state.clock() >= state.window_ends:
        state.used, state.window_ends = 0, state.clock() + timedelta(hours=1)
    if state.used >= state.rate_limit:
        who = state.users[state.login]["id"]
        raise Problem(403, f"API rate limit exceeded for user ID {who}.")


def _conditional(request: Request, response: Response) -> Response:
    etag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
    if etag in request.headers.get("if-none-match", ""):
        response = Response(status_code=304)
    response.headers["etag"] = etag
    response.headers["cache-control"] = "private, max-age=60, s-maxage=60"
    return response


def _limit_headers(state: GitHubState) -> dict[str, str]:
    used = min(state.used, state.rate_limit)
    return {
        "x-oauth-scopes": state.scopes,
        "x-ratelimit-limit": str(state.rate_limit),
        "x-ratelimit-remaining": str(state.rate_limit - used),
        "x-ratelimit-used": str(used),
        "x-ratelimit-reset": str(int(state.window_ends.timestamp())),
        "x-ratelimit-resource": "core",
    }
