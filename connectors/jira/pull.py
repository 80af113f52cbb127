"""Scans: from a cursor through pages of search results to records, each page closed by a checkpoint.

A scan asks for what was updated since the last one began, less an overlap. All times are the tool's own, from its `Date`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from connectors.jira.history import Log, missing
from connectors.jira.issues import records
from connectors.jira.own import LABEL, by_us, own_pages
from connectors.jira.rows import rejected
from connectors.jira.shapes import Dates, Issue, Row
from connectors.jira.site import Site
from connectors.jira.times import moment
from connectors.jira.walk import Walk
from connectors.rows import UNREADABLE
from core.contract import Refused, Seen
from core.records import Checkpoint, Record
from core.times import EPOCH, millis

PAGE = 100
OVERLAP = 5 * 60_000  # milliseconds: search is eventually consistent, and clocks differ


class Cursor(Struct, frozen=True, omit_defaults=True):
    """Epoch milliseconds. All changes before `updated` are committed. A scan under way adds when it `started` and that all
    issues created before `created` are committed too, so that it goes on from there and may end as if never cut."""

    updated: int | None = None
    started: int | None = None
    created: int | None = None


def issues(site: Site, project: str, cursor: str | None) -> Iterator[Record | Checkpoint]:
    position, done = _position(cursor), 0
    query = {"maxResults": PAGE, "fields": site.columns.asked, "expand": "changelog"}
    walk = Walk(site, project, site.columns.shape, _terms(site, position.updated), query, position.created)
    for page in walk:
        yield from page.rejected
        yield from _records(page.rows, site)
        done += len(page.rows) + len(page.rejected)
        started = position.started or walk.at
        if walk.more:
            yield _checkpoint(Cursor(position.updated, started, walk.created), done, max(walk.total or 0, done) or None)
    yield _checkpoint(Cursor(position.started or walk.at or position.updated), done, done)


def census(site: Site, project: str) -> Iterator[Sequence[Seen]]:
    query = {"maxResults": site.dialect.largest, "fields": "created,updated"}
    own: set[str] | None = None
    for page in Walk(site, project, Dates, _terms(site, None), query):
        for odd in page.rejected:
            raise Refused(f"jira: {odd.place} cannot be read in the list of all issues of {project} ({odd.reason})")
        own = own_pages(site, project) if own is None else own
        yield [_seen(row) for row in page.rows if row.id not in own]


def cursor_at(since: datetime) -> str:
    return msgspec.json.encode(Cursor(updated=millis(since))).decode()


def _position(cursor: str | None) -> Cursor:
    """A cursor that cannot be read costs a full scan, never an item."""
    try:
        return msgspec.json.decode(cursor or "{}", type=Cursor)
    except ValueError:
        return Cursor()


def _terms(site: Site, updated: int | None) -> list[str]:
    """What restricts a search beside its project. Epoch milliseconds, because Jira reads any written date in the account's
    time zone."""
    since = [f"updated >= {updated - OVERLAP}"] if updated is not None else []
    return since + ([f"({site.settings.jql})"] if site.settings.jql else [])


def _checkpoint(cursor: Cursor, done: int, total: int | None) -> Checkpoint:
    return Checkpoint(msgspec.json.encode(cursor).decode(), done, total)


def _records(page: Sequence[Issue], site: Site) -> Iterator[Record]:
    logs = missing(page, site)
    for issue in page:
        if LABEL not in (issue.fields.labels or ()) or not by_us(issue.fields.creator, site):
            yield from _whole(issue, site, logs)


def _whole(issue: Issue, site: Site, logs: Mapping[str, Log]) -> list[Record]:
    """Or not at all."""
    try:
        return list(records(issue, site, logs))
    except UNREADABLE as error:
        return [rejected(issue, error)]


def _seen(row: Row[Dates]) -> Seen:
    """An issue whose date is odd is there all the same."""
    try:
        return Seen(row.id, moment(row.fields.updated))
    except (*UNREADABLE, TypeError):
        return Seen(row.id, EPOCH)
