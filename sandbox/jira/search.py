"""Searching issues and showing them: the read side that a sync lives on.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-get
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from typing import Any

import msgspec
from starlette.requests import Request

from sandbox.jira.bodies import Json
from sandbox.jira.jql import JqlError, parse, value_of
from sandbox.jira.problem import Problem
from sandbox.jira.state import JiraState

HISTORIES = 40  # a search shows the newest 40 entries of a changelog: https://jira.atlassian.com/browse/JRACLOUD-96459
COMMENTS = 20
_KNOWN = {"jql", "nextPageToken", "maxResults", "fields", "expand", "properties", "fieldsByKeys", "reconcileIssues"}


class PageToken(msgspec.Struct):
    jql: str
    offset: int


def search(site: JiraState, request: Request, body: Any) -> Json:
    """GET and POST alike. There is no total, the last page has no token, and pages may be short."""
    asked = _asked(request, body)
    limit = _limit(asked.get("maxResults", 50))
    jql = asked.get("jql") or ""
    issues = _found(site, jql)
    start = _offset(asked.get("nextPageToken"), jql)
    fields = _words(asked.get("fields") or ["id"])
    size = limit if {*fields} <= {"id", "key"} else min(limit, site.page_limit)
    page = issues[start : start + size]
    expand = _words(asked.get("expand") or "")
    last = start + size >= len(issues)
    answer: Json = {"issues": [_row(site, issue, fields, expand) for issue in page], "isLast": last}
    return answer if last else answer | {"nextPageToken": _token(jql, start + size)}


def issue(site: JiraState, request: Request, _body: Any) -> Json:
    found = find(site, request)
    fields = _words(request.query_params.getlist("fields") or ["*all"])
    return _row(site, found, fields, _words(request.query_params.getlist("expand")), whole=True)


def changelog(site: JiraState, request: Request, _body: Any) -> Json:
    """Oldest first, by offset: https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/"""
    histories = find(site, request)["changelog"]["histories"]
    return page_of(request, sorted(histories, key=lambda h: h["created"]), "values", 100)


def find(site: JiraState, request: Request) -> Json:
    try:
        return site.find(request.path_params["issue"])
    except KeyError:
        raise Problem(404, "Issue does not exist or you do not have permission to see it.") from None


def page_of(request: Request, rows: list[Json], name: str, default: int) -> Json:
    """A page of the old kind, by `startAt` and `maxResults`."""
    start = int(request.query_params.get("startAt", 0))
    size = min(int(request.query_params.get("maxResults", default)), 1000)
    part = rows[start : start + size]
    answer: Json = {"startAt": start, "maxResults": size, "total": len(rows), name: part}
    return answer | ({"isLast": start + size >= len(rows)} if name == "values" else {})


def _asked(request: Request, body: Any) -> Json:
    if request.method == "GET":
        query = request.query_params
        return {**query, "fields": query.getlist("fields")}
    if not isinstance(body, dict) or not body.keys() <= _KNOWN:
        raise Problem(400, "Invalid request payload. Refer to the REST API documentation and try again.")
    return body


def _limit(value: Any) -> int:
    if not str(value).isdigit() or not 1 <= int(value) <= 5000:
        raise Problem(400, "The value for maxResults must be between 1 and 5000.")
    return int(value)


def _found(site: JiraState, jql: str) -> list[Json]:
    try:
        query = parse(jql, site.projects, site.clock(), site.time_zone)
    except JqlError as error:
        raise Problem(400, str(error)) from None
    if query.matches is None:
        message = "Unbounded JQL queries are not allowed here. Please add a search restriction to your query."
        raise Problem(400, message)
    issues = [issue for issue in site.issues.values() if query.matches(issue)]
    for field, descends in reversed(query.order):
        issues.sort(key=lambda issue, field=field: value_of(issue, field), reverse=descends)  # type: ignore[misc]
    return issues


def _token(jql: str, offset: int) -> str:
    return urlsafe_b64encode(msgspec.json.encode(PageToken(jql, offset))).decode()


def _offset(token: str | None, jql: str) -> int:
    if not token:
        return 0
    try:
        page = msgspec.json.decode(urlsafe_b64decode(token), type=PageToken)
    except ValueError:
        raise Problem(400, "Invalid page token.") from None
    if page.jql != jql:
        raise Problem(400, "The page token does not belong to this query.")
    return page.offset


def _words(value: str | Iterable[str]) -> list[str]:
    parts = [value] if isinstance(value, str) else value
    return [word.strip() for part in parts for word in part.split(",") if word.strip()]


def _row(site: JiraState, found: Json, fields: list[str], expand: list[str], whole: bool = False) -> Json:
    if fields == ["id"]:
        return {"id": found["id"]}
    body = site.shown(found)
    row: Json = {name: body[name] for name in ("expand", "id", "self", "key") if name in body}
    if {*fields} - {"id", "key"}:
        row["fields"] = _chosen(body["fields"], fields)
        _cut_comments(row["fields"], whole)
    if "changelog" in expand:
        newest = sorted(body["changelog"]["histories"], key=lambda h: h["created"], reverse=True)
        shown = newest[: 100 if whole else HISTORIES]
        row["changelog"] = {"startAt": 0, "maxResults": len(shown), "total": len(newest), "histories": shown}
    return row


def _chosen(fields: Json, names: list[str]) -> Json:
    """`*all`, `*navigable`, names, and names taken away with a minus."""
    dropped = {name[1:] for name in names if name.startswith("-")}
    wanted = {name for name in names if not name.startswith("-")}
    everything = not wanted or wanted & {"*all", "*navigable"}
    hidden = {"comment"} if "*all" not in wanted and "comment" not in wanted else set()
    return {k: v for k, v in fields.items() if (everything or k in wanted) and k not in dropped | hidden}


def _cut_comments(fields: Json, whole: bool) -> None:
    found = fields.get("comment")
    if found:
        rows = found["comments"]
        shown = rows if whole else rows[-COMMENTS:]
        fields["comment"] = {"comments": shown, "total": len(rows), "maxResults": len(shown), "startAt": 0}
