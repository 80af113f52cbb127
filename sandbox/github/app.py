"""The REST server in front of the state: the calls that Fairlead makes, answered as api.github.com answers them."""

import json
from datetime import UTC, datetime
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.github import shapes
from sandbox.github.answers import Handler, Problem, guarded, page_of, reply
from sandbox.github.shapes import API, Payload
from sandbox.github.state import GitHubState, Repository

LONGEST_COMMENT = 65_536


def app(state: GitHubState) -> Starlette:
    """Every repository answers under its name and under its id."""
    server = Server(state)
    below: list[tuple[str, str, Handler]] = [
        ("", "GET", server.repository),
        ("/issues", "GET", server.issues),
        ("/issues/comments", "GET", server.repository_comments),
        ("/issues/comments/{id:int}", "GET", server.comment),
        ("/issues/comments/{id:int}", "PATCH", server.edit_comment),
        ("/issues/comments/{id:int}", "DELETE", server.delete_comment),
        ("/issues/events", "GET", server.events),
        ("/issues/{number:int}", "GET", server.issue),
        ("/issues/{number:int}/comments", "GET", server.issue_comments),
        ("/issues/{number:int}/comments", "POST", server.add_comment),
        ("/issues/{number:int}/labels", "GET", server.labels),
        ("/issues/{number:int}/labels", "POST", server.add_labels),
        ("/issues/{number:int}/labels/{name:path}", "DELETE", server.remove_label),
        ("/milestones", "GET", server.milestones),
    ]
    routes = [Route("/user", guarded(state, server.user), methods=["GET"])]
    for prefix in ("/repos/{owner}/{repo}", "/repositories/{repository_id:int}"):
        routes += [Route(prefix + path, guarded(state, handler), methods=[verb]) for path, verb, handler in below]
    routes.append(Route("/{path:path}", guarded(state, server.unknown), methods=["GET", "POST", "PATCH", "DELETE"]))
    return Starlette(routes=routes)


