"""What the administrators of the sandbox GitHub set up: accounts, organisations, teams, repositories, apps, milestones."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import date, datetime
from itertools import count

from sandbox.clock import SimulatedClock
from sandbox.github import shapes
from sandbox.github.apps import Application, Apps, Installation
from sandbox.github.limits import Limits
from sandbox.github.orgs import Directory, Organisation
from sandbox.github.repository import Repository
from sandbox.github.shapes import Payload
from sandbox.github.telling import Webhooks


class Site:
    """`scopes` and `rate_limit` (requests per hour of simulated time) may be set at any time. `directory`, `apps`, `limits`
    and `webhooks` hold what belongs to no repository."""

    def __init__(self, clock: SimulatedClock, token: str, login: str) -> None:
        self.clock, self.token, self.login = clock, token, login
        self.scopes = "repo, read:org, read:user, read:project"
        self._ids = count(1001)
        self.since = clock()
        self.directory = Directory(self.new_id, clock())
        self.repos: dict[str, Repository] = {}
        self.renamed: dict[str, int] = {}
        self.limits, self.apps, self.webhooks = Limits(clock), Apps(clock), Webhooks(self)
        self.add_user(login)

    def new_id(self) -> int:
        return next(self._ids)

    @property
    def rate_limit(self) -> int:
        return self.limits.hourly["core"]

    @rate_limit.setter
    def rate_limit(self, requests: int) -> None:
        self.limits.hourly["core"] = requests

    @property
    def orgs(self) -> dict[str, Organisation]:
        return self.directory.orgs

    def add_user(self, login: str, *, bot: bool = False, name: str | None = None, email: str | None = None) -> None:
        self.directory.add_user(login, bot=bot, name=name, email=email)

    def add_org(self, login: str) -> None:
        """Also what the unknown owner of a new repository becomes."""
        self.directory.add_org(login)

    def add_team(self, org: str, name: str, members: Iterable[str] = (), *, parent: str | None = None) -> str:
        """`parent` is another team's slug. Returns the slug."""
        return self.directory.add_team(org, name, members, parent).slug

    def add_repo(self, full_name: str, *, private: bool = False) -> None:
        repo = Repository(self.new_id(), full_name, self.directory.owner(full_name), private=private)
        self.repos[full_name] = repo
        self.renamed.pop(full_name.casefold(), None)
        self.webhooks.tell("repository", "created", full_name)

    def add_app(self, slug: str, public_key: str, *, owner: str) -> Application:
        """`public_key` in PEM. Its doings are those of the account `{slug}[bot]`."""
        app = Application(self.new_id(), slug, owner, public_key, self.clock())
        self.apps.registered[app.id] = app
        self.add_user(app.login, bot=True)
        return app

    def install(self, app: Application, account: str, repositories: Iterable[str] | None = None) -> Installation:
        """`repositories` None: on all of the account's."""
        chosen = None if repositories is None else set(repositories)
        where = Installation(self.new_id(), account, self.clock(), chosen)
        app.installations[where.id] = where
        return where

    def create_milestone(
        self, repo: str, title: str, *, due: date | None = None, by: str | None = None, at: datetime | None = None
    ) -> int:
        """`by` defaults to the repository's owner. Returns the number."""
        where = self.repos[repo]
        number, at = len(where.milestones) + 1, at or self.clock()
        creator = self.account(by) if by else where.owner
        due_on = f"{due:%Y-%m-%d}T07:00:00Z" if due else None  # GitHub keeps a day as midnight on its own coast
        where.milestones[number] = shapes.milestone(self.new_id(), repo, number, title, creator, due_on, at)
        self.webhooks.tell("milestone", "created", repo, milestone=deepcopy(where.milestones[number]))
        return number

    def account(self, login: str) -> Payload:
        return self.directory.account(login)
