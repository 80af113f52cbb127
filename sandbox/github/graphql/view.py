"""What one caller sees: repositories, issues, pull requests and accounts as GraphQL shows them.

A node is a dictionary by field; what is only computed when asked for is a function in it, called with `info` and arguments.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from sandbox.github import pull_shapes, shapes
from sandbox.github.callers import Caller
from sandbox.github.graphql.connections import Connection, by_id, connect, paged
from sandbox.github.graphql.problem import Problem
from sandbox.github.repository import Address, Repository
from sandbox.github.shapes import WEB, Payload
from sandbox.github.state import GitHubState

ORDERS = {"CREATED_AT": "created_at", "UPDATED_AT": "updated_at", "COMMENTS": "comments"}
SAME_NAMES = {
    "title": "title", "number": "number", "url": "html_url", "closedAt": "closed_at", "createdAt": "created_at",
    "updatedAt": "updated_at", "locked": "locked", "id": "node_id", "databaseId": "id",
}  # fmt: skip


class View:
    def __init__(self, state: GitHubState, caller: Caller) -> None:
        self.state, self.caller = state, caller

    def repository(self, full_name: str) -> Payload:
        """Problem NOT_FOUND when there is none to see; an old name leads to the new one."""
        name = full_name.casefold()
        id_ = self.state.renamed.get(name)
        found = (repo for repo in self.state.repos.values() if repo.id == id_ or repo.full_name.casefold() == name)
        repo = next(found, None)
        if repo is None or not self.caller.sees(repo):
            raise Problem("NOT_FOUND", f"Could not resolve to a Repository with the name '{full_name}'.")
        if self.state.orgs.get(repo.owner["login"]) in self._closed_orgs():
            raise Problem("FORBIDDEN", SAML, saml_failure=True)
        return self._repository(repo)

    def account(self, payload: Payload | None) -> Payload | None:
        """None stands for one that was deleted. A bot's login has no `[bot]` here, as it has in REST."""
        if payload is None:
            return None
        login = payload["login"]
        name, email = self.state.directory.public.get(login, (None, None))
        return {
            "__typename": payload["type"],
            "id": payload["node_id"],
            "databaseId": payload["id"],
            "login": login.removesuffix("[bot]"),
            "url": payload["html_url"],
            "name": name,
            "email": email or "",
            "createdAt": shapes.stamp(self.state.since),
            "updatedAt": shapes.stamp(self.state.since),
        }

    def work(self, address: Address) -> Payload:
        """The issue or pull request."""
        repo = self.state.repos[address[0]]
        body = repo.issues[address[1]]
        shared: Payload = {
            **{name: body[key] for name, key in SAME_NAMES.items()},
            "body": body["body"] or "",
            "closed": body["state"] == "closed",
            "author": self.account(body["user"]),
            "repository": lambda _: self._repository(repo),
            "milestone": milestone(body["milestone"]),
            "assignees": paged("assignees", lambda: body["assignees"], by_id, self.account),
            "labels": paged("labels", lambda: body["labels"], by_id, label),
            "comments": paged("comments", lambda: repo.comments_on(address[1]), by_id, self._comment),
        }
        return {**shared, **(self._pull if "pull_request" in body else self._issue)(repo, body)}

    def works(self, name: str, addresses: Callable[[], Iterable[Address]]) -> Connection:
        """A connection of issues in the order of their ids."""
        return paged(name, lambda: filter(self.sees, addresses()), self._id_at, self.work)

    def sees(self, address: Address) -> bool:
        return self.caller.sees(self.state.repos[address[0]])

    def _repository(self, repo: Repository) -> Payload:
        now = shapes.stamp(self.state.since)
        return {
            "__typename": "Repository",
            "id": f"R_kgDO{repo.id:06x}",
            "databaseId": repo.id,
            "name": repo.full_name.partition("/")[2],
            "nameWithOwner": repo.full_name,
            "owner": self.account(repo.owner),
            "url": f"{WEB}/{repo.full_name}",
            "isPrivate": repo.private,
            "isArchived": repo.archived,
            "isFork": repo.fork,
            "hasIssuesEnabled": repo.has_issues,
            "createdAt": now,
            "updatedAt": now,
            "issue": lambda _, number: self._numbered(repo, number, "Issue"),
            "pullRequest": lambda _, number: self._numbered(repo, number, "PullRequest"),
            "issueOrPullRequest": lambda _, number: self._numbered(repo, number, "issue or pull request"),
            "issues": lambda _, **args: self._listed(repo, "issues", args),
            "pullRequests": lambda _, **args: self._listed(repo, "pullRequests", args),
        }

    def _numbered(self, repo: Repository, number: int, kind: str) -> Payload:
        body = repo.issues.get(number)
        is_pull = body is not None and "pull_request" in body
        if body is None or kind == ("Issue" if is_pull else "PullRequest"):
            article = "a" if kind == "PullRequest" else "an"
            raise Problem("NOT_FOUND", f"Could not resolve to {article} {kind} with the number of {number}.")
        return self.work((repo.full_name, number))

    def _listed(self, repo: Repository, name: str, args: Payload) -> Payload:
        wanted = args.get("filterBy") or {}
        order = args.get("orderBy") or {"field": "CREATED_AT", "direction": "ASC"}
        labels = set(args.get("labels") or ()) | set(wanted.get("labels") or ())
        states, since = args.get("states") or wanted.get("states"), _stamp(wanted.get("since"))
        rows = [
            body
            for body in repo.issues.values()
            if ("pull_request" in body) == (name == "pullRequests")
            and (not states or state_of(body) in states)
            and (not since or body["updated_at"] >= since)
            and (not labels or labels & {each["name"] for each in body["labels"]})
        ]
        by, falling = ORDERS[order["field"]], order["direction"] == "DESC"
        node = lambda body: self.work((repo.full_name, body["number"]))  # noqa: E731
        return connect(name, rows, lambda body: (body[by], body["id"]), node, args, falling=falling)

    def _issue(self, repo: Repository, body: Payload) -> Payload:
        number, structure = body["number"], self.state.structure
        parent, summary = repo.parents.get(number), body.get("sub_issues_summary") or {}
        counts = {"percentCompleted": summary.get("percent_completed", 0)}
        return {
            "__typename": "Issue",
            "state": state_of(body),
            "stateReason": lambda _, enableDuplicate=False: _reason(body, enableDuplicate),  # noqa: N803
            "parent": lambda _: self.work(parent) if parent and self.sees(parent) else None,
            "subIssues": self.works("subIssues", lambda: structure.children((repo.full_name, number))),
            "subIssuesSummary": {"total": 0, "completed": 0, **summary, **counts},
        }

    def _pull(self, repo: Repository, body: Payload) -> Payload:
        number = body["number"]
        reviews = lambda: [each for each in repo.reviews.values() if pull_shapes.number_of(each) == number]  # noqa: E731
        return {
            "__typename": "PullRequest",
            "state": state_of(body),
            "isDraft": bool(body.get("draft")),
            "merged": body["pull_request"]["merged_at"] is not None,
            "mergedAt": body["pull_request"]["merged_at"],
            "reviews": paged("reviews", reviews, by_id, lambda each: self._review(repo, number, each), _chosen),
            "closingIssuesReferences": self.works("closingIssuesReferences", lambda: repo.closes.get(number, [])),
        }

    def _review(self, repo: Repository, number: int, body: Payload) -> Payload:
        return {
            "__typename": "PullRequestReview",
            "id": body["node_id"],
            "databaseId": body["id"],
            "author": self.account(body["user"]),
            "body": body["body"],
            "state": body["state"],
            "url": body["html_url"],
            "createdAt": body["submitted_at"],
            "submittedAt": body["submitted_at"],
            "updatedAt": body["updated_at"],
            "pullRequest": lambda _: self.work((repo.full_name, number)),
        }

    def _comment(self, body: Payload) -> Payload:
        shared = {name: body[key] for name, key in SAME_NAMES.items() if key in body}
        return {"__typename": "IssueComment", **shared, "author": self.account(body["user"]), "body": body["body"]}

    def _id_at(self, address: Address) -> tuple[int]:
        return (self.state.repos[address[0]].issues[address[1]]["id"],)

    def _closed_orgs(self) -> list[Any]:
        return [org for org in self.state.orgs.values() if org.sso and self.caller.kind == "user"]


SAML = (
    "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization."
)


def state_of(body: Payload) -> str:
    merged = body.get("pull_request") and body["pull_request"]["merged_at"]
    return "MERGED" if merged else str(body["state"]).upper()


def milestone(body: Payload | None) -> Payload | None:
    if body is None:
        return None
    shared = {name: body[key] for name, key in SAME_NAMES.items() if key in body}
    closed = body["state"] == "closed"
    return {"__typename": "Milestone", **shared, "dueOn": body["due_on"], "state": state_of(body), "closed": closed}


def label(body: Payload) -> Payload:
    return {"__typename": "Label", "id": body["node_id"], "name": body["name"], "color": body["color"]}


def _chosen(review: Payload, args: Payload) -> bool:
    author, states = args.get("author"), args.get("states")
    return (not states or review["state"] in states) and (not author or review["user"]["login"] == author)


def _reason(body: Payload, duplicates: bool) -> str | None:
    reason = body["state_reason"]
    if reason == "duplicate" and not duplicates:
        return "NOT_PLANNED"
    return reason.upper() if reason else None


def _stamp(text: str | None) -> str | None:
    return shapes.stamp(datetime.fromisoformat(text).astimezone(UTC)) if text else None
