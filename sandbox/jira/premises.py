"""What only Data Center has: the search by offset, and lists that are not paged.

https://developer.atlassian.com/server/jira/platform/rest/
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.jira.bodies import Json
from sandbox.jira.problem import Problem
from sandbox.jira.rows import row, words
from sandbox.jira.search import found, window
from sandbox.jira.state import JiraState
from sandbox.jira.writing import any_comment

MOST = 100  # users of all pages of the search: https://jira.atlassian.com/browse/JRASERVER-78660
_KNOWN = {"jql", "startAt", "maxResults", "validateQuery", "fields", "expand"}


def search(site: JiraState, request: Request, body: Any) -> Json:
    """All changelog entries come inline; a total is told, and the whole site may be asked for."""
    if request.method == "GET":
        asked: Json = {**request.query_params, "fields": request.query_params.getlist("fields")}
    else:
        asked = body if isinstance(body, dict) else {}
    unknown = sorted(asked.keys() - _KNOWN)
    if request.method == "POST" and unknown:
        raise Problem(400, f'Unrecognized field "{unknown[0]}", not marked as ignorable')
    start, size = _window(site, asked)
    issues = found(site, asked.get("jql") or "", bounded=False)
    fields, expand = words(asked.get("fields") or ["*navigable"]), words(asked.get("expand") or "")
    rows = [row(site, issue, fields, expand) for issue in issues[start : start + size]]
    return {"expand": "schema,names", "startAt": start, "maxResults": size, "total": len(issues), "issues": rows}


def projects(site: JiraState, _request: Request, _body: Any) -> list[Json]:
    return sorted(site.visible_projects.values(), key=lambda project: str(project["name"]))


def users(site: JiraState, request: Request, _body: Any) -> list[Json]:
    """`username` is looked for in names and addresses, and a dot is in all of them; people who left only on request."""
    text, query = request.query_params.get("username"), request.query_params
    if not text:
        raise Problem(400, "The username query parameter was not provided")
    everybody = query.get("includeInactive") == "true"
    start, size = window(request, 50, MOST)
    rows = [body for body in site.users.values() if (body["active"] or everybody) and _is_called(site, body, text)]
    return rows[:MOST][start : start + size]


def user_list(site: JiraState, request: Request, _body: Any) -> Json:
    """Everybody, since 10.3. A cursor that was never given leads anywhere but to 404."""
    cursor, asked = request.query_params.get("cursor", "0"), request.query_params.get("maxResults", "2000")
    start, size = (int(text) if text.isdecimal() else 0 for text in (cursor, asked))
    rows, end = list(site.users.values()), start + size
    page: Json = {"values": rows[start:end], "maxResults": size, "isLast": end >= len(rows)}
    return page if page["isLast"] else page | {"nextCursor": str(end)}


def set_comment_property(site: JiraState, request: Request, body: Any) -> Response:
    row, name = any_comment(site, request), request.path_params["key"]
    known = any(one["key"] == name for one in row["properties"])
    kept = [one for one in row["properties"] if one["key"] != name]
    row["properties"] = [*kept, {"key": name, "value": body}]
    return Response(status_code=200 if known else 201)


def _is_called(site: JiraState, body: Json, text: str) -> bool:
    names = (site.username(body["accountId"]), body["displayName"], body.get("emailAddress") or "")
    return text == "." or any(text.lower() in name.lower() for name in names)


def _window(site: JiraState, asked: Json) -> tuple[int, int]:
    try:
        start, size = int(asked.get("startAt") or 0), int(asked.get("maxResults") or 50)
    except ValueError:
        raise Problem(404, "Not a number.") from None
    return max(start, 0), min(max(size, 0), site.page_limit)
