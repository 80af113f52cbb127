"""What GitHub tells by webhook of each move.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

import hmac
import json
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sandbox.github import repository_shapes
from sandbox.github.shapes import Payload
from sandbox.posting import Post

if TYPE_CHECKING:
    from sandbox.github.site import Site

# what an issue event is called there, where that is not `issues` with the same word; None: another webhook tells of it
OTHERWISE: dict[str, tuple[str, str] | None] = {
    "added_to_project_v2": None,
    "blocked_by_added": ("issue_dependencies", "blocked_by_added"),
    "blocked_by_removed": ("issue_dependencies", "blocked_by_removed"),
    "blocking_added": ("issue_dependencies", "blocking_added"),
    "blocking_removed": ("issue_dependencies", "blocking_removed"),
    "comment_deleted": ("issue_comment", "deleted"),
    "converted_to_discussion": None,
    "issue_type_added": ("issues", "typed"),
    "issue_type_changed": ("issues", "typed"),
    "issue_type_removed": ("issues", "untyped"),
    "merged": None,
    "parent_issue_added": ("sub_issues", "parent_issue_added"),
    "parent_issue_removed": ("sub_issues", "parent_issue_removed"),
    "renamed": ("issues", "edited"),
    "review_dismissed": ("pull_request_review", "dismissed"),
    "sub_issue_added": ("sub_issues", "sub_issue_added"),
    "sub_issue_removed": ("sub_issues", "sub_issue_removed"),
}


class Webhooks:
    """One webhook for all repositories. Nobody is told before it is added."""

    def __init__(self, site: "Site") -> None:
        self._site, self._numbers = site, count(1)
        self._secret = ""
        self._post: Post | None = None

    def add(self, secret: str, post: Post) -> None:
        self._secret, self._post = secret, post

    def tell_of(self, repo: str, number: int, kind: str) -> None:
        """Of an issue event."""
        if self._post and (told := OTHERWISE.get(kind, ("issues", kind))):
            self.tell(*told, repo, number)

    def tell(self, event: str, action: str, repo: str, number: int | None = None, **more: Any) -> None:
        if self._post is None:
            return
        where = self._site.repos[repo]
        payload = {"repository": repository_shapes.listed(where, self._site.since), **more}
        issue = where.issues.get(number or 0)
        if issue and "pull_request" in issue and event == "issues":
            event = "pull_request"
        if issue:
            payload["pull_request" if event.startswith("pull_request") else "issue"] = issue
        self._send(event, action, payload, where.owner)

    def tell_of_cards(self, owner: str, action: str) -> None:
        """Which project it is, GitHub says by an id alone."""
        if self._post:
            item = {"id": next(self._numbers), "content_type": "Issue"}
            self._send("projects_v2_item", action, {"projects_v2_item": item}, self._site.account(owner))

    def _send(self, event: str, action: str, payload: Payload, owner: Payload) -> None:
        assert self._post
        organisation = {"organization": {"login": owner["login"]}} if owner["type"] == "Organization" else {}
        sender = self._site.account(self._site.login)
        body = json.dumps({"action": action, **payload, **organisation, "sender": sender}).encode()
        self._post(headers(self._secret, event, str(UUID(int=next(self._numbers))), body), body)


def headers(secret: str, event: str, delivery: str, body: bytes) -> dict[str, str]:
    """https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers"""
    return {
        "Content-Type": "application/json",
        "User-Agent": "GitHub-Hookshot/sandbox",
        "X-GitHub-Delivery": delivery,
        "X-GitHub-Event": event,
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest(),
    }
