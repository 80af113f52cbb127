"""Pages of a connection: at most a hundred rows, opaque cursors, and the errors of those who ask for more.

https://docs.github.com/en/graphql/guides/using-pagination-in-the-graphql-api
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from sandbox.github.graphql.problem import Problem
from sandbox.github.shapes import Payload

MOST = 100
T = TypeVar("T")
Key = tuple[Any, ...]
Connection = Callable[..., Payload]  # computed when it is asked for, with `info` and the arguments of the field


def connect(
    name: str,
    rows: Iterable[T],
    key: Callable[[T], Key],
    node: Callable[[T], Payload | None],
    args: Payload,
    *,
    falling: bool = False,
) -> Payload:
    """The page that `first`/`after` or `last`/`before` ask for. A cursor is a row's `key`, so that a page begins after that
    row even when it moved or went."""
    size, forward = _size(name, args)
    ordered = sorted(rows, key=key, reverse=falling)
    after, before = (_decoded(args.get(end)) for end in ("after", "before"))
    between = [row for row in ordered if _past(key(row), after, falling) and _past(before, key(row), falling)]
    page = between[:size] if forward else between[-size:]
    cursors = [_encoded(key(row)) for row in page]
    nodes = [node(row) for row in page]
    more = len(page) < len(between)
    info = {
        "hasNextPage": more if forward else before is not None,
        "hasPreviousPage": after is not None if forward else more,
        "startCursor": cursors[0] if cursors else None,
        "endCursor": cursors[-1] if cursors else None,
    }
    edges = [{"cursor": cursor, "node": each, "role": "MEMBER"} for cursor, each in zip(cursors, nodes, strict=True)]
    return {"totalCount": len(ordered), "pageInfo": info, "nodes": nodes, "edges": edges}


def paged(
    name: str,
    rows: Callable[[], Iterable[Any]],
    key: Callable[[Any], Key],
    node: Callable[[Any], Payload | None],
    chosen: Callable[[Any, Payload], bool] = lambda *_: True,
) -> Connection:
    """`chosen` says which rows the arguments leave."""
    return lambda _, **args: connect(name, (row for row in rows() if chosen(row, args)), key, node, args)


def by_id(body: Payload) -> Key:
    return (body["id"],)


def _size(name: str, args: Payload) -> tuple[int, bool]:
    for end in ("first", "last"):
        if (size := args.get(end)) is not None:
            if not 1 <= size <= MOST:
                raise Problem("EXCESSIVE_PAGINATION", _too_many(name, end, size))
            return size, end == "first"
    words = f"You must provide a `first` or `last` value to properly paginate the `{name}` connection."
    raise Problem("MISSING_PAGINATION_BOUNDARIES", words)


def _too_many(name: str, end: str, size: int) -> str:
    return f"Requesting {size} records on the `{name}` connection exceeds the `{end}` limit of {MOST} records."


def _past(later: Key | None, earlier: Key | None, falling: bool) -> bool:
    if later is None or earlier is None:
        return True
    return later < earlier if falling else later > earlier


def _encoded(key: Key) -> str:
    return b64encode(b"cursor:v2:" + json.dumps(key).encode()).decode()


def _decoded(cursor: str | None) -> Key | None:
    if cursor is None:
        return None
    try:
        return tuple(json.loads(b64decode(cursor, validate=True).removeprefix(b"cursor:v2:")))
    except (ValueError, TypeError):
        raise Problem("INVALID_CURSOR_ARGUMENTS", f"`{cursor}` does not appear to be a valid cursor.") from None
