"""The people of the workspace and the groups they are in: who stands behind the account ids of threads."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import blake2b

from msgspec import Struct, field

from connectors.patterns import Wanted
from connectors.rows import Rows
from connectors.slack.answers import Told
from connectors.slack.messages import SOURCE, STAMP, moment, timestamp
from connectors.slack.workspace import Workspace
from core.records import Account, Checkpoint, Group, Record

FRESH = timedelta(hours=1)


class _Profile(Struct):
    email: str | None = None
    real_name: str = ""
    display_name: str = ""


class _Member(Struct):
    id: str
    name: str = ""
    deleted: bool = False
    is_bot: bool = False
    tz: str | None = None
    profile: _Profile = field(default_factory=_Profile)


class _UserGroup(Struct):
    """https://docs.slack.dev/reference/objects/usergroup-object"""

    id: str
    handle: str
    date_delete: int = 0
    users: tuple[str, ...] = ()


MEMBERS = Rows(SOURCE, "user", _Member, "members", Told)
GROUPS = Rows(SOURCE, "user group", _UserGroup, "usergroups", Told)


def people(workspace: Workspace, wanted: list[str], cursor: str | None) -> Iterator[Record | Checkpoint]:
    """All accounts, and the user groups whose handles match `wanted`; nothing when they were listed within `FRESH`.

    A large workspace has fifty pages of people, which Slack gives out twenty a minute. The cursor says when they were
    listed, and for which groups.
    """
    asked = blake2b(repr(wanted).encode(), digest_size=6).hexdigest()
    if cursor and _is_fresh(cursor, asked, workspace):
        yield Checkpoint(cursor)
        return
    listed_at, done = "", 0
    for page in workspace.pages("users.list", MEMBERS):  # https://docs.slack.dev/reference/methods/users.list
        yield from page.rejected
        yield from map(_account, page.rows)
        listed_at, done = listed_at or timestamp(page.at), done + len(page.rows) + len(page.rejected)
        yield Checkpoint("", done)
    if wanted:
        groups = list(_groups(workspace, wanted))
        yield from groups
        done += len(groups)
    yield Checkpoint(f"{listed_at} {asked}", done)


def _is_fresh(cursor: str, asked: str, workspace: Workspace) -> bool:
    """A time that has not come yet was never Slack's."""
    stamp, _, of = cursor.partition(" ")
    if of != asked or not STAMP.fullmatch(stamp):
        return False
    return timedelta() <= workspace.channels.listed_at - moment(stamp) < FRESH


def _account(member: _Member) -> Account:
    profile = member.profile
    return Account(
        source=SOURCE,
        id=member.id,
        name=profile.real_name or profile.display_name or member.name,
        email=profile.email or None,
        active=not member.deleted,
        bot=member.is_bot or member.id == "USLACKBOT",
        zone=member.tz or "",
    )


def _groups(workspace: Workspace, wanted: list[str]) -> Iterator[Record]:
    """https://docs.slack.dev/reference/methods/usergroups.list, which has no pages. One that was switched off has nobody."""
    meant = Wanted.of(wanted)
    page = workspace.ask("usergroups.list", include_users=True, include_disabled=True).listed(GROUPS)
    yield from page.rejected
    for group in page.rows:
        if meant.means(group.handle):
            members = () if group.date_delete else group.users
            yield Group(source=SOURCE, id=group.id, name=group.handle, members=members)
