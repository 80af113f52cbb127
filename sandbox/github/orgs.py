"""The accounts of this GitHub: people, bots and organisations with their members and teams."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sandbox.github import account_shapes, shapes
from sandbox.github.shapes import Payload

ISSUE_TYPES = {"Task": "yellow", "Bug": "red", "Feature": "blue"}


@dataclass
class Team:
    """`parent` is a slug."""

    id: int
    name: str
    members: list[str] = field(default_factory=list)
    parent: str | None = None

    @property
    def slug(self) -> str:
        return "-".join("".join(c if c.isalnum() else " " for c in self.name.lower()).split())


@dataclass
class Organisation:
    """`members` are logins, `teams` by slug, `types` the issue types by name, `fields` the ids of its issue fields.

    With `sso` a person's token must have been authorised for the organisation, which none here is.
    """

    account: Payload
    members: list[str] = field(default_factory=list)
    teams: dict[str, Team] = field(default_factory=dict)
    types: dict[str, Payload] = field(default_factory=dict)
    fields: dict[str, int] = field(default_factory=dict)
    sso: bool = False


class Public(NamedTuple):
    """What a person shows of themselves."""

    name: str | None = None
    email: str | None = None


class Directory:
    """Accounts and organisations by login. Whoever is named first as the owner of a repository becomes an organisation."""

    def __init__(self, new_id: Callable[[], int], since: datetime) -> None:
        self._new_id, self._since = new_id, since
        self.accounts: dict[str, Payload] = {}
        self.public: dict[str, Public] = {}
        self.orgs: dict[str, Organisation] = {}

    def add_user(self, login: str, *, bot: bool = False, name: str | None = None, email: str | None = None) -> None:
        kind = "Bot" if bot or login.endswith("[bot]") else "User"
        self.accounts[login] = shapes.account(self._new_id(), login, kind)
        self.public[login] = Public(name, email)

    def add_org(self, login: str) -> None:
        """Its issue types are those that GitHub begins with."""
        org = self.orgs[login] = Organisation(shapes.account(self._new_id(), login, "Organization"))
        self.accounts[login] = org.account
        for name, color in ISSUE_TYPES.items():
            org.types[name] = account_shapes.issue_type(self._new_id(), name, color, self._since)

    def add_team(self, org: str, name: str, members: Iterable[str] = (), parent: str | None = None) -> Team:
        """Members of a team are members of the organisation. `parent` is another team's slug."""
        team = Team(self._new_id(), name, list(members), parent)
        here = self.orgs[org]
        here.teams[team.slug] = team
        here.members += [login for login in team.members if login not in here.members]
        for login in team.members:
            self.account(login)
        return team

    def account(self, login: str) -> Payload:
        if login not in self.accounts:
            self.add_user(login)
        return self.accounts[login]

    def owner(self, full_name: str) -> Payload:
        login = full_name.partition("/")[0]
        if login not in self.accounts:
            self.add_org(login)
        return self.accounts[login]
