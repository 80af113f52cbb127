"""What people did to an issue: made it, changed it, talked about it, logged their time on it."""

from collections.abc import Collection, Iterator
from datetime import datetime

from msgspec.structs import replace

from connectors.jira.history import Dated
from connectors.jira.parts import of_issue
from connectors.jira.rows import SOURCE
from connectors.jira.shapes import Author, Comment, CommentPage, Entry, Issue, Worklog, WorklogPage
from connectors.jira.site import Site
from connectors.jira.times import moment
from core.records import Activity, Item

FLAGGED = "Flagged"  # as changelogs call the flag, in whatever language the account reads


def activities(issue: Issue, item: Item, log: Dated, site: Site) -> Iterator[Activity]:
    """ValueError when its comments or worklogs cannot be had."""
    fields, blockers = issue.fields, frozenset(item.blocked_by)
    yield _activity("created", issue.id, issue.key, moment(fields.created), fields.creator or fields.reporter, site)
    for comment in _comments(issue, site):
        yield _activity("comment", comment.id, issue.key, moment(comment.created), comment.author, site)
    for worklog in _worklogs(issue, site):
        hours = (worklog.time_spent_seconds or 0) / 3600
        yield _activity("worklog", worklog.id, issue.key, _worked_at(worklog), worklog.author, site, hours)
    for at, entry in log:
        change = _activity("change", entry.id, issue.key, at, entry.author, site)
        kinds = [kind for part in entry.items if (kind := _hindrance(part, blockers, site))]
        yield replace(change, kind=kinds[0]) if kinds else change


def _hindrance(part: Entry, blockers: Collection[str], site: Site) -> str | None:
    """How what may hold the issue back from then on is called; GitHub has the same names."""
    if part.field == FLAGGED or part.field in site.columns.flag_names:
        return "flagged" if part.now_text else None
    if part.field == "labels":
        added = set((part.now_text or "").split()).difference((part.was_text or "").split())
        return "flagged" if site.settings.blocking(added) else None
    return "blocked_by_added" if part.field == "Link" and part.now in blockers else None


def _comments(issue: Issue, site: Site) -> list[Comment]:
    page = issue.fields.comment or CommentPage()
    if (page.total or 0) <= len(page.comments):
        return page.comments
    return of_issue(site, CommentPage, f"/issue/{issue.id}/comment", lambda page: page.comments)


def _worklogs(issue: Issue, site: Site) -> list[Worklog]:
    """A search shows 20 of them. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-worklogs/"""
    page = issue.fields.worklog or WorklogPage()
    if (page.total or 0) <= len(page.worklogs):
        return page.worklogs
    path = f"/issue/{issue.id}/worklog"
    return of_issue(site, WorklogPage, path, lambda page: page.worklogs, site.dialect.worklogs)


def _worked_at(worklog: Worklog) -> datetime:
    """When the work began, as its author says, and never after it was written down."""
    return min(moment(worklog.started or worklog.created), moment(worklog.created))


def _activity(
    kind: str, number: str, key: str, at: datetime, author: Author | None, site: Site, hours: float | None = None
) -> Activity:
    return Activity(
        source=SOURCE,
        id=f"{kind}-{number}",
        item=key,
        at=at,
        kind=kind,
        actor=author.id if author else None,
        bot=site.is_bot(author),
        hours=hours,
    )
