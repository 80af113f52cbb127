"""What the administrators of the sandbox Jira set up: accounts, groups, projects, fields, sprints, and who may see what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Literal

from msgspec import Struct

from sandbox.clock import SimulatedClock
from sandbox.jira import bodies
from sandbox.jira.bodies import Json, stamp
from sandbox.jira.fields import ON_PREMISES, USUAL, CustomField, FieldKind
from sandbox.jira.limits import PER_ISSUE, Limits
from sandbox.jira.permissions import ALLOWED

Deployment = Literal["cloud", "data-center"]


class Group(Struct):
    """`members` are account ids in the order in which they joined."""

    id: str
    name: str
    members: list[str]


@dataclass
class Quirks:
    """What a real site does now and then, on demand.

    Page tokens die at `token_life` (7 days: https://developer.atlassian.com/changelog/#CHANGE-2046) or come again for ever
    with `token_loops`. `page_sizes` are how many issues the pages of a search hold, in turn: short pages, and empty ones with
    a token. `bulk_dates_as_text` gives the dates of bulk changelogs as text, where Jira is known to send milliseconds.
    """

    token_life: timedelta = timedelta(days=7)
    token_loops: bool = False
    page_sizes: list[int] = field(default_factory=list)
    bulk_dates_as_text: bool = False


class Site:
    """`users`, `projects` and `statuses` are in REST form. `revoked` are projects that the account may not browse any more.

    `hours_per_day` and `days_per_week` are what the site counts as a working day and week.
    """

    def __init__(self, clock: SimulatedClock, token: str, email: str, site: str, deployment: Deployment) -> None:
        self.clock, self.token, self.email, self.deployment = clock, token, email, deployment
        self.base = f"https://{site}.atlassian.net" if deployment == "cloud" else f"https://jira.{site}.test"
        self.page_limit = 100 if deployment == "cloud" else 1000
        self.time_zone = "UTC"
        self.hours_per_day, self.days_per_week = 8.0, 5.0
        self.may_browse_groups = self.may_delete = True
        self.permissions = set(ALLOWED)
        self.quirks, self.limits = Quirks(), Limits(per_issue=PER_ISSUE if deployment == "cloud" else ())
        self.users: dict[str, Json] = {}
        self.groups: dict[str, Group] = {}
        self.projects: dict[str, Json] = {}
        self.revoked: set[str] = set()
        self.statuses = [bodies.status(self.base, name) for name in bodies.STATUSES]
        usual = USUAL if deployment == "cloud" else ON_PREMISES
        self.fields = {name: CustomField(number, name, kind) for number, name, kind in usual}
        self.sprints: dict[int, Json] = {}
        self._ids = count(10_001)
        self._numbers: dict[str, count[int]] = {}
        self.account = "712020:fairlead-bot"
        self.add_user(self.account, "Fairlead", email)

    def fresh(self) -> int:
        return next(self._ids)

    def add_user(
        self, account_id: str, name: str, email: str | None, *, active: bool = True, app: bool = False
    ) -> None:
        self.users[account_id] = bodies.user(self.base, account_id, name, email, active, app)

    def username(self, account_id: str) -> str:
        """What the person signs in with on Data Center."""
        return account_id.rpartition(":")[2]

    def user_key(self, account_id: str) -> str:
        """The name of the account that Data Center never changes."""
        return f"JIRAUSER{10_000 + list(self.users).index(account_id)}" if account_id in self.users else account_id

    def add_group(self, name: str, members: Iterable[str] = ()) -> Group:
        """A group of accounts; one with this name is given these members instead of its own."""
        known = next((group for group in self.groups.values() if group.name == name), None)
        group = known or Group(f"276f955c-63d7-42c8-9520-{self.fresh():012d}", name, [])
        group.members = list(members)
        self.groups[group.id] = group
        return group

    def add_project(self, key: str, name: str, *, kind: str = "software") -> None:
        self.projects[key] = bodies.project(self.base, self.fresh(), key, name, kind)
        self._numbers[key] = count(1)

    def revoke(self, project: str) -> None:
        """The account loses its right to browse the project: for it, project and issues do not exist."""
        self.revoked.add(project)

    def grant(self, project: str) -> None:
        self.revoked.discard(project)

    @property
    def visible_projects(self) -> dict[str, Json]:
        return {key: body for key, body in self.projects.items() if key not in self.revoked}

    def add_field(self, name: str, kind: FieldKind) -> str:
        """A custom field of the site's own; returns its id."""
        self.fields[name] = CustomField(10_300 + len(self.fields), name, kind)
        return self.fields[name].id

    def field_id(self, name: str) -> str:
        return self.fields[name].id

    def add_sprint(self, name: str, start: datetime | None = None, end: datetime | None = None, goal: str = "") -> int:
        """A sprint; it is in the future until `run_sprint`."""
        number = len(self.sprints) + 1
        planned = {"startDate": start, "endDate": end}
        dates = {key: stamp(at).replace("+0000", "Z") for key, at in planned.items() if at}
        self.sprints[number] = {"id": number, "name": name, "state": "future", "boardId": 8, "goal": goal, **dates}
        return number

    def run_sprint(self, number: int, state: Literal["active", "closed"]) -> None:
        """Starts or closes a sprint; issues that are in it show it so from now on, without being `updated`."""
        sprint = self.sprints[number]
        sprint["state"] = state
        if state == "closed":
            sprint["completeDate"] = stamp(self.clock()).replace("+0000", "Z")
