"""From the bytes of an answer to its rows: all in one decoding, or one by one when there is an odd one among them."""

import json
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from connectors.jira.shapes import Page, Row
from core.contract import Refused
from core.records import Rejected

T = TypeVar("T")
F = TypeVar("F")
SOURCE = "jira"
UNREADABLE = (ValueError, RecursionError, OverflowError)
RAW_LIMIT = 2_000  # characters of a row that could not be read


class Leaf(NamedTuple, Generic[F]):
    """A page of a search. `token` leads to the next one on Cloud, `start` and `total` on Data Center."""

    rows: list[Row[F] | Rejected]
    token: str | None = None
    start: int | None = None
    total: int | None = None


class LoosePage(Struct, rename="camel"):
    issues: list[Any] = []
    next_page_token: str | None = None
    start_at: int | None = None
    total: int | None = None


def page(content: bytes, fields: type[F], project: str) -> Leaf[F]:
    """A page of search results whose issues have these `fields`."""
    try:
        found: Page[F] = _decoder(fields).decode(content)  # type: ignore[arg-type]
        return Leaf(list(found.issues), found.next_page_token, found.start_at, found.total)
    except UNREADABLE:
        loose = _loose(content, LoosePage, f"the search of project {project}")
        shape: type[Row[F]] = Row[fields]  # type: ignore[valid-type]
        return Leaf(
            [_row(row, shape, "issue") for row in loose.issues], loose.next_page_token, loose.start_at, loose.total
        )


@cache
def _decoder(fields: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(Page[fields])  # type: ignore[valid-type]


def listed(content: bytes, shape: type[T], what: str) -> list[T | Rejected]:
    """The rows of an answer that is one list; `what` is the kind of row (`account`)."""
    try:
        return list(msgspec.json.decode(content, type=list[shape]))  # type: ignore[valid-type]
    except UNREADABLE:
        return [_row(row, shape, what) for row in _loose(content, list[Any], f"the list of {what}s")]


def decoded(content: bytes, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except UNREADABLE as error:
        raise unreadable(f"the answer of {path}", error) from None


def unreadable(what: str, error: Exception) -> Refused:
    return Refused(f"jira: {what} cannot be read ({error}); check base_url and any proxy before the site")


def rejected(what: str, row: Any, error: Exception) -> Rejected:
    """`what` is the kind of row, and `row` as it came or as it was decoded."""
    raw = msgspec.to_builtins(row)
    names = [raw.get(name) for name in ("id", "key", "accountId")] if isinstance(raw, dict) else []
    name = next((str(name) for name in names if name), "without id")
    return Rejected(source=SOURCE, place=f"jira {what} {name}", reason=str(error), raw=json.dumps(raw)[:RAW_LIMIT])


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
