"""How issues hang together: sub-issues, what blocks what, and issue types."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox.github import shapes
from sandbox.github.repository import Address, Repository
from sandbox.github.shapes import FieldValue, Payload

if TYPE_CHECKING:
    from sandbox.github.state import GitHubState

MOST_CHILDREN, DEEPEST, MOST_BLOCKERS = 100, 8, 50


class Structure:
    """Issues are named by (repository, number) and may live in different repositories. ValueError tells of GitHub's limits.

    https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/adding-sub-issues
    """

    def __init__(self, state: "GitHubState") -> None:
        self._state = state

    def nest(self, child: Address, under: Address, *, by: str, at: datetime | None = None) -> None:
        """https://docs.github.com/en/rest/issues/sub-issues#add-sub-issue"""
        if len(list(self.children(under))) >= MOST_CHILDREN:
            raise ValueError(f"a parent has at most {MOST_CHILDREN} sub-issues, closed ones included")
        if child in self._line(under) or len(self._line(under)) + self._height(child) > DEEPEST + 1:
            raise ValueError(f"sub-issues go at most {DEEPEST} levels below the first parent, and in no circle")
        self._repo(child).parents[child[1]] = under
        self._tell(under, "sub_issue_added", by, at)
        self._tell(child, "parent_issue_added", by, at)
        self._issue(child)["parent_issue_url"] = self._issue(under)["url"]
        self.refresh(child)

    def unnest(self, child: Address, *, by: str, at: datetime | None = None) -> None:
        parent = self._repo(child).parents.pop(child[1])
        self._issue(child).pop("parent_issue_url", None)
        self._tell(parent, "sub_issue_removed", by, at)
        self._tell(child, "parent_issue_removed", by, at)
        self.refresh(parent)

    def block(self, blocked: Address, blocker: Address, *, by: str, at: datetime | None = None) -> None:
        """https://docs.github.com/en/rest/issues/issue-dependencies"""
        blockers = self._repo(blocked).blockers.setdefault(blocked[1], [])
        if len(blockers) >= MOST_BLOCKERS or blocker == blocked:
            raise ValueError(f"an issue is blocked by at most {MOST_BLOCKERS} others")
        if blocker not in blockers:
            blockers.append(blocker)
            self._tell(blocked, "blocked_by_added", by, at)
            self._tell(blocker, "blocking_added", by, at)
        self.refresh(blocker)

    def unblock(self, blocked: Address, blocker: Address, *, by: str, at: datetime | None = None) -> None:
        self._repo(blocked).blockers[blocked[1]].remove(blocker)
        self._tell(blocked, "blocked_by_removed", by, at)
        self._tell(blocker, "blocking_removed", by, at)
        self.refresh(blocked)
        self.refresh(blocker)

    def set_type(self, repo: str, number: int, name: str | None, *, by: str, at: datetime | None = None) -> None:
        """`name` is one of the organisation's issue types (Task, Bug, Feature unless changed); None takes the type away."""
        issue = self._issue((repo, number))
        before = issue["type"]
        issue["type"] = self._state.orgs[repo.partition("/")[0]].types[name] if name else None
        if before != issue["type"]:
            kind = "removed" if name is None else "changed" if before else "added"
            self._tell((repo, number), f"issue_type_{kind}", by, at)

    def set_field(
        self, repo: str, number: int, name: str, value: FieldValue | None, *, at: datetime | None = None
    ) -> None:
        """A field that the organisation gave its issues: a list is a choice of several, None takes the value away.

        https://docs.github.com/en/rest/issues/issue-field-values
        """
        issue, org = self._issue((repo, number)), self._state.orgs[repo.partition("/")[0]]
        id_ = org.fields.setdefault(name, self._state.new_id())
        others = [each for each in issue.get("issue_field_values", []) if each["issue_field_id"] != id_]
        issue["issue_field_values"] = others if value is None else [*others, shapes.field_value(id_, name, value)]
        self._state.touch(repo, number, at or self._state.clock())

    def children(self, parent: Address) -> Iterator[Address]:
        for name, repo in self._state.repos.items():
            yield from ((name, number) for number, above in repo.parents.items() if above == parent)

    def blockers(self, blocked: Address) -> list[Address]:
        return self._repo(blocked).blockers.get(blocked[1], [])

    def blocking(self, blocker: Address) -> Iterator[Address]:
        for name, repo in self._state.repos.items():
            yield from ((name, number) for number, others in repo.blockers.items() if blocker in others)

    def refresh(self, changed: Address) -> None:
        """The summaries of an issue that changed, and of those that it hangs together with."""
        for address in [changed, *self._related(changed)]:
            self._summarise(address)

    def leave(self, gone: Address) -> None:
        """Before an issue is removed: nothing hangs together with it any more."""
        related, repo = self._related(gone), self._repo(gone)
        for name, number in self.children(gone):
            self._issue((name, number)).pop("parent_issue_url", None)
        for other in self._state.repos.values():
            other.parents = {child: parent for child, parent in other.parents.items() if parent != gone}
            other.blockers = {n: [each for each in them if each != gone] for n, them in other.blockers.items()}
        repo.parents.pop(gone[1], None)
        repo.blockers.pop(gone[1], None)
        for address in related:
            self._summarise(address)

    def _related(self, address: Address) -> list[Address]:
        """All whose summary or parent speaks of this issue."""
        parent = self._repo(address).parents.get(address[1])
        around = [*self.children(address), *self.blockers(address), *self.blocking(address)]
        return [*around, parent] if parent else around

    def _summarise(self, address: Address) -> None:
        issue = self._issue(address)
        if "sub_issues_summary" not in issue:
            return
        total, done = self._count(self.children(address))
        share = 100 * done // total if total else 0
        issue["sub_issues_summary"] = {"total": total, "completed": done, "percent_completed": share}
        held, over = self._count(self.blockers(address))
        holds, freed = self._count(self.blocking(address))
        issue["issue_dependencies_summary"] = {
            "blocked_by": held - over,
            "blocking": holds - freed,
            "total_blocked_by": held,
            "total_blocking": holds,
        }

    def _count(self, addresses: Iterable[Address]) -> tuple[int, int]:
        """How many, and how many of them are closed."""
        states = [self._issue(address)["state"] for address in addresses]
        return len(states), states.count("closed")

    def _line(self, address: Address) -> list[Address]:
        """The issue and all above it."""
        line = [address]
        while above := self._repo(line[-1]).parents.get(line[-1][1]):
            line.append(above)
        return line

    def _height(self, address: Address) -> int:
        return 1 + max((self._height(child) for child in self.children(address)), default=0)

    def _tell(self, address: Address, kind: str, by: str, at: datetime | None) -> None:
        self._state.tell(*address, kind, by, at)

    def _repo(self, address: Address) -> Repository:
        return self._state.repos[address[0]]

    def _issue(self, address: Address) -> Payload:
        return self._repo(address).issues[address[1]]
