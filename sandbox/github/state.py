"""What this GitHub holds, and the moves by which the simulated company changes it. Every move leaves its issue event."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.github import shapes
from sandbox.github.shapes import Payload

KNOWN_TO_ALL = "sandbox-github-token"


@dataclass
class Repository:
    """One repository. `moved` says where a transferred issue went; events stand oldest first, each with its issue's number."""

    id: int
    full_name: str
    owner: Payload
    issues: dict[int, Payload] = field(default_factory=dict)
    comments: dict[int, Payload] = field(default_factory=dict)
    events: list[tuple[int, Payload]] = field(default_factory=list)
    milestones: dict[int, Payload] = field(default_factory=dict)
    labels: dict[str, Payload] = field(default_factory=dict)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)

    last_number: int = 0

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def comments_on(self, number: int) -> list[Payload]:
        url = self.issues[number]["url"]
        return [comment for comment in self.comments.values() if comment["issue_url"] == url]


class GitHubState:
    """`at` of every move defaults to the clock; `by` is a login, made on first use. Unknown repositories and numbers raise
    KeyError. `scopes` and `rate_limit` (requests per hour of simulated time) may be set at any time."""

    def __init__(self, clock: SimulatedClock, token: str = KNOWN_TO_ALL, login: str = "fairlead-bot") -> None:
        self.clock, self.token, self.login = clock, token, login
        self.scopes = "repo, read:user"
        self.rate_limit = 5000
        self.used = 0
        self.window_ends = clock()
        self.users: dict[str, Payload] = {}
        self.repos: dict[str, Repository] = {}
        self._ids = count(1001)
        self.since = clock()
        self.add_user(login)

    def add_user(self, login: str, *, bot: bool = False) -> None:
        self.users[login] = shapes.user(next(self._ids), login, bot=bot or login.endswith("[bot]"))

    def add_repo(self, full_name: str) -> None:
        owner = self._user(full_name.partition("/")[0])
        self.repos[full_name] = Repository(next(self._ids), full_name, owner)

    def create_milestone(
        self, repo: str, title: str, *, due: date | None = None, by: str | None = None, at: datetime | None = None
    ) -> int:
        """`by` defaults to the repository's owner. Returns the number."""
        where = self.repos[repo]
        number, at = len(where.milestones) + 1, at or self.clock()
        creator = self._user(by) if by else where.owner
        due_on = f"{due:%Y-%m-%d}T07:00:00Z" if due else None  # GitHub keeps a day as midnight on its own coast
        where.milestones[number] = shapes.milestone(next(self._ids), repo, number, title, creator, due_on, at)
        return number

    def create_issue(
        self,
        repo: str,
        title: str,
        *,
        by: str,
        body: str = "",
        labels: Iterable[str] = (),
        assignees: Iterable[str] = (),
        milestone: int | None = None,
        at: datetime | None = None,
    ) -> int:
        where, at = self.repos[repo], at or self.clock()
        number = where.next_number()
        issue = shapes.issue(next(self._ids), repo, number, title, self._user(by), body, at)
        where.issues[number] = issue
        if milestone is not None:
            issue["milestone"] = where.milestones[milestone]
            self._event(repo, number, "milestoned", by, at, milestone={"title": issue["milestone"]["title"]})
            _count(issue, opened=1)
        for login in assignees:
            self.assign(repo, number, login, by=by, at=at)
        self.label(repo, number, add=labels, by=by, at=at)
        return number

    def create_pull(
        self,
        repo: str,
        title: str,
        *,
        by: str,
        body: str = "",
        draft: bool = False,
        labels: Iterable[str] = (),
        at: datetime | None = None,
    ) -> int:
        number = self.create_issue(repo, title, by=by, body=body, labels=labels, at=at)
        issues = self.repos[repo].issues
        issues[number] = shapes.as_pull(issues[number], repo, draft=draft)
        return number

    def comment(self, repo: str, number: int, body: str, *, by: str, at: datetime | None = None) -> int:
        """Returns the comment's id."""
        where, at, id_ = self.repos[repo], at or self.clock(), next(self._ids)
        issue = where.issues[number]
        where.comments[id_] = shapes.comment(id_, issue, body, self._user(by), at)
        issue["comments"] += 1
        _touch(issue, at)
        return id_

    def edit_comment(self, repo: str, id_: int, body: str, *, at: datetime | None = None) -> None:
        comment = self.repos[repo].comments[id_]
        comment["body"] = body
        _touch(comment, at or self.clock())

    def delete_comment(self, repo: str, id_: int, *, by: str, at: datetime | None = None) -> None:
        where = self.repos[repo]
        number = int(where.comments.pop(id_)["issue_url"].rpartition("/")[2])
        where.issues[number]["comments"] -= 1
        self._event(repo, number, "comment_deleted", by, at or self.clock())

    def close(
        self, repo: str, number: int, *, by: str, reason: str | None = "completed", at: datetime | None = None
    ) -> None:
        issue, at = self.repos[repo].issues[number], at or self.clock()
        if issue["state"] == "open":
            _count(issue, opened=-1, closed=1)
        issue["state"], issue["closed_at"] = "closed", shapes.stamp(at)
        issue["state_reason"] = None if "pull_request" in issue else reason
        self._event(repo, number, "closed", by, at, state_reason=issue["state_reason"])

    def reopen(self, repo: str, number: int, *, by: str, at: datetime | None = None) -> None:
        issue = self.repos[repo].issues[number]
        if issue["state"] == "closed":
            _count(issue, opened=1, closed=-1)
        issue["state"], issue["closed_at"] = "open", None
        issue["state_reason"] = None if "pull_request" in issue else "reopened"
        self._event(repo, number, "reopened", by, at or self.clock(), state_reason=None)

    def merge(self, repo: str, number: int, *, by: str, at: datetime | None = None) -> None:
        at = at or self.clock()
        self.repos[repo].issues[number]["pull_request"]["merged_at"] = shapes.stamp(at)
        self._event(repo, number, "merged", by, at)
        self.close(repo, number, by=by, at=at)

    def assign(self, repo: str, number: int, login: str, *, by: str, at: datetime | None = None) -> None:
        issue, person = self.repos[repo].issues[number], self._user(login)
        if person not in issue["assignees"]:
            issue["assignees"].append(person)
            issue["assignee"] = issue["assignees"][0]
            self._event(repo, number, "assigned", by, at or self.clock(), assignee=person, assigner=self._user(by))

    def unassign(self, repo: str, number: int, login: str, *, by: str, at: datetime | None = None) -> None:
        issue, person = self.repos[repo].issues[number], self._user(login)
        if person in issue["assignees"]:
            issue["assignees"].remove(person)
            issue["assignee"] = next(iter(issue["assignees"]), None)
            self._event(repo, number, "unassigned", by, at or self.clock(), assignee=person, assigner=self._user(by))

    def label(
        self,
        repo: str,
        number: int,
        *,
        add: Iterable[str] = (),
        remove: Iterable[str] = (),
        by: str,
        at: datetime | None = None,
    ) -> None:
        issue, at = self.repos[repo].issues[number], at or self.clock()
        for label in map(self.repos[repo].labels.get, remove):
            if label and label in issue["labels"]:
                issue["labels"].remove(label)
                self._event(repo, number, "unlabeled", by, at, label=_short(label))
        for label in [self._label(repo, name) for name in add]:
            if label not in issue["labels"]:
                issue["labels"].append(label)
                self._event(repo, number, "labeled", by, at, label=_short(label))

    def transfer(self, repo: str, number: int, to_repo: str) -> None:
        """The issue gets a new number, id and node id; the old address says where it went."""
        here, there = self.repos[repo], self.repos[to_repo]
        old, new_number = here.issues[number], there.next_number()
        fresh = shapes.issue(next(self._ids), to_repo, new_number, old["title"], old["user"], old["body"], self.clock())
        kept = ("assignee", "assignees", "comments", "state", "state_reason", "created_at", "closed_at")
        there.issues[new_number] = fresh | {key: old[key] for key in kept}
        for comment in here.comments_on(number):
            id_ = next(self._ids)
            moved = shapes.comment(id_, fresh, comment["body"], comment["user"], self.clock())
            there.comments[id_] = moved | {key: comment[key] for key in ("created_at", "updated_at")}
        self.label(to_repo, new_number, add=[label["name"] for label in old["labels"]], by=old["user"]["login"])
        self._remove(here, number)
        here.moved[number] = (there.id, new_number)

    def delete(self, repo: str, number: int) -> None:
        self._remove(self.repos[repo], number)
        self.repos[repo].deleted.add(number)

    def load_recorded(
        self,
        repo: str,
        issues: Iterable[Payload] = (),
        pulls: Iterable[Payload] = (),
        comments: Iterable[Payload] = (),
        events: Iterable[Payload] = (),
        milestones: Iterable[Payload] = (),
    ) -> None:
        """Bodies recorded from the real server, served as they are. A pull request known only from list-pulls is listed in
        the shape that list-issues gives it."""
        where = self.repos[repo]
        where.issues |= {pull["number"]: shapes.pull_in_issue_list(pull, repo) for pull in pulls}
        where.issues |= {issue["number"]: issue for issue in issues}
        where.last_number = max(where.issues, default=0)
        where.comments |= {comment["id"]: comment for comment in comments}
        where.milestones |= {milestone["number"]: milestone for milestone in milestones}
        where.events += [(event["issue"]["number"], event) for event in reversed(list(events))]

    def issue(self, repo: str, number: int) -> Payload:
        return deepcopy(self.repos[repo].issues[number])

    def labels(self, repo: str, number: int) -> list[str]:
        return [label["name"] for label in self.repos[repo].issues[number]["labels"]]

    def comments(self, repo: str, number: int) -> list[Payload]:
        """Oldest first."""
        return deepcopy(self.repos[repo].comments_on(number))

    def snapshot(self) -> Payload:
        """All that outsiders can see; equal snapshots mean that nothing was written between them."""
        seen = ("issues", "comments", "events", "milestones", "labels", "moved", "deleted")
        return {name: {key: deepcopy(getattr(repo, key)) for key in seen} for name, repo in self.repos.items()}

    def _user(self, login: str) -> Payload:
        if login not in self.users:
            self.add_user(login)
        return self.users[login]

    def _label(self, repo: str, name: str) -> Payload:
        labels = self.repos[repo].labels
        if name not in labels:
            labels[name] = shapes.label(next(self._ids), repo, name)
        return labels[name]

    def _event(self, repo: str, number: int, kind: str, by: str, at: datetime, **details: Any) -> None:
        event = shapes.event(next(self._ids), repo, kind, self._user(by), at, **details)
        self.repos[repo].events.append((number, event))
        _touch(self.repos[repo].issues[number], at)

    def _remove(self, repo: Repository, number: int) -> None:
        gone, issue = repo.comments_on(number), repo.issues.pop(number)
        _count(issue, opened=-(issue["state"] == "open"), closed=-(issue["state"] == "closed"))
        for comment in gone:
            del repo.comments[comment["id"]]
        repo.events = [(owner, event) for owner, event in repo.events if owner != number]


def _count(issue: Payload, *, opened: int, closed: int = 0) -> None:
    if issue["milestone"]:
        issue["milestone"]["open_issues"] += opened
        issue["milestone"]["closed_issues"] += closed


def _touch(payload: Payload, at: datetime) -> None:
    payload["updated_at"] = max(payload["updated_at"], shapes.stamp(at))


def _short(label: Payload) -> Payload:
    return {"name": label["name"], "color": label["color"]}
