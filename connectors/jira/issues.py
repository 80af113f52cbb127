"""One Jira issue becomes an item with its history, what people did to it, and a goal where its type says so."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from connectors.jira.activity import activities
from connectors.jira.goals import goals
from connectors.jira.history import Dated, Log, changes, history
from connectors.jira.rows import SOURCE
from connectors.jira.shapes import Fields, Issue, IssueLink, IssueType, Named
from connectors.jira.site import Site, category
from connectors.jira.times import moment
from connectors.jira.values import number, texts
from core.records import TEXT_LIMIT, Item, Kind, Record
from core.references import references

SPRINT = "Sprint"  # on every site, whatever it calls the field: rules are written against it


def records(issue: Issue, site: Site, logs: Mapping[str, Log]) -> Iterator[Record]:
    """The item first. `logs` are changelogs that came apart from the issue (`history.missing`). ValueError says which value
    cannot be read."""
    log = history(issue, site, logs)
    item = _item(issue, log, site)
    yield item
    yield from goals(item, issue.fields, site)
    yield from activities(issue, item, log, site)


def _item(issue: Issue, log: Dated, site: Site) -> Item:
    fields = issue.fields
    title, text = fields.summary or "", site.dialect.plain(fields.description)
    now = category(fields.status)
    author = fields.creator or fields.reporter
    return Item(
        source=SOURCE,
        id=issue.id,
        key=issue.key,
        kind=_kind(fields, site),
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
        author=author.id if author else None,
        assignee=fields.assignee.id if fields.assignee else None,
        parent=_parent(fields, site),
        due=date.fromisoformat(fields.duedate) if fields.duedate else None,
        done_at=_done_at(fields) if now == "done" else None,
        estimate=fields.timeoriginalestimate / site.day if fields.timeoriginalestimate else None,
        points=_points(fields, site),
        blocked_by=tuple(_blockers(fields.issuelinks or (), site)),
        flagged=any(_values(fields, site.columns.flags)) or site.settings.blocking(fields.labels or ()),
        fields=_own(fields, site),
        refs=references(title, text),
        changes=tuple(changes(log, site)),
    )


def _kind(fields: Fields, site: Site) -> Kind:
    """Type names are translated and renamed; level 1 and above of the hierarchy are not. Where the level is not told (Data
    Center), only epics have an epic name, and what is a goal stands above them."""
    type_ = fields.issuetype or IssueType()
    if type_.hierarchy_level is not None:
        above = type_.hierarchy_level >= 1
    else:
        above = type_.name in site.settings.levels or any(_values(fields, site.columns.epics))
    return "epic" if above or type_.name == "Epic" else "issue"


def _done_at(fields: Fields) -> datetime | None:
    text = fields.resolutiondate or fields.statuscategorychangedate
    return moment(text) if text else None


def _names(values: list[Named] | None) -> tuple[str, ...]:
    return tuple(value.name for value in values or () if value.name)


def _parent(fields: Fields, site: Site) -> str | None:
    """On Data Center only sub-tasks have a `parent`; epics are named by a field of their own."""
    if fields.parent and fields.parent.key:
        return fields.parent.key
    return next((text for value in _values(fields, site.columns.parents) for text in texts(value)), None)


def _points(fields: Fields, site: Site) -> float | None:
    found = (number(value) for value in _values(fields, site.columns.points))
    return next((points for points in found if points is not None), None)


def _blockers(links: Iterable[IssueLink], site: Site) -> Iterator[str]:
    """All of them, also those that ended: a blocker that ends does not touch this issue, so whoever asks looks at its state."""
    for link in links:
        blocks = link.type and (link.type.name in site.settings.blocks_links or _says_blocked(link.type.inward))
        if blocks and link.inward_issue and link.inward_issue.key:
            yield link.inward_issue.key


def _says_blocked(inward: str | None) -> bool:
    return (inward or "").casefold() == "is blocked by"


def _own(fields: Fields, site: Site) -> dict[str, tuple[str, ...]]:
    found = {own.name: texts(getattr(fields, own.id)) for own in site.columns.own}
    found[SPRINT] = tuple(text for value in _values(fields, site.columns.sprints) for text in texts(value))
    return {name: found[name] for name in sorted(found) if found[name]}


def _values(fields: Fields, ids: tuple[str, ...]) -> Iterator[Any]:
    return (value for each in ids if (value := getattr(fields, each)) is not None)