class Server:
    """One handler a route. https://docs.github.com/en/rest/issues"""

    def __init__(self, state: GitHubState) -> None:
        self.state = state

    async def unknown(self, _: Request) -> Response:
        raise Problem(404, "Not Found")

    async def user(self, request: Request) -> Response:
        account = self.state.users[self.state.login]
        return reply(request, shapes.authenticated_user(account, self.state.since))

    async def repository(self, request: Request) -> Response:
        repo = self._repo(request)
        open_issues = sum(issue["state"] == "open" for issue in repo.issues.values())
        return reply(request, shapes.repository(repo.id, repo.full_name, repo.owner, open_issues, self.state.since))

    async def issues(self, request: Request) -> Response:
        repo, asked = self._repo(request), request.query_params
        state, labels = asked.get("state", "open"), set(filter(None, asked.get("labels", "").split(",")))
        rows = [
            issue
            for issue in _since(request, repo.issues.values())
            if state in ("all", issue["state"]) and labels <= {label["name"] for label in issue["labels"]}
        ]
        return self._page(request, repo, _sorted(request, rows, default="desc"))

    async def repository_comments(self, request: Request) -> Response:
        repo = self._repo(request)
        rows = _since(request, repo.comments.values())
        return self._page(
            request, repo, _sorted(request, rows, default="desc" if "sort" in request.query_params else "asc")
        )

    async def events(self, request: Request) -> Response:
        repo = self._repo(request)
        rows = [{"issue": repo.issues.get(number), **event} for number, event in reversed(repo.events)]
        return self._page(request, repo, sorted(rows, key=lambda event: event["created_at"], reverse=True))

    async def milestones(self, request: Request) -> Response:
        repo, state = self._repo(request), request.query_params.get("state", "open")
        return self._page(request, repo, [m for m in repo.milestones.values() if state in ("all", m["state"])])

    async def issue(self, request: Request) -> Response:
        return reply(request, self._issue(request))

    async def issue_comments(self, request: Request) -> Response:
        number, repo = self._issue(request)["number"], self._repo(request)
        return self._page(request, repo, _since(request, repo.comments_on(number)))

    async def add_comment(self, request: Request) -> Response:
        repo, number, body = self._repo(request), self._issue(request)["number"], await _comment_body(request)
        id_ = self.state.comment(repo.full_name, number, body, by=self.state.login)
        return reply(request, repo.comments[id_], 201)

    async def comment(self, request: Request) -> Response:
        return reply(request, self._comment(request))

    async def edit_comment(self, request: Request) -> Response:
        comment, body = self._comment(request), await _comment_body(request)
        self.state.edit_comment(self._repo(request).full_name, comment["id"], body)
        return reply(request, comment)

    async def delete_comment(self, request: Request) -> Response:
        comment = self._comment(request)
        self.state.delete_comment(self._repo(request).full_name, comment["id"], by=self.state.login)
        return reply(request, None, 204)

    async def labels(self, request: Request) -> Response:
        return self._page(request, self._repo(request), self._issue(request)["labels"])

    async def add_labels(self, request: Request) -> Response:
        repo, issue, body = self._repo(request), self._issue(request), await _json(request)
        asked = body.get("labels") if isinstance(body, dict) else body
        if not isinstance(asked, list) or not asked:
            raise _invalid("Label", "labels", "missing_field")
        names = [label["name"] if isinstance(label, dict) else str(label) for label in asked]
        self.state.label(repo.full_name, issue["number"], add=names, by=self.state.login)
        return reply(request, issue["labels"])

    async def remove_label(self, request: Request) -> Response:
        repo, issue, name = self._repo(request), self._issue(request), request.path_params["name"]
        if name not in self.state.labels(repo.full_name, issue["number"]):
            raise Problem(404, "Label does not exist")
        self.state.label(repo.full_name, issue["number"], remove=[name], by=self.state.login)
        return reply(request, issue["labels"])

    def _page(self, request: Request, repo: Repository, rows: list[Payload]) -> Response:
        rows, link = page_of(request, repo, rows)
        response = reply(request, rows)
        if link:
            response.headers["link"] = link
        return response

    def _repo(self, request: Request) -> Repository:
        asked = request.path_params
        for repo in self.state.repos.values():
            if repo.id == asked.get("repository_id") or repo.full_name == f"{asked.get('owner')}/{asked.get('repo')}":
                return repo
        raise Problem(404, "Not Found")

    def _issue(self, request: Request) -> Payload:
        repo, number = self._repo(request), request.path_params["number"]
        if number in repo.moved:
            new_repo, new_number = repo.moved[number]
            url = f"{API}/repositories/{new_repo}/issues/{new_number}"
            raise Problem(301, "Moved Permanently", location=url, url=url)
        if number in repo.deleted:
            raise Problem(410, "This issue was deleted")
        if number not in repo.issues:
            raise Problem(404, "Not Found")
        return repo.issues[number]

    def _comment(self, request: Request) -> Payload:
        comment = self._repo(request).comments.get(request.path_params["id"])
        if comment is None:
            raise Problem(404, "Not Found")
        return comment


def _since(request: Request, rows: Any) -> list[Payload]:
    """Closed: at or after. Datetimes of GitHub compare as texts."""
    text = request.query_params.get("since")
    if text is None:
        return list(rows)
    try:
        since = shapes.stamp(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        raise _invalid("Issue", "since", "invalid") from None
    return [row for row in rows if row["updated_at"] >= since]


def _sorted(request: Request, rows: list[Payload], default: str) -> list[Payload]:
    field = {"updated": "updated_at", "comments": "comments"}.get(request.query_params.get("sort", ""), "created_at")
    falling = request.query_params.get("direction", default) == "desc"
    return sorted(rows, key=lambda row: (row[field], row["id"]), reverse=falling)


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise Problem(400, "Problems parsing JSON") from None


async def _comment_body(request: Request) -> str:
    body = (await _json(request)).get("body")
    if not isinstance(body, str) or not body.strip():
        raise _invalid("IssueComment", "body", "missing_field")
    if len(body) > LONGEST_COMMENT:
        raise _invalid("IssueComment", "body", "too_long")
    return body


def _invalid(resource: str, field: str, code: str) -> Problem:
    return Problem(422, "Validation Failed", errors=[{"resource": resource, "field": field, "code": code}])
