"""The fields we use of Jira's answers. Half of them can be null whatever the specification says; the rest is skipped.

https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
"""

from typing import Any, Generic, TypeVar

import msgspec
from msgspec import Struct

from connectors.jira.adf import Node


class Named(Struct, gc=False):
    name: str | None = None


class Right(Struct, gc=False, rename="camel"):
    have_permission: bool = False


class Rights(Struct, gc=False):
    permissions: dict[str, Right] = {}


class Author(Struct, gc=False, rename="camel"):
    """Of whoever did something only the account: names and addresses come once for each, not once for each deed. Cloud names
    people by `accountId` alone; Data Center by `key`, which stays, and `name`, which they sign in with."""

    account_id: str | None = None
    key: str | None = None
    name: str | None = None
    account_type: str | None = None

    @property
    def id(self) -> str | None:
        return self.account_id or self.key or self.name


class User(Author, gc=False):
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


class Typed(Struct, gc=False):
    issuetype: IssueType | None = None


class Parent(Struct, gc=False):
    key: str | None = None
    fields: Typed | None = None


class LinkType(Struct, gc=False):
    name: str | None = None
    inward: str | None = None


class IssueLink(Struct, gc=False, rename="camel"):
    """Read from the issue that shows it: it `type.inward` (is blocked by) the `inwardIssue`."""

    type: LinkType | None = None
    inward_issue: Keyed | None = None


class Part(Struct, gc=False, rename="camel"):
    """A page of a list by `startAt`: the last one says so, or reaches the total."""

    is_last: bool | None = None
    total: int | None = None


class Comment(Struct, gc=False):
    id: str
    created: str
    author: Author | None = None


class CommentPage(Part, gc=False):
    comments: list[Comment] = []


class Worklog(Struct, gc=False, rename="camel"):
    id: str
    created: str
    started: str | None = None
    author: Author | None = None
    time_spent_seconds: int | None = None


class WorklogPage(Part, gc=False):
    worklogs: list[Worklog] = []


class Entry(Struct, gc=False):
    field: str | None = None
    was: str | None = msgspec.field(default=None, name="from")
    was_text: str | None = msgspec.field(default=None, name="fromString")
    now: str | None = msgspec.field(default=None, name="to")
    now_text: str | None = msgspec.field(default=None, name="toString")


class History(Struct, gc=False):
    """`created` is text in most answers, and epoch milliseconds (or seconds) in those of many issues at once."""

    id: str
    created: str | int
    author: Author | None = None
    items: list[Entry] = []


class Changelog(Struct, gc=False):
    histories: list[History] = []
    total: int | None = None


class ChangelogPage(Part, gc=False):
    values: list[History] = []


class IssueChangelog(Struct, gc=False, rename="camel"):
    issue_id: str
    change_histories: list[History] = []


class ChangelogsPage(Struct, gc=False, rename="camel"):
    issue_change_logs: list[IssueChangelog] = []
    next_page_token: str | None = None


class Fields(Struct, kw_only=True, gc=False):
    """What every site has. What it defined itself is added by `columns.Columns.shape`."""

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
    reporter: Author | None = None
    creator: Author | None = None
    assignee: User | None = None
    parent: Parent | None = None
    issuelinks: list[IssueLink] | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None
    timeoriginalestimate: float | None = None
    comment: CommentPage | None = None
    worklog: WorklogPage | None = None


F = TypeVar("F")


class Row(Struct, Generic[F], gc=False):
    id: str
    key: str
    fields: F
    changelog: Changelog | None = None


Issue = Row[Fields]


class Dates(Struct, gc=False):
    """As they came: that one is odd must not hide that the issue is there."""

    created: Any = None
    updated: Any = None


class Schema(Struct, gc=False):
    custom: str | None = None


class Field(Struct, gc=False, rename={"clause_names": "clauseNames"}):
    """One row of `/field`: a field of the site, by the name that this account sees."""

    id: str
    name: str | None = None
    schema: Schema | None = None
    clause_names: list[str] = []


class TimeTracking(Struct, gc=False, rename="camel"):
    working_hours_per_day: float | None = None


class Configuration(Struct, gc=False, rename="camel"):
    time_tracking_configuration: TimeTracking | None = None


class GroupName(Struct, gc=False, rename="camel"):
    """Data Center's groups have no id."""

    name: str
    group_id: str | None = None

    @property
    def id(self) -> str:
        return self.group_id or self.name


class GroupPage(Part, gc=False):
    """`/group/bulk` gives `values`, the picker of Data Center `groups`."""

    values: list[GroupName] = []
    groups: list[GroupName] = []


class MemberPage(Part, gc=False):
    values: list[User] = []


class Count(Struct, gc=False):
    count: int
