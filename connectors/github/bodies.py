"""GitHub's bodies as far as the hub reads them: raw bytes of a page in, typed rows out, and the odd ones named.

https://docs.github.com/en/rest/issues/issues#list-repository-issues
"""

import json
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta, Struct

from core.contract import Refused
from core.records import Rejected

T = TypeVar("T")
When = Annotated[datetime, Meta(tz=True)]
RAW_LIMIT = 2_000  # characters of a rejected record that are kept


class User(Struct, gc=False):
    login: str
    type: str = "User"


class Label(Struct, gc=False):
    name: str | None = None


class Milestone(Struct, gc=False):
    number: int
    title: str
    html_url: str
    state: str
    due_on: When | None = None
    creator: User | None = None


class Pull(Struct, gc=False):
    merged_at: When | None = None


class Issue(Struct, gc=False):
    """An issue, or a pull request when `pull_request` is there."""

    id: int
    node_id: str
    number: int
    title: str
    html_url: str
    state: str
    created_at: When
    updated_at: When
    closed_at: When | None = None
    state_reason: str | None = None
    body: str | None = None
    user: User | None = None
    assignee: User | None = None
    labels: list[Label | str] = []
    milestone: Milestone | None = None
    draft: bool | None = None
    pull_request: Pull | None = None
    parent_issue_url: str | None = None


class Comment(Struct, gc=False):
    id: int
    issue_url: str
    created_at: When
    updated_at: When
    user: User | None = None


class Numbered(Struct, gc=False):
    number: int


class Event(Struct, gc=False):
    id: int
    event: str
    created_at: When
    actor: User | None = None
    issue: Numbered | None = None


class Page(Generic[T]):
    """Decodes pages of one kind of row. `what` names the kind where a row does not name itself."""

    def __init__(self, kind: type[T], what: str) -> None:
        self._kind, self._what = kind, what
        self._decoder: msgspec.json.Decoder[list[T]] = msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]

    def read(self, content: bytes, repo: str) -> tuple[list[T], list[Rejected]]:
        """All rows at once; only when one of them is odd, row by row. Refused when this is no list at all."""
        try:
            return self._decoder.decode(content), []
        except (ValueError, RecursionError):
            return self._one_by_one(content, repo)

    def _one_by_one(self, content: bytes, repo: str) -> tuple[list[T], list[Rejected]]:
        """The lenient parser of the standard library gets past NaN and broken surrogates, so that only their row is lost."""
        try:
            raw = json.loads(content)
        except (ValueError, RecursionError) as error:
            raise Refused(f"github: the answer for {repo} cannot be read as JSON ({error}); check base_url") from None
        if not isinstance(raw, list):
            raise Refused(f"github: the answer for {repo} is not a list of {self._what}s; check base_url")
        rows: list[T] = []
        rejected: list[Rejected] = []
        for row in raw:
            try:
                json.dumps(row, ensure_ascii=False).encode()
                rows.append(msgspec.convert(row, self._kind))
            except (ValueError, RecursionError) as error:
                rejected.append(self._rejected(row, repo, error))
        return rows, rejected

    def _rejected(self, row: Any, repo: str, error: Exception) -> Rejected:
        fields = row if isinstance(row, dict) else {}
        name = f"#{fields['number']}" if "number" in fields else f" {self._what} {fields.get('id', 'without id')}"
        return Rejected(
            source="github", place=f"github {repo}{name}", reason=str(error), raw=json.dumps(row)[:RAW_LIMIT]
        )
