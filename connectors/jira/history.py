"""What Jira tells of an issue's past: its changelog read whole, and the tracked fields out of it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from connectors.jira.parts import of_issue
from connectors.jira.rows import decoded
from connectors.jira.shapes import Changelog, ChangelogPage, ChangelogsPage, Entry, History, Issue, Row
from connectors.jira.site import Site
from connectors.jira.times import moment
from core.contract import Refused
from core.records import Category, Change, Tracked

AT_ONCE = 5000  # entries of many issues in one answer: some 8 MB
_PARENTS = frozenset(("Parent", "IssueParentAssociation", "Epic Link", "Parent Link"))
_TRACKED = _PARENTS | {"status", "assignee", "duedate"}
Log = list[History]
Dated = list[tuple[datetime, History]]


def missing(page: Sequence[Issue], site: Site) -> Mapping[str, Log]:
    """Whole, by issue id, the changelogs of which a page of issues shows only a part. Empty where they must be asked for one
    by one. Not narrowed to tracked fields: every entry is also somebody's activity."""
    cut = [issue.id for issue in page if _is_cut(issue, site)]
    try:
        return _of_all(cut, site) if cut and site.dialect.bulk else {}
    except Refused:
        return {}


def history(issue: Issue, site: Site, found: Mapping[str, Log]) -> Dated:
    """Oldest first, each entry with when it was made. ValueError when it cannot be had."""
    log = issue.changelog.histories if issue.changelog else []
    if _is_cut(issue, site):
        log = found.get(issue.id) or _of_one(issue.id, site)
    dated = [(moment(entry.created), entry) for entry in log]
    dated.sort(key=lambda pair: (pair[0], pair[1].id))
    return dated


def changes(log: Dated, site: Site) -> Iterator[Change]:
    """Oldest first. What leads where a field already is says nothing: Jira logs a new parent under two names."""
    last: dict[Tracked, str | None] = {}
    tracked = _TRACKED | site.columns.parent_names
    for at, entry in log:
        for part in entry.items:
            if part.field in tracked:
                for field, before, after in _tracked(part, site):
                    if last.get(field, before) != after:
                        yield Change(at, field, before, after)
                    last[field] = after


def _is_cut(issue: Issue, site: Site) -> bool:
    log, shown = issue.changelog or Changelog(), site.dialect.histories
    return (log.total or 0) > len(log.histories) or (shown is not None and len(log.histories) >= shown)


def _of_all(issues: list[str], site: Site) -> Mapping[str, Log]:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-changelog-bulkfetch-post"""
    found: dict[str, dict[str, History]] = {}
    body: dict[str, object] = {"issueIdsOrKeys": issues, "maxResults": AT_ONCE}
    seen: set[object] = set()
    while True:
        page = decoded(site.request("POST", site.dialect.bulk, json=body).content, ChangelogsPage, site.dialect.bulk)
        for log in page.issue_change_logs:
            found.setdefault(log.issue_id, {}).update({entry.id: entry for entry in log.change_histories})
        token = page.next_page_token
        if not token:
            return {issue: list(log.values()) for issue, log in found.items()}
        if token in seen:
            raise Refused("jira: the changelogs came back to an earlier page")
        seen.add(token)
        body["nextPageToken"] = token


def _of_one(issue: str, site: Site) -> Log:
    if site.dialect.log:
        return of_issue(site, ChangelogPage, site.dialect.log.format(issue), lambda page: page.values)
    try:
        found = site.read(Row[object], f"/issue/{issue}", fields="-*all", expand="changelog").changelog
    except Refused as error:
        raise ValueError(str(error)) from None
    return found.histories if found else []


def _tracked(entry: Entry, site: Site) -> Iterator[tuple[Tracked, str | None, str | None]]:
    if entry.field == "status":
        yield "status", entry.was_text, entry.now_text
        before, after = _category(entry.was, site), _category(entry.now, site)
        if after and after != before:
            yield "category", before, after
    elif entry.field == "assignee":
        yield "assignee", entry.was or None, entry.now or None
    elif entry.field == "duedate":
        yield "due", entry.was or None, entry.now or None
    else:
        yield "parent", entry.was_text or None, entry.now_text or None


def _category(status: str | None, site: Site) -> Category | None:
    """None for a status that was deleted since."""
    return site.categories.get(status or "")
