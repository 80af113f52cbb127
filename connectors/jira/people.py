"""People: every account of the site, and the groups whose members the settings ask for."""

import re
from collections.abc import Iterator
from typing import Any

from connectors.jira.parts import whole
from connectors.jira.rows import ACCOUNTS, LISTED_ACCOUNTS, SOURCE
from connectors.jira.shapes import GroupName, GroupPage, MemberPage, User
from connectors.jira.site import Site
from connectors.patterns import fits
from connectors.rows import Page
from core.contract import Refused
from core.records import Account, Checkpoint, Group, Record, Rejected
from core.spelling import hint

USERS_PAGE = 1000
CAPPED = 100  # found by Data Center 10
MEMBERS = 50  # of a group in one answer, the most that Cloud gives
PICKED = 1000


def accounts(site: Site) -> Iterator[Record | Checkpoint]:
    done = 0
    for page in _pages(site):
        yield from page.rejected
        yield from (_account(user, site) for user in page.rows if user.id)
        done += len(page.rows) + len(page.rejected)
        yield Checkpoint("", done=done)


def _pages(site: Site) -> Iterator[Page[User, Any]]:
    """Data Center 10 finds a hundred people and no more, and since 10.3 has a list instead.
    https://jira.atlassian.com/browse/JRASERVER-78660"""
    for page in _searched(site):
        if site.dialect.listed and len(page.rows) + len(page.rejected) == CAPPED:
            try:
                yield from _listed(site)
            except Refused as error:
                if error.status not in (404, 405):
                    raise
            else:
                return
        yield page


def _listed(site: Site) -> Iterator[Page[User, Any]]:
    query: dict[str, Any] = {"maxResults": USERS_PAGE}
    asked = set[object]()
    while True:
        page = LISTED_ACCOUNTS.read(site.get(site.dialect.listed, **query).content)
        yield page
        cursor = page.rest.next_cursor
        if page.rest.is_last or cursor is None:
            return
        if cursor in asked:
            raise Refused("jira: the list of users came back to an earlier page; check any proxy before the site")
        asked.add(cursor)
        query["cursor"] = cursor


def _searched(site: Site) -> Iterator[Page[User, Any]]:
    """Until it shows nobody new: a page is short by the accounts that are not shown (JRACLOUD-74454).
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-users-search-get"""
    start, known = 0, set[str | None]()
    while True:
        query = {**site.dialect.everybody, "startAt": start, "maxResults": USERS_PAGE}
        page = ACCOUNTS.read(site.get(site.dialect.people, **query).content)
        yield page
        shown = {user.id for user in page.rows}
        if shown <= known:
            return
        known |= shown
        start += USERS_PAGE


def groups(site: Site) -> Iterator[Record | Checkpoint]:
    """Each group that a name or pattern of the settings fits, with all its members, also those who left.
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-groups/"""
    found: dict[str, GroupName] = {}
    shown = [] if site.dialect.picks else whole(site, GroupPage, "/group/bulk", lambda page: page.values, size=1000)
    for pattern in site.settings.groups:
        page = _picked(pattern, site) if site.dialect.picks else GroupPage(groups=shown)
        fitting = {group.id: group for group in page.groups if fits(group.name, pattern)}
        if not fitting or (page.total or 0) > len(page.groups):
            yield _missed(pattern, page)
        found |= fitting
    for group in found.values():
        yield _group(group, site)
    yield Checkpoint("", done=len(found), total=len(found))


def _picked(pattern: str, site: Site) -> GroupPage:
    """Data Center lists groups by a part of their name, and not by pages."""
    part = max(re.split(r"[*?\[\]]", pattern), key=len)
    return site.read(GroupPage, "/groups/picker", query=part, maxResults=PICKED)


def _missed(pattern: str, page: GroupPage) -> Rejected:
    names = [group.name for group in page.groups]
    reason = f"no group of the site has a name like this{hint(pattern, names)}"
    if (page.total or 0) > len(page.groups):
        reason = f"the site lists only {len(page.groups)} of {page.total} such groups; write more of the name"
    return Rejected(source=SOURCE, place=f"jira group {pattern} (setting groups of [connectors.jira])", reason=reason)


def _group(group: GroupName, site: Site) -> Group | Rejected:
    """Refused where it is gone since it was listed."""
    query = {"groupId": group.group_id} if group.group_id else {"groupname": group.name}
    try:
        page = whole(
            site, MemberPage, "/group/member", lambda page: page.values, MEMBERS, includeInactiveUsers="true", **query
        )
    except Refused as error:
        return Rejected(source=SOURCE, place=f"jira group {group.name}", reason=str(error))
    return Group(source=SOURCE, id=group.id, name=group.name, members=tuple(user.id for user in page if user.id))


def _account(user: User, site: Site) -> Account:
    """Our own account is a bot, whatever Jira calls it."""
    return Account(
        source=SOURCE,
        id=user.id or "",
        name=user.display_name or "",
        email=user.email_address or None,
        active=user.active is not False,
        bot=site.is_bot(user),
    )
