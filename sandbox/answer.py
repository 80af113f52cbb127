"""What all servers answer by: JSON, and routes. Both are a good part of what they do."""

from collections.abc import Awaitable, Callable, Sequence
from copy import copy
from functools import cache
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, request_response


class Json(JSONResponse):
    """Like its parent, and several times as fast."""

    def render(self, content: Any) -> bytes:
        return msgspec.json.encode(content)


def route(path: str, endpoint: Callable[[Request], Awaitable[Response]], methods: Sequence[str]) -> Route:
    """Like `Route`, but a path is read once for all servers."""
    known = copy(_read(path, tuple(methods)))
    known.endpoint, known.app = endpoint, request_response(endpoint)
    return known


@cache
def _read(path: str, methods: Sequence[str]) -> Route:
    async def nothing(request: Request) -> Response:
        raise NotImplementedError(request)

    return Route(path, nothing, methods=list(methods))
