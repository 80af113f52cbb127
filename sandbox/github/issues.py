"""Issues over REST, their comments, labels and milestones: what is asked of one repository."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sandbox.github import places, repository_shapes, shapes
from sandbox.github.answers import listing, reply
from sandbox.github.cursors import Key, large_listing
from sandbox.github.problem import Problem, invalid
from sandbox.github.pull_shapes import number_of
from sandbox.github.repository import Repository
from sandbox.github.shapes import Payload
from sandbox.github.state import GitHubState

LONGEST_COMMENT = 65_536
LONGEST_TITLE = 256


class Issues:
    """One handler a route. https://docs.github.com/en/rest/issues"""

    def __init__(self, state: GitHubState) -> None:
        self.state = state

    async def repository(self, request: Request) -> Response:
        repo = self._repo(request)
        return reply(request, repository_shapes.repository(repo, self.state.since))

    async def issues(self, request: Request) -> Response:
        repo, asked = self._with_issues(request), request.query_params
        state, labels = asked.get("state", "open"), set(filter(None, asked.get("labels", "").split(",")))
        rows = [
            issue
            for issue in _since(request, repo.issues.values())
            if state in ("all", issue["state"])
            and labels <= {label["name"] for label in issue["labels"]}
            and asked.get("creator", issue["user"]["login"]) == issue["user"]["login"]
        ]
        key, falling = _order(request, default="desc")
        base = f"/repositories/{repo.id}{places.below(request)}"
        return large_listing(request, base, sorted(rows, key=key, reverse=falling), key, falling=falling)

    async def repository_comments(self, request: Request) -> Response:
        repo = self._with_issues(request)
        return self._page(request, repo, _dated(request, repo.comments.values()))

    async def review_comments(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/pulls/comments#list-review-comments-in-a-repository"""
        repo = self._repo(request)
        return self._page(request, repo, _dated(request, repo.review_comments.values()))

    async def reviews(self, request: Request) -> Response:
        repo, number = self._repo(request), request.path_params["number"]
        if "pull_request" not in repo.issues.get(number, {}):
            raise Problem(404, "Not Found")
        return self._page(request, repo, [each for each in repo.reviews.values() if number_of(each) == number])

    async def events(self, request: Request) -> Response:
        repo = self._repo(request)
        rows = [{"issue": repo.issues.get(number), **event} for number, event in reversed(repo.events)]
        return self._page(request, repo, sorted(rows, key=lambda event: event["created_at"], reverse=True))

    async def milestones(self, request: Request) -> Response:
        repo, state = self._repo(request), request.query_params.get("state", "open")
        return self._page(request, repo, [m for m in repo.milestones.values() if state in ("all", m["state"])])

    async def issue(self, request: Request) -> Response:
        return reply(request, self._issue(request))

    async def create(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/issues/issues#create-an-issue"""
        repo, body = self._with_issues(request), await _issue_body(request)
        if not body.get("title"):
            raise invalid("Issue", "title", "missing_field")
        by = places.caller_of(request).login
        number = self.state.create_issue(repo.full_name, body["title"], by=by, body=body.get("body") or "")
        return reply(request, repo.issues[number], 201)

    async def update(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/issues/issues#update-an-issue"""
        repo, issue, body = self._repo(request), self._issue(request), await _issue_body(request)
        number, by = issue["number"], places.caller_of(request).login
        if "body" in body:
            self.state.edit(repo.full_name, number, body["body"] or "")
        if body.get("title", issue["title"]) != issue["title"]:
            self.state.retitle(repo.full_name, number, body["title"], by=by)
        if body.get("state", issue["state"]) != issue["state"]:
            closes = body["state"] == "closed"
            reason = body.get("state_reason") or "completed"
            if closes:
                self.state.close(repo.full_name, number, by=by, reason=reason)
            else:
                self.state.reopen(repo.full_name, number, by=by)
        return reply(request, issue)

    async def parent(self, request: Request) -> Response:
        number, repo = self._issue(request)["number"], self._repo(request)
        found = places.shown(self.state, request, [repo.parents[number]] if number in repo.parents else [])
        if not found:
            raise Problem(404, "Not Found")
        return reply(request, found[0])

    async def sub_issues(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/issues/sub-issues#list-sub-issues"""
        number, repo = self._issue(request)["number"], self._repo(request)
        children = list(self.state.structure.children((repo.full_name, number)))
        return self._page(request, repo, places.shown(self.state, request, children))

    async def blocked_by(self, request: Request) -> Response:
        """https://docs.github.com/en/rest/issues/issue-dependencies#list-dependencies-an-issue-is-blocked-by"""
        number, repo = self._issue(request)["number"], self._repo(request)
        return self._page(request, repo, places.shown(self.state, request, repo.blockers.get(number, [])))

    async def issue_comments(self, request: Request) -> Response:
        number, repo = self._issue(request)["number"], self._repo(request)
        return self._page(request, repo, _since(request, repo.comments_on(number)))

    async def add_comment(self, request: Request) -> Response:
        repo, number, body = self._repo(request), self._issue(request)["number"], await _comment_body(request)
        id_ = self.state.comment(repo.full_name, number, body, by=places.caller_of(request).login)
        return reply(request, repo.comments[id_], 201)

    async def comment(self, request: Request) -> Response:
        return reply(request, places.comment(self.state, request))

    async def edit_comment(self, request: Request) -> Response:
        comment, body = places.comment(self.state, request), await _comment_body(request)
        self.state.edit_comment(self._repo(request).full_name, comment["id"], body)
        return reply(request, comment)

    async def delete_comment(self, request: Request) -> Response:
        comment, repo = places.comment(self.state, request), self._repo(request)
        self.state.delete_comment(repo.full_name, comment["id"], by=places.caller_of(request).login)
        return reply(request, None, 204)

    async def labels(self, request: Request) -> Response:
        return self._page(request, self._repo(request), self._issue(request)["labels"])

    async def add_labels(self, request: Request) -> Response:
        repo, issue, body = self._repo(request), self._issue(request), await _json(request)
        asked = body.get("labels") if isinstance(body, dict) else body
        if not isinstance(asked, list) or not asked:
            raise invalid("Label", "labels", "missing_field")
        names = [label["name"] if isinstance(label, dict) else str(label) for label in asked]
        self.state.label(repo.full_name, issue["number"], add=names, by=places.caller_of(request).login)
        return reply(request, issue["labels"])

    async def remove_label(self, request: Request) -> Response:
        repo, issue, name = self._repo(request), self._issue(request), request.path_params["name"]
        if name.casefold() not in map(str.casefold, self.state.labels(repo.full_name, issue["number"])):
            raise Problem(404, "Label does not exist")
        self.state.label(repo.full_name, issue["number"], remove=[name], by=places.caller_of(request).login)
        return reply(request, issue["labels"])

    def _page(self, request: Request, repo: Repository, rows: list[Payload]) -> Response:
        return listing(request, f"/repositories/{repo.id}{places.below(request)}", rows)

    def _repo(self, request: Request) -> Repository:
        return places.repository(self.state, request)

    def _with_issues(self, request: Request) -> Repository:
        repo = self._repo(request)
        if not repo.has_issues:
            raise Problem(410, "Issues are disabled for this repo")
        return repo

    def _issue(self, request: Request) -> Payload:
        return places.issue(self.state, request)


def _since(request: Request, rows: Iterable[Payload]) -> list[Payload]:
    """Closed: at or after. Datetimes of GitHub compare as texts."""
    text = request.query_params.get("since")
    if text is None:
        return list(rows)
    try:
        since = shapes.stamp(datetime.fromisoformat(text).astimezone(UTC))
    except ValueError:
        raise invalid("Issue", "since", "invalid") from None
    return [row for row in rows if row["updated_at"] >= since]


def _dated(request: Request, rows: Iterable[Payload]) -> list[Payload]:
    """Oldest first unless asked to sort: `direction` means nothing without `sort`."""
    kept = _since(request, rows)
    if "sort" not in request.query_params:
        return sorted(kept, key=lambda row: row["id"])
    return _sorted(request, kept, default="desc")


def _sorted(request: Request, rows: list[Payload], default: str) -> list[Payload]:
    key, falling = _order(request, default)
    return sorted(rows, key=key, reverse=falling)


def _order(request: Request, default: str) -> tuple[Key, bool]:
    """By what, and whether the largest comes first."""
    field = {"updated": "updated_at", "comments": "comments"}.get(request.query_params.get("sort", ""), "created_at")
    falling = request.query_params.get("direction", default) == "desc"
    return lambda row: (row[field], row["id"]), falling


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        raise Problem(400, "Problems parsing JSON") from None


async def _issue_body(request: Request) -> Payload:
    """Checked against the lengths that GitHub takes."""
    body = await _json(request)
    if not isinstance(body, dict):
        raise Problem(400, "Problems parsing JSON")
    for field, longest in (("title", LONGEST_TITLE), ("body", LONGEST_COMMENT)):
        if len(body.get(field) or "") > longest:
            raise invalid("Issue", field, "too_long")
    return body


async def _comment_body(request: Request) -> str:
    body = (await _json(request)).get("body")
    if not isinstance(body, str) or not body.strip():
        raise invalid("IssueComment", "body", "missing_field")
    if len(body) > LONGEST_COMMENT:
        raise invalid("IssueComment", "body", "too_long")
    return body
