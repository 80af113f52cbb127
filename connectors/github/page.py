"""The hub's own page in GitHub: one issue, with comments of ours for what its body does not take.

It is found by the mark at the end of its body, on our own writing only, and it is never an item of the hub's.
https://docs.github.com/en/rest/issues/issues
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from github import BadAttributeException, Github, GithubException
from github.Issue import Issue
from github.IssueComment import IssueComment
from github.NamedUser import NamedUser
from github.Repository import Repository

from connectors.github.page_text import CLOSED, mark_line, text_of, texts_of
from connectors.github.write import unless_gone
from core.contract import Note, Refused

LONGEST_TITLE = 256
_NUMBER = re.compile(r"/issues/(\d+)$")


class PageWriter:
    """Over PyGithub. `me` gives our own login."""

    def __init__(self, client: Github, me: Callable[[], str]) -> None:
        self._requester, self._me = client.requester.withLazy(True), me

    def ensure_page(self, place: str, note: Note) -> str | None:
        """Its address. One that should not stand any more is closed: to delete it takes more rights than the hub has."""
        with readable(place):
            standing = self._standing(place, note)
            if note.body is None:
                for issue in standing:
                    self._close(issue, note)
                return None
            for twin in standing[1:]:
                self._close(twin, note)
            return self._written(place, standing[0] if standing else None, note)

    def _written(self, place: str, issue: Issue | None, note: Note) -> str:
        title, (first, *more) = (note.parts[0].title or "Fairlead")[:LONGEST_TITLE], texts_of(note)
        if issue is None:
            issue = self._repository(place).create_issue(title, first)
        elif (issue.title, issue.body, issue.state) != (title, first, "open"):
            issue.edit(title=title, body=first, state="open")
        self._follow(issue, more, note)
        return issue.html_url

    def _follow(self, issue: Issue, texts: Sequence[str], note: Note) -> None:
        """By place, and not by their marks: so the order is right whatever went."""
        standing = list(self._comments(issue, note))
        for comment, text in zip(standing, texts, strict=False):
            if comment.body != text:
                comment.edit(text)
        for text in texts[len(standing) :]:
            issue.create_comment(text)
        for comment in standing[len(texts) :]:
            comment.delete()

    def _close(self, issue: Issue, note: Note) -> None:
        body = text_of(CLOSED, note)
        self._follow(issue, (), note)
        if (issue.body, issue.state) != (body, "closed"):
            issue.edit(body=body, state="closed", state_reason="not_planned")

    def _standing(self, place: str, note: Note) -> list[Issue]:
        """The page, by its address, else every issue of ours with its mark, oldest first."""
        found = _NUMBER.search(note.ref or "")
        if found and (issue := self._by_number(place, int(found[1]))) and self._is_ours(issue, note):
            return [issue]
        me = NamedUser(self._requester, attributes={"login": self._me()})
        issues = self._repository(place).get_issues(state="all", creator=me, sort="created", direction="asc")
        return [issue for issue in unless_gone(lambda: list(issues)) or [] if self._is_ours(issue, note)]

    def _by_number(self, place: str, number: int) -> Issue | None:
        issue = Issue(self._requester, url=f"/repos/{place}/issues/{number}")
        return issue if unless_gone(issue.complete) else None

    def _is_ours(self, issue: Issue, note: Note) -> bool:
        ours = issue.user is not None and issue.user.login == self._me()
        return ours and mark_line(note) in (issue.body or "").splitlines()

    def _comments(self, issue: Issue, note: Note) -> Iterator[IssueComment]:
        for comment in issue.get_comments():
            ours = comment.user is not None and comment.user.login == self._me()
            if ours and mark_line(note, more=True) in (comment.body or "").splitlines():
                yield comment

    def _repository(self, place: str) -> Repository:
        return Repository(self._requester, url=f"/repos/{place}")


@contextmanager
def readable(place: str) -> Iterator[None]:
    """PyGithub takes every answer to be as documented, and fails anywhere inside when that of a proxy is not."""
    try:
        yield
    except (BadAttributeException, GithubException, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Refused(
            f"github: what was answered about {place} cannot be read ({type(error).__name__}); "
            "check base_url, and whatever stands between the hub and the tool"
        ) from None
