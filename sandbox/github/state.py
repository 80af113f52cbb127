"""What this GitHub holds, and the moves by which the simulated company changes it. Every move leaves its issue event."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any

from sandbox.clock import SimulatedClock
from sandbox.github import moves, shapes
from sandbox.github.boards import Boards
from sandbox.github.repository import Repository
from sandbox.github.reviewing import Reviewing
from sandbox.github.shapes import Payload
from sandbox.github.site import Site
from sandbox.github.structure import Structure

KNOWN_TO_ALL = "sandbox-github-token"


class GitHubState(Site):
    """`at` of every move defaults to the clock; `by` is a login, made on first use. Unknown repositories and numbers raise
    KeyError. `structure`, `reviewing` and `boards` hold the rest of what stands in repositories, and its moves.
    """

    def __init__(self, clock: SimulatedClock, token: str = KNOWN_TO_ALL, login: str = "fairlead-bot") -> None:
        super().__init__(clock, token, login)
        self.structure, self.reviewing, self.boards = Structure(self), Reviewing(self), Boards(self)

    def rename_repo(self, full_name: str, new: str) -> None:
        """Renamed or, with another owner, transferred: the old address leads on by the repository's id."""
        moves.rename(self, full_name, new)
        self.webhooks.tell("repository", "renamed", new)

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
        number = self._create(repo, title, by, body, labels, assignees, milestone, at)
        self.webhooks.tell("issues", "opened", repo, number)
        return number

    def _create(
        self,
        repo: str,
        title: str,
        by: str,
        body: str,
        labels: Iterable[str],
        assignees: Iterable[str] = (),
        milestone: int | None = None,
        at: datetime | None = None,
    ) -> int:
        where, at = self.repos[repo], at or self.clock()
        number = where.next_number()
        issue = shapes.issue(self.new_id(), repo, number, title, self.account(by), body, at)
        where.issues[number] = issue
        if milestone is not None:
            issue["milestone"] = where.milestones[milestone]
            self.tell(repo, number, "milestoned", by, at, milestone={"title": issue["milestone"]["title"]})
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
        number = self._create(repo, title, by, body, labels, at=at)
        issues = self.repos[repo].issues
        issues[number] = shapes.as_pull(issues[number], repo, draft=draft)
        self.reviewing.read_closing_words(repo, number, body)
        self.webhooks.tell("pull_request", "opened", repo, number)
        return number

    def comment(self, repo: str, number: int, body: str, *, by: str, at: datetime | None = None) -> int:
        """Returns the comment's id."""
        where, at, id_ = self.repos[repo], at or self.clock(), self.new_id()
        issue = where.issues[number]
        where.comments[id_] = shapes.comment(id_, issue, body, self.account(by), at)
        issue["comments"] += 1
        _touch(issue, at)
        self.webhooks.tell("issue_comment", "created", repo, number, comment=where.comments[id_])
        return id_

    def edit(self, repo: str, number: int, body: str, *, at: datetime | None = None) -> None:
        """GitHub leaves no event of a new text."""
        self.repos[repo].issues[number]["body"] = body
        self.touch(repo, number, at or self.clock())
        self.webhooks.tell("issues", "edited", repo, number)

    def retitle(self, repo: str, number: int, title: str, *, by: str, at: datetime | None = None) -> None:
        issue = self.repos[repo].issues[number]
        before, issue["title"] = issue["title"], title
        self.tell(repo, number, "renamed", by, at, rename={"from": before, "to": title})

    def edit_comment(self, repo: str, id_: int, body: str, *, at: datetime | None = None) -> None:
        comment = self.repos[repo].comments[id_]
        comment["body"] = body
        _touch(comment, at or self.clock())
        number = int(comment["issue_url"].rpartition("/")[2])
        self.webhooks.tell("issue_comment", "edited", repo, number, comment=comment)

    def delete_comment(self, repo: str, id_: int, *, by: str, at: datetime | None = None) -> None:
        where = self.repos[repo]
        number = int(where.comments.pop(id_)["issue_url"].rpartition("/")[2])
        where.issues[number]["comments"] -= 1
        self.tell(repo, number, "comment_deleted", by, at or self.clock())

    def close(
        self, repo: str, number: int, *, by: str, reason: str | None = "completed", at: datetime | None = None
    ) -> None:
        issue, at = self.repos[repo].issues[number], at or self.clock()
        if issue["state"] == "open":
            _count(issue, opened=-1, closed=1)
        issue["state"], issue["closed_at"] = "closed", shapes.stamp(at)
        issue["state_reason"] = None if "pull_request" in issue else reason
        self.tell(repo, number, "closed", by, at, state_reason=issue["state_reason"])
        self.structure.refresh((repo, number))

    def reopen(self, repo: str, number: int, *, by: str, at: datetime | None = None) -> None:
        issue = self.repos[repo].issues[number]
        if issue["state"] == "closed":
            _count(issue, opened=1, closed=-1)
        issue["state"], issue["closed_at"] = "open", None
        issue["state_reason"] = None if "pull_request" in issue else "reopened"
        self.tell(repo, number, "reopened", by, at or self.clock(), state_reason=None)
        self.structure.refresh((repo, number))

    def merge(self, repo: str, number: int, *, by: str, at: datetime | None = None) -> None:
        at = at or self.clock()
        self.repos[repo].issues[number]["pull_request"]["merged_at"] = shapes.stamp(at)
        self.tell(repo, number, "merged", by, at)
        self.close(repo, number, by=by, at=at)

    def assign(self, repo: str, number: int, login: str, *, by: str, at: datetime | None = None) -> None:
        issue, person = self.repos[repo].issues[number], self.account(login)
        if person not in issue["assignees"]:
            issue["assignees"].append(person)
            issue["assignee"] = issue["assignees"][0]
            self.tell(repo, number, "assigned", by, at or self.clock(), assignee=person, assigner=self.account(by))

    def unassign(self, repo: str, number: int, login: str, *, by: str, at: datetime | None = None) -> None:
        issue, person = self.repos[repo].issues[number], self.account(login)
        if person in issue["assignees"]:
            issue["assignees"].remove(person)
            issue["assignee"] = next(iter(issue["assignees"]), None)
            self.tell(repo, number, "unassigned", by, at or self.clock(), assignee=person, assigner=self.account(by))

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
        gone = {name.casefold() for name in remove}
        for label in [label for label in issue["labels"] if label["name"].casefold() in gone]:
            issue["labels"].remove(label)
            self.tell(repo, number, "unlabeled", by, at, label=_short(label))
        for label in [self._label(repo, name) for name in add]:
            if label not in issue["labels"]:
                issue["labels"].append(label)
                self.tell(repo, number, "labeled", by, at, label=_short(label))

    def transfer(self, repo: str, number: int, to_repo: str) -> int:
        """The issue gets a new number, id and node id; the old address says where it went. Returns the new number."""
        self.webhooks.tell("issues", "transferred", repo, number)
        fresh = moves.transfer(self, repo, number, to_repo)
        self.webhooks.tell("issues", "opened", to_repo, fresh)
        return fresh

    def convert_to_discussion(self, repo: str, number: int, *, by: str, at: datetime | None = None) -> None:
        moves.convert(self, repo, number, by, at)

    def delete(self, repo: str, number: int) -> None:
        self.webhooks.tell("issues", "deleted", repo, number)
        moves.remove(self, self.repos[repo], number)
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
        moves.take_in(self.repos[repo], list(issues), list(pulls), list(comments), list(events), list(milestones))

    def issue(self, repo: str, number: int) -> Payload:
        return deepcopy(self.repos[repo].issues[number])

    def labels(self, repo: str, number: int) -> list[str]:
        return [label["name"] for label in self.repos[repo].issues[number]["labels"]]

    def comments(self, repo: str, number: int) -> list[Payload]:
        """Oldest first."""
        return deepcopy(self.repos[repo].comments_on(number))

    def snapshot(self) -> Payload:
        """All that outsiders can see; equal snapshots mean that nothing was written between them."""
        written = [key for key in Repository.__dataclass_fields__ if key not in ("full_name", "owner", "last_number")]
        return {name: {key: deepcopy(getattr(repo, key)) for key in written} for name, repo in self.repos.items()}

    def _label(self, repo: str, name: str) -> Payload:
        """Names are the same in any case; the first spelling stays."""
        labels = self.repos[repo].labels
        known = name if name in labels else next((each for each in labels if each.casefold() == name.casefold()), name)
        if known not in labels:
            labels[known] = shapes.label(self.new_id(), repo, known)
        return labels[known]

    def tell(self, repo: str, number: int, kind: str, by: str, at: datetime | None, **details: Any) -> None:
        """Leaves an event on the issue."""
        at = at or self.clock()
        event = shapes.event(self.new_id(), repo, kind, self.account(by), at, **details)
        self.repos[repo].events.append((number, event))
        _touch(self.repos[repo].issues[number], at)
        self.webhooks.tell_of(repo, number, kind)

    def touch(self, repo: str, number: int, at: datetime) -> None:
        _touch(self.repos[repo].issues[number], at)


def _count(issue: Payload, *, opened: int, closed: int = 0) -> None:
    if issue["milestone"]:
        issue["milestone"]["open_issues"] += opened
        issue["milestone"]["closed_issues"] += closed


def _touch(payload: Payload, at: datetime) -> None:
    payload["updated_at"] = max(payload["updated_at"], shapes.stamp(at))


def _short(label: Payload) -> Payload:
    return {"name": label["name"], "color": label["color"]}
