"""The people of the workspace and the groups they are in: who stands behind the account ids of threads."""

from collections.abc import Iterator

from msgspec import Struct, field

from connectors.rows import Rows
from connectors.slack.answers import Told
from connectors.slack.channels import matches
from connectors.slack.messages import SOURCE
from connectors.slack.workspace import Workspace
from core.records import Account, Checkpoint, Group, Record


class _Profile(Struct):
    email: str | None = None
    real_name: str = ""
    display_name: str = ""


class _Member(Struct):
    id: str
    name: str = ""
    deleted: bool = False
    is_bot: bool = False
    profile: _Profile = field(default_factory=_Profile)


class _UserGroup(Struct):
    """https://docs.slack.dev/reference/objects/usergroup-object"""

    id: str
    handle: str
    date_delete: int = 0
    users: tuple[str, ...] = ()


MEMBERS = Rows(SOURCE, "user", _Member, "members", Told)
GROUPS = Rows(SOURCE, "user group", _UserGroup, "usergroups", Told)


def people(workspace: Workspace, wanted: list[str]) -> Iterator[Record | Checkpoint]:
    """All accounts, and the user groups whose handles match `wanted`."""
    done = 0
    for record in _accounts(workspace):
        done += not isinstance(record, Checkpoint)
        yield Checkpoint("", done) if isinstance(record, Checkpoint) else record
    if wanted:
        for group in _groups(workspace, wanted):
            yield group
            done += 1
        yield Checkpoint("", done)


def _accounts(workspace: Workspace) -> Iterator[Record | Checkpoint]:
    """https://docs.slack.dev/reference/methods/users.list"""
    for page in workspace.pages("users.list", MEMBERS):
        yield from page.rejected
        yield from map(_account, page.rows)
        yield Checkpoint("")


def _account(member: _Member) -> Account:
    profile = member.profile
    return Account(
        source=SOURCE,
        id=member.id,
        name=profile.real_name or profile.display_name or member.name,
        email=profile.email or None,
        active=not member.deleted,
        bot=member.is_bot or member.id == "USLACKBOT",
    )


def _groups(workspace: Workspace, wanted: list[str]) -> Iterator[Record]:
    """https://docs.slack.dev/reference/methods/usergroups.list, which has no pages. One that was switched off has nobody."""
    no = [each[1:] for each in wanted if each.startswith("!")]
    page = workspace.ask("usergroups.list", include_users=True, include_disabled=True).listed(GROUPS)
    yield from page.rejected
    for group in page.rows:
        if any(matches(group.handle, each) for each in wanted) and not any(matches(group.handle, each) for each in no):
            members = () if group.date_delete else group.users
            yield Group(source=SOURCE, id=group.id, name=group.handle, members=members)
