"""What GitHub does when something goes elsewhere: issues transferred or turned into discussions, repositories renamed."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.github import shapes
from sandbox.github.repository import Address, Repository
from sandbox.github.shapes import API, WEB, Payload

if TYPE_CHECKING:
    from sandbox.github.state import GitHubState

Bodies = list[Payload]
KEPT = ("assignee", "assignees", "comments", "state", "state_reason", "created_at", "closed_at", "type")


def transfer(state: "GitHubState", repo: str, number: int, to_repo: str) -> int:
    """The issue gets a new number, id and node id; the old address says where it went. Returns the new number."""
    here, there = state.repos[repo], state.repos[to_repo]
    old, new_number = here.issues[number], there.next_number()
    fresh = shapes.issue(state.new_id(), to_repo, new_number, old["title"], old["user"], old["body"], state.clock())
    there.issues[new_number] = fresh | {key: old[key] for key in KEPT if key in old}
    for comment in here.comments_on(number):
        id_ = state.new_id()
        moved = shapes.comment(id_, fresh, comment["body"], comment["user"], state.clock())
        there.comments[id_] = moved | {key: comment[key] for key in ("created_at", "updated_at")}
    state.label(to_repo, new_number, add=[label["name"] for label in old["labels"]], by=old["user"]["login"])
    new = (to_repo, new_number)
    there.blockers[new_number] = here.blockers.pop(number, [])
    if number in here.parents:
        there.parents[new_number] = here.parents.pop(number)
    _repoint(state, lambda address: new if address == (repo, number) else address)
    state.boards.repoint((repo, number), new)
    remove(state, here, number)
    here.moved[number] = (there.id, new_number)
    state.structure.refresh(new)
    return new_number


def remove(state: "GitHubState", repo: Repository, number: int) -> None:
    state.structure.leave((repo.full_name, number))
    state.boards.repoint((repo.full_name, number), None)
    gone, issue = repo.comments_on(number), repo.issues.pop(number)
    if issue["milestone"]:
        issue["milestone"][f"{issue['state']}_issues"] -= 1
    for comment in gone:
        del repo.comments[comment["id"]]
    repo.events = [(owner, event) for owner, event in repo.events if owner != number]


def convert(state: "GitHubState", repo: str, number: int, by: str, at: datetime | None) -> None:
    """The issue stays where it was, closed and locked; only an event tells that it is a discussion now.

    https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#converted_to_discussion
    """
    state.close(repo, number, by=by, at=at)
    state.repos[repo].issues[number]["locked"] = True
    state.tell(repo, number, "converted_to_discussion", by, at)


def rename(state: "GitHubState", old: str, new: str) -> None:
    """Everything is addressed by the new name from now on; the old one redirects until somebody takes it."""
    repo = state.repos[old]
    state.repos = {new if name == old else name: each for name, each in state.repos.items()}
    state.renamed[old.casefold()] = repo.id
    state.renamed.pop(new.casefold(), None)
    repo.full_name, repo.owner = new, state.directory.owner(new)
    owned: tuple[Any, ...] = (
        repo.issues, repo.comments, repo.events, repo.milestones, repo.labels, repo.reviews, repo.review_comments,
    )  # fmt: skip
    for part in owned:
        _readdress(part, old, new)
    _repoint(state, lambda address: (new, address[1]) if address[0] == old else address)
    for number in repo.issues:
        state.boards.repoint((old, number), (new, number))


def _readdress(node: Any, old: str, new: str) -> None:
    """In place, since a milestone is shared by its issues."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, str):
            node[key] = _replaced(value, old, new)
        elif isinstance(value, dict | list | tuple):
            _readdress(value, old, new) if not isinstance(value, tuple) else _readdress(value[1], old, new)


def _replaced(text: str, old: str, new: str) -> str:
    for base in (f"{API}/repos/", f"{WEB}/"):
        if text == base + old or text.startswith(f"{base}{old}/"):
            return base + new + text.removeprefix(base + old)
    return text


def _repoint(state: "GitHubState", where: Callable[[Address], Address]) -> None:
    for repo in state.repos.values():
        repo.parents = {child: where(parent) for child, parent in repo.parents.items()}
        for relation in (repo.blockers, repo.closes):
            for number, others in relation.items():
                relation[number] = [where(other) for other in others]
        for number, parent in repo.parents.items():
            _point_to(state, repo.issues[number], parent)


def _point_to(state: "GitHubState", child: Payload, parent: Address) -> None:
    child["parent_issue_url"] = state.repos[parent[0]].issues[parent[1]]["url"]


def take_in(
    repo: Repository, issues: Bodies, pulls: Bodies, comments: Bodies, events: Bodies, milestones: Bodies
) -> None:
    repo.issues |= {pull["number"]: shapes.pull_in_issue_list(pull, repo.full_name) for pull in pulls}
    repo.issues |= {issue["number"]: issue for issue in issues}
    repo.last_number = max(repo.issues, default=0)
    repo.comments |= {comment["id"]: comment for comment in comments}
    repo.milestones |= {milestone["number"]: milestone for milestone in milestones}
    repo.events += [(event["issue"]["number"], event) for event in reversed(events)]
