"""From the bytes of an answer to its rows: all in one decoding, or one by one when there is an odd one among them."""

from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from connectors.jira.shapes import Field, Issue, Row, User
from connectors.rows import RAW_LIMIT, UNREADABLE, Page, Rows, rows, why
from core.contract import Refused
from core.records import Rejected

T = TypeVar("T")
F = TypeVar("F")
SOURCE = "jira"
_NUL, _REPLACEMENT = rb"\u0000", rb"\ufffd"


class Rest(Struct, rename="camel"):
    """What leads from a page of a search to the next: a token on Cloud, whose last page has none (`isLast` has been wrong and
    is not read); where it begins and how many rows there are on Data Center."""

    next_page_token: str | None = None
    start_at: int | None = None
    total: int | None = None


Leaf = Page[Row[F], Rest]


class Onward(Struct, rename="camel"):
    """What leads to the next page of Data Center's list of users."""

    next_cursor: str | int | None = None
    is_last: bool = False


_PEOPLE = ("accountId", "key", "name")
ACCOUNTS = rows(SOURCE, "account", User, names=_PEOPLE)
LISTED_ACCOUNTS = Rows(SOURCE, "account", User, "values", Onward, _PEOPLE)
FIELDS = rows(SOURCE, "field", Field)


def leaf(content: bytes, fields: type[F], project: str) -> Leaf[F]:
    """A page of search results whose issues have these `fields`. A NUL is in many a summary that came into Jira by its API,
    and no database holds it; looking for one in every page would cost as much as a third of reading it."""
    reader: Rows[Row[F], Rest] = _reader(fields)  # type: ignore[arg-type]
    where = f"the search of project {project}"
    page = reader.read(content, where)
    if page.rejected and _NUL in content:
        page = reader.read(_without_nul(content), where)
    return page


def _without_nul(content: bytes) -> bytes:
    """After an odd number of backslashes it is text that only looks like one."""
    first, *others = content.split(_NUL)
    parts = [first]
    for other in others:
        slashes = len(parts[-1]) - len(parts[-1].rstrip(b"\\"))
        parts += (_NUL if slashes % 2 else _REPLACEMENT, other)
    return b"".join(parts)


@cache
def _reader(fields: Any) -> Rows[Row[Any], Rest]:
    return Rows(SOURCE, "issue", Row[fields], "issues", Rest)


def decoded(content: bytes, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except UNREADABLE as error:
        raise Refused(
            f"jira: the answer of {path} cannot be read ({why(error)}); check base_url and any proxy before the site"
        ) from None


def rejected(issue: Issue, error: Exception) -> Rejected:
    """An issue of which a value cannot be read."""
    raw = msgspec.json.encode(issue).decode()[:RAW_LIMIT]
    return Rejected(source=SOURCE, place=f"jira issue {issue.id}", reason=why(error), raw=raw)
