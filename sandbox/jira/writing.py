"""What the credential's account can change: labels, comments with properties, remote links.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/ and its neighbours.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.jira.authoring import rewrite
from sandbox.jira.bodies import Json, is_document, stamp
from sandbox.jira.problem import Problem
from sandbox.jira.search import find, page_of
from sandbox.jira.state import JiraState

_ALL = 1_048_576  # what Data Center says when nobody asked for pages


def edit_issue(site: JiraState, request: Request, body: Any) -> Response:
    """Labels, by `fields` or by `update` operations; summary and description by `fields`."""
    issue = find(site, request)
    key, texts = issue["key"], {name: said for name, said in body.get("fields", {}).items() if name != "labels"}
    if texts:
        rewrite(site, issue, texts)
    for name in body.get("update", {}):
        if name != "labels":
            message = f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
            raise Problem(400, **{name: message})
    operations = body.get("update", {}).get("labels", [])
    if "labels" in body.get("fields", {}):
        operations = [{"set": body["fields"]["labels"]}, *operations]
    labels = {*site.labels(key)}
    for operation in operations:
        labels = _applied(labels, operation)
    site.label(key, add=labels, remove={*site.labels(key)} - labels, by=site.account)
    return Response(status_code=204)


def _applied(labels: set[str], operation: Json) -> set[str]:
    for verb, value in operation.items():
        names = {*value} if verb == "set" else {value}
        bad = next((name for name in names if not name or " " in name), None)
        if bad is not None:
            raise Problem(400, labels=f"The label '{bad}' contains spaces which is invalid.")
        labels = {"set": names, "add": labels | names, "remove": labels - names}[verb]
    return labels


def comments(site: JiraState, request: Request, _body: Any) -> Json:
    rows = [_shown(request, row) for row in _rows(site, request)]
    if request.query_params.get("orderBy") == "-created":
        rows.reverse()
    return page_of(request, rows, "comments", *((100, 5000) if site.deployment == "cloud" else (_ALL, _ALL)))


def add_comment(site: JiraState, request: Request, body: Any) -> tuple[Json, int]:
    issue = find(site, request)
    _check_body(site, body)
    row = site.add_comment(issue["key"], body["body"], body.get("properties", []), by=site.account)
    return _shown(request, row), 201


def comment(site: JiraState, request: Request, _body: Any) -> Json:
    return _shown(request, _comment(site, request))


def edit_comment(site: JiraState, request: Request, body: Any) -> Json:
    row = _comment(site, request)
    _check_body(site, body)
    now = stamp(site.clock())
    row |= {"body": body["body"], "updateAuthor": site.users[site.account], "updated": now}
    kept = [p for p in row["properties"] if p["key"] not in {q["key"] for q in body.get("properties", [])}]
    row["properties"] = [*kept, *body.get("properties", [])]
    site.touch(find(site, request), now)
    site.tell("comment_updated", find(site, request), comment={"id": row["id"]})
    return _shown(request, row)


def delete_comment(site: JiraState, request: Request, _body: Any) -> Response:
    row = _comment(site, request)
    issue = find(site, request)
    issue["fields"]["comment"]["comments"].remove(row)
    site.touch(issue, stamp(site.clock()))
    site.tell("comment_deleted", issue, comment={"id": row["id"]})
    return Response(status_code=204)


def properties(site: JiraState, request: Request, _body: Any) -> Json:
    row = any_comment(site, request)
    where = f"{site.base}/rest/api/3/comment/{row['id']}/properties"
    return {"keys": [{"key": p["key"], "self": f"{where}/{p['key']}"} for p in row.get("properties", [])]}


def comment_property(site: JiraState, request: Request, _body: Any) -> Json:
    name = request.path_params["key"]
    for one in any_comment(site, request).get("properties", []):
        if one["key"] == name:
            return dict(one)
    raise Problem(404, f"The property {name} does not exist.")


def links(site: JiraState, request: Request, _body: Any) -> Any:
    """All of them, or the one with `globalId` and then not as a list."""
    rows = site.links.get(find(site, request)["id"], [])
    wanted = request.query_params.get("globalId")
    return rows if wanted is None else _link(rows, "globalId", wanted)


def save_link(site: JiraState, request: Request, body: Any) -> tuple[Json, int]:
    """A link with a known `globalId` is updated, any other is added."""
    issue = find(site, request)
    about = body.get("object", {})
    missing = {name: f"'{name}' is required." for name in ("title", "url") if not about.get(name)}
    if missing:
        raise Problem(400, **missing)
    rows = site.links.setdefault(issue["id"], [])
    known = next((row for row in rows if body.get("globalId") and row.get("globalId") == body["globalId"]), None)
    number = known["id"] if known else site.fresh()
    where = f"{site.base}/rest/api/3/issue/{issue['key']}/remotelink/{number}"
    if known:
        known.update(body)
    else:
        rows.append({"id": number, "self": where, **body})
    title = f'This issue links to "{about["title"]} (Web Link)"'
    site.log(issue["key"], site.account, None, ("RemoteIssueLink", None, None, None, str(number), title))
    return {"id": number, "self": where}, 200 if known else 201


def delete_link(site: JiraState, request: Request, _body: Any) -> Response:
    issue = find(site, request)
    rows = site.links.get(issue["id"], [])
    number = request.path_params.get("link")
    wanted = request.query_params.get("globalId")
    if number is None and not wanted:
        raise Problem(400, "The global ID is required.")
    row = _link(rows, "id", int(number)) if number else _link(rows, "globalId", wanted)
    rows.remove(row)
    old = (str(row["id"]), f'This issue links to "{row["object"]["title"]} (Web Link)"')
    site.log(issue["key"], site.account, None, ("RemoteIssueLink", None, *old, None, None))
    return Response(status_code=204)


def _link(rows: list[Json], name: str, value: object) -> Json:
    for row in rows:
        if row.get(name) == value:
            return row
    raise Problem(404, "Remote issue link does not exist.")


def _rows(site: JiraState, request: Request) -> list[Json]:
    found: list[Json] = (find(site, request)["fields"].get("comment") or {}).get("comments", [])
    return found


def _comment(site: JiraState, request: Request) -> Json:
    for row in _rows(site, request):
        if row["id"] == request.path_params["comment"]:
            return row
    raise Problem(404, f"Can not find a comment for the id: {request.path_params['comment']}.")


def any_comment(site: JiraState, request: Request) -> Json:
    wanted = request.path_params["comment"]
    for issue in filter(site.visible, site.issues.values()):
        for row in (issue["fields"].get("comment") or {}).get("comments", []):
            if row["id"] == wanted:
                found: Json = row
                return found
    raise Problem(404, "Comment does not exist or you do not have permission to see it.")


def _shown(request: Request, row: Json) -> Json:
    hidden = set() if "properties" in request.query_params.get("expand", "") else {"properties"}
    return {name: value for name, value in row.items() if name not in hidden}


def _check_body(site: JiraState, body: Any) -> None:
    """A document on Cloud, wiki markup on Data Center."""
    text = body.get("body")
    good = is_document(text) if site.deployment == "cloud" else isinstance(text, str) and bool(text.strip())
    if not good:
        raise Problem(400, comment="Comment body is not valid!")
