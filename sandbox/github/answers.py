"""What every answer of GitHub has in common: credentials, limits, ETags, pages and error bodies."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from sandbox.github.callers import TOKENS, Caller, Kind, identify
from sandbox.github.limits import Pool
from sandbox.github.problem import Problem
from sandbox.github.shapes import API, Payload
from sandbox.github.state import GitHubState

Handler = Callable[[Request], Awaitable[Response]]
ENTERPRISE = "/api/v3"  # where a GitHub Enterprise Server has its REST API
_API = f'"{API}'.encode()
READS = ("GET", "HEAD", "OPTIONS")
SECONDARY = (
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
    "If you reach out to GitHub Support for help, please include the request ID 0400:3D:6B:B."
)
ABOUT_SECONDARY = "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"


def guarded(
    state: GitHubState,
    handler: Handler,
    allowed: tuple[Kind, ...] = TOKENS,
    *,
    pool: Pool = "core",
    free: bool = False,
) -> Handler:
    """Credentials first, then the limits, then the handler; an unchanged answer is a 304 and costs nothing. A `free` one
    never does, unless the handler itself says so.

    https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """

    async def answer(request: Request) -> Response:
        caller = None
        try:
            caller = request.state.caller = identify(state, request, allowed)
            admit(state, caller, request, pool, free=free)
            response = await handler(request)
        except Problem as problem:
            response = refusal(request, problem)
        if request.method == "GET" and response.status_code == 200:
            response = _conditional(request, response)
        if caller:
            cost = not free and response.status_code not in (304, 401)
            state.limits.spend(caller.name, pool, cost)
            response.headers.update(state.limits.headers(caller.name, pool))
            if caller.kind == "user":
                response.headers["x-oauth-scopes"] = state.scopes
        return response

    return answer


def admit(state: GitHubState, caller: Caller, request: Request, pool: Pool, *, free: bool = False) -> None:
    """Problem 403 when the caller has to stay away for a while."""
    writes = pool == "core" and request.method not in READS and "/access_tokens" not in request.url.path
    creates = writes and request.method != "DELETE"
    line = f"{request.method} {request.url.path}"
    seconds = state.limits.wait(caller.name, pool, line, writes=writes, creates=creates)
    if seconds:
        raise Problem(403, SECONDARY, {"retry-after": str(seconds)}, documentation_url=ABOUT_SECONDARY)
    if not free and state.limits.exhausted(caller.name, pool, line):
        raise Problem(403, f"API rate limit exceeded for {caller.name}.")


def reply(request: Request, body: Any, status: int = 200) -> Response:
    text = b"" if status == 204 else _encoded(body).replace(_API, f'"{origin(request)}'.encode())
    return Response(text, status, media_type=None if status == 204 else "application/json; charset=utf-8")


def _encoded(body: Any) -> bytes:
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:  # half a character, which is sent as people typed it
        return json.dumps(body).encode()


def refusal(request: Request, problem: Problem) -> Response:
    response = reply(request, problem.body, problem.status)
    response.headers.update({name: text.replace(API, origin(request)) for name, text in problem.headers.items()})
    return response


def origin(request: Request) -> str:
    prefix = ENTERPRISE if request.url.path.startswith(f"{ENTERPRISE}/") else ""
    return f"{request.url.scheme}://{request.url.netloc}{prefix}"


def listing(request: Request, base: str, rows: list[Payload], *, within: str | None = None) -> Response:
    """The page of `rows` that is asked for. Its `Link` header leads on by `base`, which has ids where the request may have
    names. `within` puts the rows into an object under this key, beside their `total_count`.

    https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    size = min(number(request, "per_page", 30), 100)
    page, last = number(request, "page", 1), max(1, -(-len(rows) // size))
    shown = rows[(page - 1) * size : page * size]
    response = reply(request, {"total_count": len(rows), within: shown} if within else shown)
    if link := _link(request, base, page, last):
        response.headers["link"] = link
    return response


def _link(request: Request, base: str, page: int, last: int) -> str:
    asked = dict(parse_qsl(request.url.query))
    links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    back, on = page > 1, page < last
    shown = [name for name in links if (back if name in ("prev", "first") else on)]
    address = f"{origin(request)}{base}"
    return ", ".join(f'<{address}?{urlencode({**asked, "page": links[name]})}>; rel="{name}"' for name in shown)


def number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) or default if text.isdigit() else default


def _conditional(request: Request, response: Response) -> Response:
    """The tag is the body's alone: a first page that stays as it is does not tell of more pages behind it."""
    etag = f'W/"{hashlib.sha256(response.body).hexdigest()}"'
    if etag in request.headers.get("if-none-match", ""):
        response = Response(status_code=304)
    response.headers["etag"] = etag
    response.headers["cache-control"] = "private, max-age=60, s-maxage=60"
    response.headers["vary"] = "Accept, Authorization, Cookie, X-GitHub-OTP, Accept-Encoding, Accept, X-Requested-With"
    return response
