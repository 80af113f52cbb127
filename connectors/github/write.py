"""What the hub says in GitHub: one comment that states a finding, one label that shows it. Each verb states an end result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from github import BadAttributeException, Github, GithubException
from github.Issue import Issue
from github.IssueComment import IssueComment

from connectors.github.text import carries, comment_body
from connectors.looked import Sight
from core.contract import Note, Refused

GONE = (404, 410)


class Writer:
    """Over PyGithub, lazily: no object is fetched that was not asked for. `me` gives our own login."""

    def __init__(self, client: Github, me: Callable[[], str]) -> None:
        self._requester = client.requester.withLazy(True)
        self._me = me

    def ensure_comment(self, item: str, note: Note, seen: Sight | None = None) -> str | None:
        """https://docs.github.com/en/rest/issues/comments"""
        repo, number = address(item)
        with readable(item):
            if note.body is None:
                for comment in self._standing(repo, number, note):
                    comment.delete()
                return None
            body = comment_body(note)
            standing = [] if seen and seen.silent else self._standing(repo, number, note)
            if not standing:
                return str(self._issue(repo, number).create_comment(body).id)
            kept, *twins = standing
            for twin in twins:
                twin.delete()
            if kept.body != body:
                kept.edit(body)
            return str(kept.id)

    def ensure_label(self, item: str, label: str, present: bool, seen: Sight | None = None) -> None:
        """Looked up first, since writes are what GitHub limits most. A label that the repository lacks is made by GitHub,
        to which names are the same in any case.

        https://docs.github.com/en/rest/issues/labels
        """
        repo, number = address(item)
        with readable(item):
            path = f"/repos/{repo}/issues/{number}/labels"
            labels = seen.labels if seen else self._labels(repo, number, present)
            carried = label.casefold() in map(str.casefold, labels)
            if present and not carried:
                self._requester.requestJsonAndCheck("POST", path, input={"labels": [label]})
            if carried and not present:
                unless_gone(lambda: self._requester.requestJsonAndCheck("DELETE", f"{path}/{quote(label, safe='')}"))

    def _labels(self, repo: str, number: int, wanted: bool) -> list[str]:
        """An issue that is gone has none, which is enough where none is wanted."""
        issue = self._issue(repo, number)
        return [each.name for each in (issue.labels if wanted else unless_gone(lambda: issue.labels) or [])]

    def _standing(self, repo: str, number: int, note: Note) -> list[IssueComment]:
        """Our comment: by its id, else every one with our mark that we wrote ourselves, oldest first.

        Anybody can copy a mark, so it counts only on our own writing.
        """
        known = self._by_ref(repo, note.ref) if note.ref else None
        if known:
            return [known]
        me = self._me()
        comments = unless_gone(lambda: list(self._issue(repo, number).get_comments())) or []
        return [comment for comment in comments if carries(comment.body, note) and _author(comment) == me]

    def _by_ref(self, repo: str, ref: str) -> IssueComment | None:
        url = f"/repos/{repo}/issues/comments/{ref}"
        comment = IssueComment(self._requester, url=url)
        found = unless_gone(comment.complete)
        return comment if found and _author(comment) == self._me() else None

    def _issue(self, repo: str, number: int) -> Issue:
        return Issue(self._requester, url=f"/repos/{repo}/issues/{number}")


def address(item: str) -> tuple[str, int]:
    """Repository and number. Refused for what is no key."""
    repo, _, number = item.partition("#")
    if not number.isdigit() or "/" not in repo:
        raise Refused(f"github: {item} is no key of an issue; write owner/repo#12")
    return repo, int(number)


def _author(comment: IssueComment) -> str | None:
    return comment.user.login if comment.user else None


def unless_gone(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Refused as error:
        if error.status in GONE:
            return None
        raise


@contextmanager
def readable(item: str) -> Iterator[None]:
    """PyGithub takes every answer to be as documented, and fails anywhere inside when that of a proxy is not."""
    try:
        yield
    except (BadAttributeException, GithubException, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Refused(
            f"github: what was answered about {item} cannot be read ({type(error).__name__}); "
            "check base_url, and whatever stands between the hub and the tool"
        ) from None
