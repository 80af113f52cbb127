"""What the hub says in GitHub: one comment that states a finding, one label that shows it. Each verb states an end result.

Through no SDK: PyGithub makes an object of every answer, which costs a third of a write, and reads each answer twice.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct

from connectors.github.bodies import Label, Page, User
from connectors.github.cursors import ACCEPT, PAGE, Reader
from connectors.github.text import carries, comment_body
from connectors.looked import Sight
from connectors.rows import UNREADABLE, why
from connectors.transport import Http
from core.contract import Note, Refused

T = TypeVar("T")
GONE = (404, 410)


class Comment(Struct):
    id: int
    body: str | None = None
    user: User | None = None


class Labelled(Struct):
    labels: list[Label | str]


_COMMENTS = Page(Comment, "comment")


class Writer:
    """`me` gives our own login."""

    def __init__(self, http: Http, me: Callable[[], str]) -> None:
        self._http, self._me = http, me

    def ensure_comment(self, item: str, note: Note, seen: Sight | None = None) -> str | None:
        """https://docs.github.com/en/rest/issues/comments"""
        repo, number = address(item)
        standing = [] if seen and seen.silent else self._standing(repo, number, note)
        kept, twins = (None, standing) if note.body is None else (next(iter(standing), None), standing[1:])
        for twin in twins:
            self._request("DELETE", _comment(repo, twin.id))
        if note.body is None:
            return None
        body = comment_body(note)
        if kept is None:
            path = f"{_issue(repo, number)}/comments"
            return str(_read(self._request("POST", path, {"body": body}), Comment, path).id)
        if kept.body != body:
            self._request("PATCH", _comment(repo, kept.id), {"body": body})
        return str(kept.id)

    def ensure_label(self, item: str, label: str, present: bool, seen: Sight | None = None) -> None:
        """Looked up first, since writes are what GitHub limits most. A label that the repository lacks is made by GitHub,
        to which names are the same in any case.

        https://docs.github.com/en/rest/issues/labels
        """
        repo, number = address(item)
        path = f"{_issue(repo, number)}/labels"
        labels = seen.labels if seen else self._labels(repo, number, present)
        carried = label.casefold() in map(str.casefold, labels)
        if present and not carried:
            self._request("POST", path, {"labels": [label]})
        if carried and not present:
            unless_gone(lambda: self._request("DELETE", f"{path}/{quote(label, safe='')}"))

    def _labels(self, repo: str, number: int, wanted: bool) -> list[str]:
        """An issue that is gone has none, which is enough where none is wanted."""
        path = _issue(repo, number)
        found = self._request("GET", path) if wanted else unless_gone(lambda: self._request("GET", path))
        labels = _read(found, Labelled, path).labels if found is not None else ()
        return [name for each in labels if (name := each if isinstance(each, str) else each.name)]

    def _standing(self, repo: str, number: int, note: Note) -> list[Comment]:
        """Our comment: by its id, else every one with our mark that we wrote ourselves, oldest first.

        Anybody can copy a mark, so it counts only on our own writing.
        """
        known = self._by_ref(repo, note.ref) if note.ref else None
        if known:
            return [known]
        comments = unless_gone(lambda: list(self._comments(repo, number))) or []
        return [each for each in comments if carries(each.body, note) and self._is_ours(each)]

    def _by_ref(self, repo: str, ref: str) -> Comment | None:
        path = _comment(repo, ref)
        content = unless_gone(lambda: self._request("GET", path))
        found = _read(content, Comment, path) if content is not None else None
        return found if found and self._is_ours(found) else None

    def _comments(self, repo: str, number: int) -> Iterator[Comment]:
        """A comment of somebody's that cannot be read is none of ours."""
        reader, path = Reader(self._http), f"{_issue(repo, number)}/comments"
        answer = reader.get(path, {"per_page": str(PAGE)})
        while True:
            yield from _COMMENTS.read(answer.content, f"{repo}#{number}")[0]
            if not answer.next:
                return
            answer = reader.get(answer.next)

    def _is_ours(self, comment: Comment) -> bool:
        return comment.user is not None and comment.user.login == self._me()

    def _request(self, method: str, path: str, body: Any = None) -> bytes:
        return self._http.request(method, path, json=body, headers=ACCEPT).content


def address(item: str) -> tuple[str, int]:
    """Repository and number. Refused for what is no key."""
    repo, _, number = item.partition("#")
    if not number.isdigit() or "/" not in repo:
        raise Refused(f"github: {item} is no key of an issue; write owner/repo#12")
    return repo, int(number)


def unless_gone(call: Callable[[], T]) -> T | None:
    try:
        return call()
    except Refused as error:
        if error.status in GONE:
            return None
        raise


def _issue(repo: str, number: int) -> str:
    return f"/repos/{repo}/issues/{number}"


def _comment(repo: str, ref: int | str) -> str:
    return f"/repos/{repo}/issues/comments/{ref}"


def _read(content: bytes, shape: type[T], path: str) -> T:
    try:
        return msgspec.json.decode(content, type=shape)
    except UNREADABLE as error:
        raise Refused(
            f"github: what {path} answered cannot be read ({why(error)}); "
            "check base_url, and whatever stands between the hub and the tool"
        ) from None
