"""GitHub's bodies as far as the hub reads them: raw bytes of a page in, typed rows out, and the odd ones named.

https://docs.github.com/en/rest/issues/issues#list-repository-issues
"""

from datetime import datetime
from typing import Annotated, Generic, TypeVar

from msgspec import Meta, Struct
from msgspec.structs import replace

from connectors.rows import Whole, rows
from core.records import Rejected

T = TypeVar("T")
When = Annotated[datetime, Meta(tz=True)]


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


class Named(Struct, gc=False):
    name: str


class Dependencies(Struct, gc=False):
    total_blocked_by: int = 0


class FieldValue(Struct, gc=False):
    """https://docs.github.com/en/rest/issues/issue-field-values"""

    issue_field_name: str = ""
    data_type: str = ""
    value: str | Whole | float | None = None
    single_select_option: Named | None = None
    multi_select_options: list[Named] | None = None


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
    repository_url: str = ""
    type: Named | None = None
    issue_dependencies_summary: Dependencies | None = None
    issue_field_values: list[FieldValue] | None = None


class Comment(Struct, gc=False):
    id: int
    issue_url: str
    created_at: When
    updated_at: When
    user: User | None = None


class ReviewComment(Struct, gc=False):
    id: int
    pull_request_url: str
    created_at: When
    updated_at: When
    user: User | None = None


class Blocker(Struct, gc=False):
    number: int
    repository_url: str


class Numbered(Struct, gc=False):
    number: int
    node_id: str = ""


class Event(Struct, gc=False):
    id: int
    event: str
    created_at: When
    actor: User | None = None
    issue: Numbered | None = None
    label: Label | None = None


class Page(Generic[T]):
    """Decodes pages of one kind of row. `what` names the kind; a row is told by its number or id."""

    def __init__(self, kind: type[T], what: str) -> None:
        self._what = what
        self._rows = rows("github", what, kind, names=("number", "full_name", "slug", "id"))

    def read(self, content: bytes, of: str) -> tuple[list[T], list[Rejected]]:
        """The rows of a list `of` a repository or owner, and those that are odd. Refused when this is no list at all."""
        page = self._rows.read(content, f"the list of {self._what}s of {of}")
        return page.rows, [replace(row, place=row.place.replace("github", f"github {of}", 1)) for row in page.rejected]
