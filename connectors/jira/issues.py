"""One Jira issue becomes an item with its history, what people did to it, and a goal where its type says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from connectors.jira.adf import text_of
from connectors.jira.rows import SOURCE
from connectors.jira.shapes import Changelog, Entry, Fields, History, Issue, Named, User
from connectors.jira.site import Site, category
from core.records import TEXT_LIMIT, Activity, Category, Change, Goal, Item, Kind, Record, Tracked
from core.references import references

SHOWN_HISTORIES = 40  # of the newest in a search: https://jira.atlassian.com/browse/JRACLOUD-96459
DAY = 8 * 3600  # seconds of work in a person-day, Jira's own default
_PARENTS = ("Parent", "IssueParentAssociation", "Epic Link")


def records(issue: Issue, site: Site) -> Iterator[Record]:
    """The item first. ValueError says which value cannot be read."""
    fields = issue.fields
    histories = _histories(issue, site)
    item = _item(issue, histories, site)
    yield item
    if item.type in site.settings.goal_types:
        yield _goal(item, fields)
    yield Activity(
        source=SOURCE,
        id=f"created-{issue.id}",
        item=issue.key,
        at=item.created_at,
        kind="created",
        actor=item.author,
        bot=site.is_bot(fields.creator or fields.reporter),
    )
    yield from _comments(issue, site)
    for history in histories:
        yield _activity("change", history.id, issue.key, history.created, history.author, site)


def moment(text: str) -> datetime:
    """Jira's `2020-06-12T08:29:19.487+0800` in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _item(issue: Issue, histories: list[History], site: Site) -> Item:
    fields = issue.fields
    title, text = _storable(fields.summary or ""), _storable(text_of(fields.description))
    now = category(fields.status)
    author = fields.creator or fields.reporter
    return Item(
        source=SOURCE,
        id=issue.id,
        key=issue.key,
        kind=_kind(fields),
        container=fields.project.key or issue.key.rpartition("-")[0],
        title=title,
        url=site.settings.browse(issue.key),
        status=fields.status.name or "",
        category=now,
        created_at=moment(fields.created),
        updated_at=moment(fields.updated),
        type=(fields.issuetype and fields.issuetype.name) or "",
        text=text[:TEXT_LIMIT],
        labels=tuple(fields.labels or ()),
        components=_names(fields.components),
        versions=_names(fields.fixVersions),
        priority=fields.priority.name if fields.priority else None,
        author=author.account_id if author else None,
        assignee=fields.assignee.account_id if fields.assignee else None,
        parent=fields.parent.key if fields.parent else None,
        due=date.fromisoformat(fields.duedate) if fields.duedate else None,
        done_at=_done_at(fields) if now == "done" else None,
        estimate=fields.timeoriginalestimate / DAY if fields.timeoriginalestimate else None,
        refs=references(title, text),
        changes=tuple(_changes(histories, site)),
    )


def _storable(text: str) -> str:
    """Summaries that came into Jira by its API do end in NUL, which no database holds."""
    return text.replace("\0", "\ufffd")


def _kind(fields: Fields) -> Kind:
    """Type names are translated and renamed; level 1 and above of the hierarchy are not."""
    type_ = fields.issuetype
    return "epic" if type_ and ((type_.hierarchy_level or 0) >= 1 or type_.name == "Epic") else "issue"


def _done_at(fields: Fields) -> datetime | None:
    text = fields.resolutiondate or fields.statuscategorychangedate
    return moment(text) if text else None


def _names(values: list[Named] | None) -> tuple[str, ...]:
    return tuple(value.name for value in values or () if value.name)


def _goal(item: Item, fields: Fields) -> Goal:
    owner = fields.assignee
    handle = (owner.email_address or f"{SOURCE}:{owner.account_id}") if owner else None
    return Goal(
        source=SOURCE,
        key=item.key,
        level="initiative",
        title=item.title,
        place=f"{SOURCE}:{item.key}",
        url=item.url,
        owners=(handle,) if handle else (),
        closed=item.category == "done",
        declared=item.status,
        item=item.key,
    )


def _histories(issue: Issue, site: Site) -> list[History]:
    log = issue.changelog or Changelog()
    if len(log.histories) >= SHOWN_HISTORIES or (log.total or 0) > len(log.histories):
        log = site.changelog(issue.id)
    return sorted(log.histories, key=lambda history: (moment(history.created), history.id))


def _comments(issue: Issue, site: Site) -> Iterator[Activity]:
    page = issue.fields.comment
    if page and (page.total or 0) > len(page.comments):
        page = site.comments(issue.id)
    for comment in page.comments if page else ():
        yield _activity("comment", comment.id, issue.key, comment.created, comment.author, site)


def _activity(kind: str, number: str, key: str, at: str, author: User | None, site: Site) -> Activity:
    return Activity(
        source=SOURCE,
        id=f"{kind}-{number}",
        item=key,
        at=moment(at),
        kind=kind,
        actor=author.account_id if author else None,
        bot=site.is_bot(author),
    )


def _changes(histories: list[History], site: Site) -> Iterator[Change]:
    """Oldest first. What leads where a field already is says nothing: Jira logs a new parent under two names."""
    last: dict[Tracked, str | None] = {}
    for history in histories:
        at = moment(history.created)
        for entry in history.items:
            for change in _change(at, entry, site):
                if last.get(change.field, change.before) != change.after:
                    yield change
                last[change.field] = change.after


def _change(at: datetime, entry: Entry, site: Site) -> Iterator[Change]:
    if entry.field == "status":
        yield Change(at, "status", entry.was_text, entry.now_text)
        before, after = _category(entry.was, site), _category(entry.now, site)
        if after and after != before:
            yield Change(at, "category", before, after)
    elif entry.field == "assignee":
        yield Change(at, "assignee", entry.was or None, entry.now or None)
    elif entry.field == "duedate":
        yield Change(at, "due", entry.was or None, entry.now or None)
    elif entry.field in _PARENTS:
        yield Change(at, "parent", entry.was_text or None, entry.now_text or None)


def _category(status: str | None, site: Site) -> Category | None:
    """None for a status that was deleted since."""
    return site.categories.get(status or "")
