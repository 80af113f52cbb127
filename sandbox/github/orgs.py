"""The accounts of this GitHub: people, bots and organisations with their members and teams."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from sandbox.github import shapes
from sandbox.github.shapes import Payload


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
    """`members` are logins, `teams` by slug, `types` the issue types by name. With `sso` a person's token must have been
    authorised for the organisation, which none here is."""

    account: Payload
    members: list[str] = field(default_factory=list)
    teams: dict[str, Team] = field(default_factory=dict)
    types: dict[str, Payload] = field(default_factory=dict)
    sso: bool = False


class Public(NamedTuple):
    """What a person shows of themselves."""

    name: str | None = None
    email: str | None = None


class Directory:
    """Accounts and organisations by login. Whoever is named first as the owner of a repository becomes an organisation."""

    def __init__(self, new_id: Callable[[], int]) -> None:
        self._new_id = new_id
        self.accounts: dict[str, Payload] = {}
        self.public: dict[str, Public] = {}
        self.orgs: dict[str, Organisation] = {}

    def add_user(self, login: str, *, bot: bool = False, name: str | None = None, email: str | None = None) -> None:
        kind = "Bot" if bot or login.endswith("[bot]") else "User"
        self.accounts[login] = shapes.account(self._new_id(), login, kind)
        self.public[login] = Public(name, email)

    def add_org(self, login: str) -> Organisation:
        self.accounts[login] = shapes.account(self._new_id(), login, "Organization")
        self.orgs[login] = Organisation(self.accounts[login])
        return self.orgs[login]

    def add_team(self, org: str, name: str, members: Iterable[str] = (), parent: str | None = None) -> Team:
        """Members of a team are members of the organisation."""
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
        return self.accounts[login] if login in self.accounts else self.add_org(login).account

    def org(self, login: str) -> Organisation | None:
        return next((org for name, org in self.orgs.items() if name.casefold() == login.casefold()), None)
