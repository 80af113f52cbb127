"""Questions to GitHub's GraphQL: data in full, or an error that says what to do next. Never half of it: what one error cut
out would look like absence.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

import msgspec
from msgspec import Struct

from connectors.rows import UNREADABLE, name_of, split
from connectors.transport import Http
from connectors.transport.dates import answered_at
from connectors.transport.limits import SECONDARY, named_wait
from connectors.transport.verdict import said
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable
from core.records import Rejected

T = TypeVar("T")
R = TypeVar("R")
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


class Paged(Protocol):
    """A page that says whether another one comes after it."""

    @property
    def page_info(self) -> PageInfo: ...


P = TypeVar("P", bound=Paged)


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


Refusal = Callable[[_Problem], ConnectorError]


class Nodes(NamedTuple, Generic[T, R]):
    """Where the rows of an answer stand, for when one of them is odd: `steps` lead to the list, `of` finds it in the data."""

    steps: Sequence[str]
    row: type[R]
    of: Callable[[T], list[R | None]]


class Graph:
    """For one pull. `date` is when the last answer was given, by the tool's clock; `rejected` are rows that were odd."""

    def __init__(self, http: Http) -> None:
        self._http, self._address = http, address_of(http.base_url)
        self.date: datetime | None = None
        self.rejected: list[Rejected] = []

    def ask(
        self, document: str, kind: type[T], what: str, nodes: Nodes[T, Any] | None = None, /, **variables: Any
    ) -> T:
        """The `data` of the answer as a `kind`. `what` names for people what was asked about. An odd row is lost alone where
        `nodes` tells what a row is; else it makes the answer unreadable, which is Refused."""
        response = self._http.request("POST", self._address, json={"query": document, "variables": variables})
        self.date = answered_at(response.headers)

        def refusal(problem: _Problem) -> ConnectorError:
            words = f"github: asked about {what}, GraphQL answered: {said(response)}"
            return _verdict(problem, response.headers, words)

        try:
            return _data(response.content, kind, refusal)
        except UNREADABLE as error:
            reason = error
        try:
            if nodes:
                return self._sifted(response.content, kind, what, nodes, refusal)
        except UNREADABLE as error:
            reason = error
        raise Refused(f"github: the answer about {what} cannot be read ({reason}); check base_url")

    def pages(
        self,
        document: str,
        kind: type[T],
        what: str,
        found: Callable[[T], P | None],
        missing: str,
        nodes: Nodes[T, Any] | None = None,
        /,
        **variables: Any,
    ) -> Iterator[P]:
        """Every page of one connection, as `found` takes it out of the data. Refused with status 404, in the words of
        `missing`, where it takes nothing."""
        after, more = None, True
        while more:
            page = found(self.ask(document, kind, what, nodes, **variables, after=after))
            if page is None:
                raise Refused(f"github: {missing}", status=404)
            yield page
            more = page.page_info.has_next_page
            after = following(page.page_info, after, what) if more else None

    def odd(self) -> list[Rejected]:
        """The rows that were odd since this was last asked for."""
        found, self.rejected = self.rejected, []
        return found

    def _sifted(self, content: bytes, kind: type[T], what: str, nodes: Nodes[T, R], refusal: Refusal) -> T:
        around, parts = split(content, nodes.steps)
        data = _data(around, kind, refusal)
        for part in parts:
            try:
                nodes.of(data).append(msgspec.json.decode(part, type=nodes.row | None))
            except UNREADABLE as error:
                place = f"github {what} {name_of(part, ('id', 'login')) or 'without id'}"
                self.rejected.append(Rejected(source="github", place=place, reason=str(error)))
        return data


def _data(content: bytes, kind: type[T], refusal: Refusal) -> T:
    if problems := msgspec.json.decode(content, type=_Problems).errors:
        raise refusal(problems[0])
    answer: _Answer[T] = msgspec.json.decode(content, type=_Answer[kind])  # type: ignore[valid-type]
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
        mend = "authorise the token for the organisation (Configure SSO beside it)"
        return Unauthorized(f"{words}: {mend}", status=403)
    if problem.type in _NO_RIGHT:
        return Unauthorized(f"{words}: the token lacks the right for this, give it the scope or access", status=403)
    if problem.type == "NOT_FOUND":
        mend = "check the name in the settings, and that the token's account may see it"
        return Refused(f"{words}: {mend}", status=404)
    if not problem.type and _TRANSIENT.search(problem.message):
        return Unavailable(f"{words}: the tool has trouble of its own, try later")
    return Refused(words)
