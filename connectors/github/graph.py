"""Questions to GitHub's GraphQL: data in full, or an error that says what to do next. Never half of it: what one error cut
out would look like absence.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from connectors.transport import Http
from connectors.transport.dates import answered_at
from connectors.transport.limits import SECONDARY, named_wait
from connectors.transport.verdict import said
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable

T = TypeVar("T")
PAGE = 100
_LIMITED = re.compile(r"rate limit|abuse detection", re.IGNORECASE)
_TRANSIENT = re.compile(r"something went wrong|timeout|timed out|try again", re.IGNORECASE)
_NO_RIGHT = frozenset(("FORBIDDEN", "INSUFFICIENT_SCOPES"))


class PageInfo(Struct, rename="camel", gc=False):
    has_next_page: bool
    end_cursor: str | None = None


class Rows(Struct, Generic[T], rename="camel", gc=False):
    """A page of a connection. GitHub may leave holes where a node was not readable."""

    page_info: PageInfo
    nodes: list[T | None]
    total_count: int | None = None


def following(page: PageInfo, asked: str | None, what: str) -> str:
    """The cursor of the page after the one that was `asked` for. Refused when the pages lead in a circle."""
    if not page.end_cursor or page.end_cursor == asked:
        raise Refused(f"github: the pages of {what} lead in a circle; check base_url")
    return page.end_cursor


class _Extensions(Struct, frozen=True):
    saml_failure: bool = False


class _Problem(Struct):
    message: str = ""
    type: str = ""
    extensions: _Extensions = _Extensions()


class _Answer(Struct, Generic[T]):
    data: T


class _Problems(Struct):
    errors: list[_Problem] = []


class Graph:
    """For one pull. `date` is when the last answer was given, by the tool's clock."""

    def __init__(self, http: Http) -> None:
        self._http, self._address = http, address_of(http.base_url)
        self.date: datetime | None = None

    def ask(self, document: str, kind: type[T], what: str, **variables: Any) -> T:
        """The `data` of the answer as a `kind`. `what` names for people what was asked about."""
        response = self._http.request("POST", self._address, json={"query": document, "variables": variables})
        content, self.date = response.content, answered_at(response.headers)
        try:
            if problems := msgspec.json.decode(content, type=_Problems).errors:
                raise _verdict(
                    problems[0], response.headers, f"github: asked about {what}, GraphQL answered: {said(response)}"
                )
            answer: _Answer[T] = msgspec.json.decode(content, type=_Answer[kind])  # type: ignore[valid-type]
        except (ValueError, RecursionError):
            raise Refused(
                f"github: the answer about {what} cannot be read ({said(response)[:80]}); check base_url"
            ) from None
        return answer.data


def address_of(base_url: str) -> str:
    """https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql#the-graphql-endpoint"""
    base = base_url.removesuffix("/v3") if base_url.endswith("/api/v3") else base_url
    return f"{base}/graphql"


def _verdict(problem: _Problem, headers: Mapping[str, str], words: str) -> ConnectorError:
    """Errors come with status 200, so what to do next stands in their type, or only in their words."""
    if problem.type == "RATE_LIMITED" or _LIMITED.search(problem.message):
        wait = named_wait(403, headers, 0.0) if answered_at(headers) else None
        return Unavailable(f"{words}: the tool's rate limit is used up, wait for it to pass", after=wait or SECONDARY)
    if problem.extensions.saml_failure:
        return Unauthorized(f"{words}: authorise the token for the organisation (Configure SSO beside it)")
    if problem.type in _NO_RIGHT:
        return Unauthorized(f"{words}: the token lacks the right for this, give it the scope or access")
    if problem.type == "NOT_FOUND":
        mend = "check the name in the settings, and that the token's account may see it"
        return Refused(f"{words}: {mend}", status=404)
    if not problem.type and _TRANSIENT.search(problem.message):
        return Unavailable(f"{words}: the tool has trouble of its own, try later")
    return Refused(words)
