"""Issues as the credential's account makes them: born, rewritten, led to another status, deleted.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.jira import bodies
from sandbox.jira.bodies import Json, is_document
from sandbox.jira.problem import Problem
from sandbox.jira.search import find
from sandbox.jira.state import JiraState

LONGEST = 32_767  # characters of a text; of a document those of its JSON, which is the stricter reading


def project(site: JiraState, request: Request, _body: Any) -> Json:
    found = site.visible_projects.get(request.path_params["project"])
    if found is None:
        raise Problem(404, f"No project could be found with key '{request.path_params['project']}'.")
    return found | {"issueTypes": [bodies.issue_type(site.base, name) for name in bodies.TYPES]}


def create(site: JiraState, _request: Request, body: Any) -> tuple[Json, int]:
    fields = dict(body.get("fields", {}))
    key, type_ = fields.pop("project", {}).get("key"), fields.pop("issuetype", {}).get("id")
    names = [name for name, (number, level) in bodies.TYPES.items() if number == type_ and level == 0]
    if key not in site.visible_projects:
        raise Problem(400, project="valid project is required")
    if not names:
        raise Problem(400, issuetype="Specify a valid issue type")
    _check(site, fields, body)
    made = site.create_issue(key, names[0], fields["summary"], reporter=site.account, labels=fields.get("labels", ()))
    issue = site.find(made)
    issue["fields"]["description"] = fields.get("description")
    issue["properties"] = {each["key"]: each["value"] for each in body.get("properties", [])}
    return {name: issue[name] for name in ("id", "key", "self")}, 201


def rewrite(site: JiraState, issue: Json, fields: Json) -> None:
    """Its summary and description."""
    _check(site, {"summary": issue["fields"]["summary"], **fields}, {})
    for name in ("summary", "description"):
        if name in fields:
            before, issue["fields"][name] = issue["fields"][name], fields[name]
            was, now = (each if isinstance(each, str) else None for each in (before, fields[name]))
            site.log(issue["key"], site.account, None, (name, name, None, was, None, now))


def delete(site: JiraState, request: Request, _body: Any) -> Response:
    issue = find(site, request)
    if not site.may_delete:
        raise Problem(403, "You do not have permission to delete issues in this project.")
    site.delete(issue["key"])
    return Response(status_code=204)


def transitions(site: JiraState, request: Request, _body: Any) -> Json:
    """To every other status, each by the id of that status."""
    now = find(site, request)["fields"]["status"]["name"]
    names = [name for name in bodies.STATUSES if name != now]
    return {"expand": "transitions", "transitions": [_transition(site, name) for name in names]}


def follow(site: JiraState, request: Request, body: Any) -> Response:
    wanted = body.get("transition", {}).get("id")
    name = next((name for name, (number, _) in bodies.STATUSES.items() if number == wanted), None)
    if name is None:
        raise Problem(400, f"It is not possible to take the transition {wanted}.")
    site.transition(find(site, request)["key"], name, by=site.account)
    return Response(status_code=204)


def _transition(site: JiraState, name: str) -> Json:
    """Of `to`, what the specification lets a status say there."""
    to = {key: value for key, value in bodies.status(site.base, name).items() if key != "untranslatedName"}
    return {"id": bodies.STATUSES[name][0], "name": name, "to": to, "hasScreen": False, "isGlobal": True}


def _check(site: JiraState, fields: Json, body: Json) -> None:
    summary, said = fields.get("summary"), fields.get("description")
    if not summary or len(summary) > 255 or "\n" in summary:
        raise Problem(400, summary="You must specify a summary of the issue, of one line and at most 255 characters.")
    good = is_document(said) if site.deployment == "cloud" else isinstance(said, str)
    if said is not None and not good:
        raise Problem(400, description="Operation value must be an Atlassian Document or, on a Data Center, a string")
    if len(bodies.json_of(said)) > LONGEST:
        raise Problem(400, description=f"The entered text is too long. It exceeds the allowed limit of {LONGEST}.")
    for name in fields.keys() - {"summary", "description", "labels"} | body.keys() - {"fields", "properties"}:
        raise Problem(400, **{name: f"Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."})
