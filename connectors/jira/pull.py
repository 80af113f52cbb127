"""Scans: from a cursor through pages of search results to records, each page closed by a checkpoint.

A scan asks for what was updated since the last one began, less an overlap, and walks it by creation time, which never
changes: ordered by `updated`, issues jump between pages while we read. All times are the tool's own, from its `Date`.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from connectors.jira.issues import moment, records
from connectors.jira.rows import SOURCE, UNREADABLE, page, rejected, users
from connectors.jira.shapes import FIELDS, Issue, User
from connectors.jira.site import Site
from connectors.transport.dates import answered_at
from core.contract import Refused, Unavailable
from core.records import Account, Checkpoint, Record, Rejected

PAGE = 100
USERS_PAGE = 1000
OVERLAP = 5 * 60_000  # milliseconds: search is eventually consistent, and clocks differ


class Cursor(Struct, frozen=True, omit_defaults=True):
    """Epoch milliseconds. All changes before `updated` are committed. A scan under way adds when it `started` and that all
    issues created before `created` are committed too, so that it goes on from there and may end as if never cut."""

    updated: int | None = None
    started: int | None = None
    created: int | None = None


def accounts(site: Site) -> Iterator[Record | Checkpoint]:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-users-search-get"""
    start = 0
    while True:
        found = users(site.get("/users/search", startAt=start, maxResults=USERS_PAGE).content)
        yield from _accounts(found, site.settings.email)
        start += len(found)
        yield Checkpoint("", done=start)
        if len(found) < USERS_PAGE:
            return


def issues(site: Site, project: str, cursor: str | None) -> Iterator[Record | Checkpoint]:
    """https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-get"""
    position = _position(cursor)
    jql = _jql(site, project, position)
    seen: set[str] = set()
    token, done = None, 0
    while True:
        started, content = _search(site, project, jql, token)
        position = msgspec.structs.replace(position, started=position.started or started)
        found, token = page(content, project)
        for issue in found:
            yield from _records(issue, site)
        done += len(found)
        if not token:
            break
        if token in seen:
            raise Unavailable(
                f"jira: the search of project {project} came back to an earlier page; it is tried again later"
            )
        seen.add(token)
        position = _advanced(position, found)
        yield Checkpoint(msgspec.json.encode(position).decode(), done)
    yield Checkpoint(msgspec.json.encode(Cursor(updated=position.started or position.updated)).decode(), done)


def _position(cursor: str | None) -> Cursor:
    """A cursor that cannot be read costs a full scan, never an item."""
    try:
        return msgspec.json.decode(cursor or "{}", type=Cursor)
    except ValueError:
        return Cursor()


def _jql(site: Site, project: str, position: Cursor) -> str:
    """Epoch milliseconds, because Jira reads any written date in the account's time zone."""
    parts = [f'project = "{project}"']
    if position.updated is not None:
        parts.append(f"updated >= {position.updated - OVERLAP}")
    if position.created is not None:
        parts.append(f"created >= {position.created}")
    if site.settings.jql:
        parts.append(f"({site.settings.jql})")
    return " AND ".join(parts) + " ORDER BY created ASC, key ASC"


def _search(site: Site, project: str, jql: str, token: str | None) -> tuple[int | None, bytes]:
    """The tool's time in epoch milliseconds, None if it does not tell, and the page."""
    params = {"jql": jql, "maxResults": PAGE, "fields": FIELDS, "expand": "changelog"}
    try:
        response = site.get("/search/jql", **params, **({"nextPageToken": token} if token else {}))
    except Refused as error:
        mend = f"check that project {project} exists and that {site.settings.email} may browse it, and the setting jql"
        raise Refused(f"{error}: {mend} of [connectors.jira]", status=error.status) from None
    at = answered_at(response.headers)
    return int(at.timestamp() * 1000) if at else None, response.content


def _records(issue: Issue | Rejected, site: Site) -> Iterator[Record]:
    if isinstance(issue, Rejected):
        yield issue
        return
    try:
        found = list(records(issue, site))
    except UNREADABLE as error:
        found = [rejected("issue", issue, error)]
    yield from found


def _advanced(position: Cursor, found: list[Issue | Rejected]) -> Cursor:
    for issue in reversed(found):
        try:
            if isinstance(issue, Issue):
                created = int(moment(issue.fields.created).timestamp() * 1000)
                return msgspec.structs.replace(position, created=created)
        except UNREADABLE:
            continue
    return position


def _accounts(found: list[User | Rejected], own: str) -> Iterator[Record]:
    for user in found:
        if isinstance(user, Rejected):
            yield user
        elif user.account_id:
            yield _account(user, own)


def _account(user: User, own: str) -> Account:
    """Our own account is a bot, whatever Jira calls it."""
    email = user.email_address or None
    return Account(
        source=SOURCE,
        id=user.account_id or "",
        name=user.display_name or "",
        email=email,
        active=user.active is not False,
        bot=user.account_type == "app" or (email or "").lower() == own.lower(),
    )
