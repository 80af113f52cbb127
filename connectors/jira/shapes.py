"""The fields we use of Jira's answers. Half of them can be null whatever the specification says; the rest is skipped.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

import msgspec
from msgspec import Struct

from connectors.jira.adf import Node


class Named(Struct, gc=False):
    name: str | None = None


class User(Struct, gc=False, rename="camel"):
    account_id: str | None = None
    account_type: str | None = None
    display_name: str | None = None
    email_address: str | None = None
    active: bool | None = None


class StatusCategory(Struct, gc=False):
    key: str | None = None


class Status(Struct, gc=False, rename="camel"):
    id: str | None = None
    name: str | None = None
    status_category: StatusCategory | None = None


class IssueType(Struct, gc=False, rename="camel"):
    name: str | None = None
    hierarchy_level: int | None = None


class Keyed(Struct, gc=False):
    key: str | None = None


class Comment(Struct, gc=False):
    id: str
    created: str
    author: User | None = None


class CommentPage(Struct, gc=False, rename="camel"):
    comments: list[Comment] = []
    total: int | None = None


class Entry(Struct, gc=False):
    field: str | None = None
    was: str | None = msgspec.field(default=None, name="from")
    was_text: str | None = msgspec.field(default=None, name="fromString")
    now: str | None = msgspec.field(default=None, name="to")
    now_text: str | None = msgspec.field(default=None, name="toString")


class History(Struct, gc=False):
    id: str
    created: str
    author: User | None = None
    items: list[Entry] = []


class Changelog(Struct, gc=False):
    histories: list[History] = []
    total: int | None = None


class ChangelogPage(Struct, gc=False, rename="camel"):
    values: list[History] = []
    is_last: bool | None = None


class Fields(Struct, kw_only=True, gc=False):
    status: Status
    project: Keyed
    created: str
    updated: str
    issuetype: IssueType | None = None
    summary: str | None = None
    description: Node | str | None = None
    duedate: str | None = None
    labels: list[str] | None = None
    components: list[Named] | None = None
    fixVersions: list[Named] | None = None  # noqa: N815 - the vendor's name
    priority: Named | None = None
    reporter: User | None = None
    creator: User | None = None
    assignee: User | None = None
    parent: Keyed | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None
    timeoriginalestimate: float | None = None
    comment: CommentPage | None = None


class Issue(Struct, gc=False):
    id: str
    key: str
    fields: Fields
    changelog: Changelog | None = None


class Page(Struct, rename="camel"):
    """A page of search results; the last one has no token. `isLast` has been wrong and is not read."""

    issues: list[Issue] = []
    next_page_token: str | None = None


FIELDS = ",".join(name for name in Fields.__struct_fields__)
