"""Sub-issues, dependencies and types as GitHub tells of them over REST."""

from itertools import pairwise

import httpx
import pytest

from sandbox.github import GitHubState
from tests.sandbox.github.conftest import API, REPO

ISSUE = f"/repos/{REPO}/issues"


def numbers(answer: httpx.Response) -> list[int]:
    return [issue["number"] for issue in answer.json()]


def test_sub_issues_and_their_parent(state: GitHubState, client: httpx.Client) -> None:
    for title in ("whole", "half", "other half"):
        state.create_issue(REPO, title, by="ann")
    far = state.create_issue(API, "elsewhere", by="ann")
    for child in ((REPO, 2), (REPO, 3), (API, far)):
        state.structure.nest(child, (REPO, 1), by="ann")
    state.close(REPO, 2, by="ann")
    children = client.get(f"{ISSUE}/1/sub_issues").json()
    assert [(child["title"], child["state"]) for child in children] == [
        ("half", "closed"), ("other half", "open"), ("elsewhere", "open"),
    ]  # fmt: skip
    whole = client.get(f"{ISSUE}/1").json()
    assert whole["sub_issues_summary"] == {"total": 3, "completed": 1, "percent_completed": 33}
    assert client.get(f"/repos/{API}/issues/{far}/parent").json()["number"] == 1
    assert children[0]["parent_issue_url"] == whole["url"]
    assert client.get(f"{ISSUE}/1/parent").status_code == 404
    state.structure.unnest((REPO, 2), by="ann")
    assert client.get(f"{ISSUE}/1").json()["sub_issues_summary"]["total"] == 2


def test_a_parent_has_a_hundred_children_and_eight_levels_below_it(state: GitHubState) -> None:
    for number in range(1, 103):
        state.create_issue(REPO, f"{number}", by="ann")
    for number in range(2, 102):
        state.structure.nest((REPO, number), (REPO, 1), by="ann")
    state.close(REPO, 2, by="ann")
    with pytest.raises(ValueError, match="at most 100"):
        state.structure.nest((REPO, 102), (REPO, 1), by="ann")
    line = [state.create_issue(API, f"{number}", by="ann") for number in range(10)]
    for parent, child in pairwise(line[:9]):
        state.structure.nest((API, child), (API, parent), by="ann")
    for child in (line[9], line[0]):
        with pytest.raises(ValueError, match="8 levels"):
            state.structure.nest((API, child), (API, line[8]), by="ann")


def test_what_blocks_an_issue(state: GitHubState, client: httpx.Client) -> None:
    for title in ("waits", "first", "second"):
        state.create_issue(REPO, title, by="ann")
    for blocker in (2, 3):
        state.structure.block((REPO, 1), (REPO, blocker), by="ann")
    state.close(REPO, 2, by="ann")
    assert numbers(client.get(f"{ISSUE}/1/dependencies/blocked_by")) == [2, 3]
    assert client.get(f"{ISSUE}/1").json()["issue_dependencies_summary"] == {
        "blocked_by": 1, "total_blocked_by": 2, "blocking": 0, "total_blocking": 0,
    }  # fmt: skip
    assert client.get(f"{ISSUE}/3").json()["issue_dependencies_summary"]["blocking"] == 1
    state.structure.unblock((REPO, 1), (REPO, 3), by="ann")
    assert numbers(client.get(f"{ISSUE}/1/dependencies/blocked_by")) == [2]
    kinds = [event["event"] for event in client.get(f"{ISSUE}/events").json()]
    assert (kinds.count("blocked_by_added"), kinds.count("blocked_by_removed")) == (2, 1)


def test_what_cannot_be_seen_blocks_unseen(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "waits", by="ann")
    state.structure.block((REPO, 1), (API, state.create_issue(API, "secret", by="ann")), by="ann")
    state.repos[API].hidden = True
    assert client.get(f"{ISSUE}/1/dependencies/blocked_by").json() == []
    assert client.get(f"{ISSUE}/1").json()["issue_dependencies_summary"]["blocked_by"] == 1


def test_types_come_from_the_organisation(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "broken", by="ann")
    for name in ("Task", "Bug", None):
        state.structure.set_type(REPO, 1, name, by="ann")
        shown = client.get(f"{ISSUE}/1").json()["type"]
        assert (shown and shown["name"]) == name
    kinds = [event["event"] for event in reversed(client.get(f"{ISSUE}/events").json())]
    assert kinds == ["issue_type_added", "issue_type_changed", "issue_type_removed"]


def test_relations_follow_an_issue_that_moves(state: GitHubState, client: httpx.Client) -> None:
    for title in ("whole", "half", "waits"):
        state.create_issue(REPO, title, by="ann")
    state.structure.nest((REPO, 2), (REPO, 1), by="ann")
    state.structure.block((REPO, 3), (REPO, 1), by="ann")
    moved = state.transfer(REPO, 1, API)
    assert numbers(client.get(f"/repos/{API}/issues/{moved}/sub_issues")) == [2]
    assert client.get(f"{ISSUE}/2").json()["parent_issue_url"].endswith(f"/repos/{API}/issues/{moved}")
    assert [issue["title"] for issue in client.get(f"{ISSUE}/3/dependencies/blocked_by").json()] == ["whole"]
    state.delete(API, moved)
    assert client.get(f"{ISSUE}/3/dependencies/blocked_by").json() == []
    assert client.get(f"{ISSUE}/3").json()["issue_dependencies_summary"]["blocked_by"] == 0
