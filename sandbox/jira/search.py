"""Searching and counting issues: the read side that a sync lives on.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-get
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec
from starlette.requests import Request

from sandbox.jira.bodies import Json
from sandbox.jira.jql import parse, value_of
from sandbox.jira.jql_tokens import JqlError
from sandbox.jira.problem import Problem
from sandbox.jira.rows import row, words
from sandbox.jira.state import JiraState

_KNOWN = {
    "jql",
    "nextPageToken",
    "maxResults",
    "fields",
    "expand",
    "properties",
    "fieldsByKeys",
    "reconcileIssues",
    "failFast",
}
_BULK = {"issueIdsOrKeys", "fields", "fieldsByKeys", "properties", "expand"}
BULK = 100
_PAYLOAD = "Invalid request payload. Refer to the REST API documentation and try again."


class PageToken(msgspec.Struct):
    """`query` is what the token belongs to, and `page` how many pages came before."""

    query: str
    offset: int
    page: int
    made: datetime


def search(site: JiraState, request: Request, body: Any) -> Json:
    """GET and POST alike. There is no total, the last page has no token, and pages may be short."""
    asked = _asked(request, body)
    limit = _limit(asked.get("maxResults", 50))
    jql = asked.get("jql") or ""
    issues = found(site, jql)
    token = page_token(site, asked.get("nextPageToken"), jql)
    fields, expand = words(asked.get("fields") or ["id"]), words(asked.get("expand") or "")
    size = _size(site, limit, fields, expand, token.page)
    end = token.offset + size
    answer: Json = {
        "issues": [row(site, issue, fields, expand) for issue in issues[token.offset : end]],
        "isLast": end >= len(issues),
    }
    return answer if answer["isLast"] else answer | {"nextPageToken": next_token(site, token, end)}


def approximate_count(site: JiraState, _request: Request, body: Any) -> Json:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-approximate-count-post"""
    if not isinstance(body, dict) or not body.keys() <= {"jql"}:
        raise Problem(400, _PAYLOAD)
    return {"count": len(found(site, body.get("jql") or ""))}


def issue(site: JiraState, request: Request, _body: Any) -> Json:
    one = find(site, request)
    fields = words(request.query_params.getlist("fields") or ["*all"])
    shown = row(site, one, fields, words(request.query_params.getlist("expand")), whole=True)
    asked = words(request.query_params.getlist("properties"))
    kept = {name: value for name, value in one.get("properties", {}).items() if name in asked}
    return shown | ({"properties": kept} if asked else {})


def bulk(site: JiraState, _request: Request, body: Any) -> Json:
    """By id, oldest first; what cannot be seen is left out.

    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-bulkfetch-post
    """
    if not isinstance(body, dict) or not body.keys() <= _BULK or not body.get("issueIdsOrKeys"):
        raise Problem(400, _PAYLOAD)
    if len(body["issueIdsOrKeys"]) > BULK:
        raise Problem(400, f"No more than {BULK} issues can be requested.")
    found = seen(site, body["issueIdsOrKeys"])
    fields, expand = words(body.get("fields") or ["*all"]), words(body.get("expand") or "")
    return {"issues": [row(site, found[id_], fields, expand) for id_ in sorted(found, key=int)], "issueErrors": []}


def seen(site: JiraState, names: Iterable[str]) -> dict[str, Json]:
    """By id those of these issues, each named by id or key, that the account may see."""
    found: dict[str, Json] = {}
    for name in names:
        try:
            issue = site.find(name)
        except KeyError:
            continue
        if site.visible(issue):
            found[issue["id"]] = issue
    return found


def find(site: JiraState, request: Request) -> Json:
    try:
        one = site.find(request.path_params["issue"])
    except KeyError:
        one = None
    if one is None or not site.visible(one):
        raise Problem(404, "Issue does not exist or you do not have permission to see it.")
    return one


def page_of(request: Request, rows: list[Json], name: str, default: int, most: int = 1000) -> Json:
    """A page of the old kind, by `startAt` and `maxResults`."""
    start, size = window(request, default, most)
    part = rows[start : start + size]
    answer: Json = {"startAt": start, "maxResults": size, "total": len(rows), name: part}
    return answer | ({"isLast": start + size >= len(rows)} if name == "values" else {})


def window(request: Request, default: int, most: int) -> tuple[int, int]:
    """`startAt` and `maxResults`, as far as Jira lets them go."""
    try:
        start = int(request.query_params.get("startAt", 0))
        size = int(request.query_params.get("maxResults", default))
    except ValueError:
        raise Problem(404, "Not a number.") from None
    return max(start, 0), min(size, most)


def found(site: JiraState, jql: str, *, bounded: bool = True) -> list[Json]:
    """The issues that the account may see, in the order asked for."""
    try:
        query = parse(jql, site.visible_projects, site.find, site.clock(), site.time_zone)
        if query.matches is None and bounded:
            message = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
            raise Problem(400, message)
    except JqlError as error:
        raise Problem(400, str(error)) from None
    test = query.matches or (lambda _issue: True)
    issues = [issue for issue in site.indexed() if site.visible(issue) and test(issue)]
    for field, descends in reversed(query.order):
        issues.sort(key=_rank(field), reverse=descends)
    return issues


def _rank(field: str) -> Callable[[Json], Any]:
    """Empty values come first."""

    def rank(issue: Json) -> Any:
        value = value_of(issue, field)
        value = sorted(value) if isinstance(value, set) else value
        return value is not None, value

    return rank


def page_token(site: JiraState, text: str | None, query: str) -> PageToken:
    """The first page has none; one of another query, or too old, is refused."""
    if not text:
        return PageToken(query, 0, 0, site.clock())
    try:
        token = msgspec.json.decode(urlsafe_b64decode(text), type=PageToken)
    except ValueError:
        raise Problem(400, "Invalid page token.") from None
    if token.query != query:
        raise Problem(400, "The page token does not belong to this query.")
    if site.clock() - token.made >= site.quirks.token_life:
        raise Problem(400, "The page token has expired. Start again from the first page.")
    return token


def next_token(site: JiraState, token: PageToken, offset: int) -> str:
    """A loop hands out the same token for ever."""
    if site.quirks.token_loops and token.page:
        offset, page = token.offset, token.page
    else:
        page = token.page + 1
    return urlsafe_b64encode(msgspec.json.encode(PageToken(token.query, offset, page, site.clock()))).decode()


def _size(site: JiraState, limit: int, fields: list[str], expand: list[str], page: int) -> int:
    """Thousands of ids or of single small fields fit on a page, few whole issues do."""
    few = len(fields) <= 2 and not {*fields} & {"*all", "*navigable"} and not expand
    most = limit if few else min(limit, site.page_limit)
    odd = site.quirks.page_sizes
    return min(most, odd[page % len(odd)]) if odd else most


def _asked(request: Request, body: Any) -> Json:
    if request.method == "GET":
        query = request.query_params
        return {**query, "fields": query.getlist("fields")}
    if not isinstance(body, dict) or not body.keys() <= _KNOWN:
        raise Problem(400, _PAYLOAD)
    return body


def _limit(value: Any) -> int:
    if not str(value).isdigit() or not 1 <= int(value) <= 5000:
        raise Problem(400, "The value for maxResults must be between 1 and 5000.")
    return int(value)
