"""What happens to pull requests only: reviews, remarks on their lines, and the issues that they close."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from sandbox.github import pull_shapes as shapes
from sandbox.github.repository import Address

if TYPE_CHECKING:
    from sandbox.github.state import GitHubState

CLOSING = re.compile(
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?P<repo>[\w.-]+/[\w.-]+)?#(?P<number>\d+)", re.IGNORECASE
)
Verdict = Literal["APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED"]


class Reviewing:
    """`at` of every move defaults to the clock."""

    def __init__(self, state: "GitHubState") -> None:
        self._state = state

    def review(
        self, repo: str, number: int, verdict: Verdict, *, by: str, body: str = "", at: datetime | None = None
    ) -> int:
        """Returns the review's id. https://docs.github.com/en/rest/pulls/reviews"""
        state, at = self._state, at or self._state.clock()
        where, id_ = state.repos[repo], state.new_id()
        review = shapes.review(id_, where.issues[number], verdict, state.account(by), body, at)
        where.reviews[id_] = review
        state.touch(repo, number, at)
        state.webhooks.tell("pull_request_review", "submitted", repo, number, review=dict(review))
        return id_

    def remark(
        self, repo: str, number: int, body: str, *, by: str, review: int | None = None, at: datetime | None = None
    ) -> int:
        """A comment on a line of the change. Returns its id. https://docs.github.com/en/rest/pulls/comments"""
        state, at = self._state, at or self._state.clock()
        where, id_ = state.repos[repo], state.new_id()
        where.review_comments[id_] = shapes.remark(id_, where.issues[number], body, state.account(by), review, at)
        state.touch(repo, number, at)
        told = dict(where.review_comments[id_])
        state.webhooks.tell("pull_request_review_comment", "created", repo, number, comment=told)
        return id_

    def dismiss(self, repo: str, review: int, *, by: str, at: datetime | None = None) -> None:
        where = self._state.repos[repo]
        where.reviews[review]["state"] = "DISMISSED"
        number = shapes.number_of(where.reviews[review])
        self._state.tell(repo, number, "review_dismissed", by, at)

    def read_closing_words(self, repo: str, number: int, body: str) -> None:
        """https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/linking-a-pull-request-to-an-issue"""
        named = [(hit["repo"] or repo, int(hit["number"])) for hit in CLOSING.finditer(body)]
        known = [(name, n) for name, n in named if name in self._state.repos and n in self._state.repos[name].issues]
        self.closes(repo, number, dict.fromkeys(known))

    def closes(self, repo: str, number: int, issues: Iterable[Address]) -> None:
        """The issues that GitHub says this pull request closes once merged: from closing words or linked by hand."""
        self._state.repos[repo].closes[number] = list(issues)
