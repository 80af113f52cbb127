"""From the bytes of an answer to its rows: all in one decoding, or one by one when there is an odd one among them."""

import json
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from connectors.jira.shapes import Issue, Page, User
from connectors.jira.site import unreadable
from core.records import Rejected

T = TypeVar("T")
SOURCE = "jira"
UNREADABLE = (ValueError, RecursionError, OverflowError)


class LoosePage(Struct, rename="camel"):
    issues: list[Any] = []
    next_page_token: str | None = None


def page(content: bytes, project: str) -> tuple[list[Issue | Rejected], str | None]:
    """The issues of a page of search results, and the token of the next one."""
    try:
        found = msgspec.json.decode(content, type=Page)
        return list(found.issues), found.next_page_token
    except UNREADABLE:
        loose = _loose(content, LoosePage, f"the search of project {project}")
        return [_row(row, Issue, "issue") for row in loose.issues], loose.next_page_token


def users(content: bytes) -> list[User | Rejected]:
    try:
        return list(msgspec.json.decode(content, type=list[User]))
    except UNREADABLE:
        return [_row(row, User, "account") for row in _loose(content, list[Any], "the list of accounts")]


def rejected(what: str, row: Any, error: Exception) -> Rejected:
    """`what` is the kind of row, and `row` as it came or as it was decoded."""
    raw = msgspec.to_builtins(row)
    names = [raw.get(name) for name in ("id", "key", "accountId")] if isinstance(raw, dict) else []
    name = next((str(name) for name in names if name), "without id")
    return Rejected(source=SOURCE, place=f"jira {what} {name}", reason=str(error), raw=json.dumps(raw))


def _loose(content: bytes, shape: type[T], what: str) -> T:
    """One lone surrogate or NaN makes a whole answer unreadable to msgspec, and not to the standard library."""
    try:
        return msgspec.convert(json.loads(content), shape)
    except UNREADABLE as error:
        raise unreadable(what, error) from None


def _row(row: Any, shape: type[T], what: str) -> T | Rejected:
    """Encoded again, as only a decoder of JSON refuses what no database can keep."""
    try:
        return msgspec.json.decode(json.dumps(row), type=shape)
    except UNREADABLE as error:
        return rejected(what, row, error)
