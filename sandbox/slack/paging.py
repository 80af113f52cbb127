"""Lists in pages: an opaque cursor that names the next thing, and that Slack forgets after a while.

https://docs.slack.dev/apis/web-api/pagination
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar

from sandbox.slack.method import Arguments, Failure
from sandbox.slack.state import SlackState

T = TypeVar("T")
LIMIT, MOST = 100, 999


def page(
    state: SlackState, arguments: Arguments, things: Sequence[T], key: Callable[[T], str], most: int = MOST
) -> tuple[Sequence[T], str]:
    """Up to `limit` things from the one that the cursor names, and the cursor of the next page (empty at the end)."""
    limit = min(int(arguments.get("limit") or LIMIT), most, state.page_limit)
    start = 0
    if cursor := str(arguments.get("cursor") or ""):
        wanted = _opened(state, cursor)
        start = next((index for index, thing in enumerate(things) if key(thing) == wanted), -1)
        if start < 0:
            raise Failure("invalid_cursor")
    rest = things[start + limit : start + limit + 1]
    return things[start : start + limit], _sealed(state, key(rest[0])) if rest else ""


def _sealed(state: SlackState, key: str) -> str:
    return base64.b64encode(f"{state.clock().timestamp()}:{key}".encode()).decode()


def _opened(state: SlackState, cursor: str) -> str:
    try:
        given, _, key = base64.b64decode(cursor, validate=True).decode().partition(":")
        age = state.clock().timestamp() - float(given)
    except (binascii.Error, ValueError):
        raise Failure("invalid_cursor") from None
    if age > state.cursor_life.total_seconds():
        raise Failure("invalid_cursor")
    return key
