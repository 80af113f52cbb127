"""Lists too large for page numbers: their links lead on by a cursor, which only GitHub can make.

Its description knows nothing of it: https://github.com/orgs/community/discussions/69826
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import Response

from sandbox.github.answers import listing, number, origin, reply
from sandbox.github.problem import Problem, invalid
from sandbox.github.shapes import Payload

LARGE, FARTHEST = 1_000, 10_000  # rows from which on links have cursors, and up to which page numbers lead
Key = Callable[[Payload], tuple[Any, ...]]
TOO_FAR = (
    "Pagination with the page parameter is not supported for large datasets, "
    "please use cursor based pagination (after/before)"
)


def large_listing(request: Request, base: str, rows: list[Payload], key: Key, *, falling: bool) -> Response:
    """`rows` in the order of `key`. A page begins after the row that its cursor names, wherever that one went."""
    size, page = min(number(request, "per_page", 30), 100), number(request, "page", 1)
    after = request.query_params.get("after")
    if after is None and page * size >= FARTHEST:
        raise Problem(422, TOO_FAR)
    if after is None and len(rows) <= LARGE:
        return listing(request, base, rows)
    left = _past(rows, key, _decoded(after), falling) if after else rows[(page - 1) * size :]
    response = reply(request, left[:size])
    if len(left) > size:
        cursor = b64encode(b"cursor:v2:" + json.dumps(key(left[size - 1])).encode()).decode()
        asked = {**dict(parse_qsl(request.url.query)), "after": cursor, "page": str(page + 1)}
        response.headers["link"] = f'<{origin(request)}{base}?{urlencode(asked)}>; rel="next"'
    return response


def _past(rows: list[Payload], key: Key, last: tuple[Any, ...], falling: bool) -> list[Payload]:
    return [row for row in rows if (key(row) < last if falling else key(row) > last)]


def _decoded(cursor: str) -> tuple[Any, ...]:
    try:
        return tuple(json.loads(b64decode(cursor, validate=True).removeprefix(b"cursor:v2:")))
    except ValueError:
        raise invalid("Issue", "after", "invalid") from None
