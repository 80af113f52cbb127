"""What becomes of addresses: renamed, transferred, deleted, converted, hidden, switched off."""

import httpx
import pytest

from sandbox.github import GitHubState
from tests.sandbox.github.conftest import API, REPO

ISSUES = f"/repos/{REPO}/issues"


def test_an_old_name_leads_on_by_id_until_somebody_takes_it(state: GitHubState, client: httpx.Client) -> None:
    milestone = state.create_milestone(REPO, "v2")
    state.create_issue(REPO, "x", by="ann", milestone=milestone)
    id_ = state.repos[REPO].id
    state.rename_repo(REPO, "acme/site")
    moved = client.get(ISSUES, params={"state": "all"})
    assert (moved.status_code, moved.json()["message"]) == (301, "Moved Permanently")
    assert moved.headers["location"].endswith(f"/repositories/{id_}/issues?state=all")
    assert client.get(f"/repos/{REPO}").headers["location"].endswith(f"/repositories/{id_}")
    (issue,) = client.get(moved.headers["location"]).json()
    assert issue["url"].endswith("/repos/acme/site/issues/1")
    assert issue["html_url"] == "https://github.com/acme/site/issues/1"
    assert client.post(f"{ISSUES}/1/comments", json={"body": "x"}).status_code == 307
    state.close("acme/site", 1, by="ann")
    assert client.get("/repos/acme/site/milestones", params={"state": "all"}).json()[0]["closed_issues"] == 1
    state.add_repo(REPO)
    assert client.get(ISSUES).json() == []


def test_relations_follow_a_renamed_repository(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "whole", by="ann")
    state.create_issue(API, "half", by="ann")
    state.structure.nest((API, 1), (REPO, 1), by="ann")
    state.structure.block((API, 1), (REPO, 1), by="ann")
    state.rename_repo(REPO, "acme/site")
    child = client.get(f"/repos/{API}/issues/1").json()
    assert child["parent_issue_url"].endswith("/repos/acme/site/issues/1")
    blockers = client.get(f"/repos/{API}/issues/1/dependencies/blocked_by").json()
    assert [blocker["title"] for blocker in blockers] == ["whole"]


def test_issues_that_moved_went_or_became_discussions(state: GitHubState, client: httpx.Client) -> None:
    for title in ("moves", "goes", "talks"):
        state.create_issue(REPO, title, by="ann")
    state.structure.set_type(REPO, 1, "Bug", by="ann")
    new = state.transfer(REPO, 1, API)
    state.delete(REPO, 2)
    state.convert_to_discussion(REPO, 3, by="ann")
    answers = [client.get(f"{ISSUES}/{number}") for number in (1, 2, 3, 4)]
    assert [answer.status_code for answer in answers] == [301, 410, 200, 404]
    arrived = client.get(answers[0].headers["location"]).json()
    assert (arrived["number"], arrived["title"], arrived["type"]["name"]) == (new, "moves", "Bug")
    assert client.post(f"{ISSUES}/1/comments", json={"body": "x"}).status_code == 307
    discussed = answers[2].json()
    assert (discussed["state"], discussed["locked"]) == ("closed", True)
    assert client.get(f"{ISSUES}/events").json()[0]["event"] == "converted_to_discussion"
    assert [issue["number"] for issue in client.get(ISSUES, params={"state": "all"}).json()] == [3]


def test_what_is_hidden_was_never_there(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "x", by="ann")
    state.repos[REPO].hidden = True
    for path in (f"/repos/{REPO}", ISSUES, f"{ISSUES}/1", f"/repositories/{state.repos[REPO].id}/issues"):
        assert client.get(path).status_code == 404
    assert [repo["full_name"] for repo in client.get("/orgs/acme/repos").json()] == [API]


def test_issues_switched_off(state: GitHubState, client: httpx.Client) -> None:
    state.repos[REPO].has_issues = False
    off = client.get(ISSUES)
    assert (off.status_code, off.json()["message"]) == (410, "Issues are disabled for this repo")
    assert client.get(f"/repos/{REPO}").json()["has_issues"] is False


@pytest.mark.parametrize("reason", ["completed", "not_planned", "duplicate"])
def test_an_issue_is_closed_for_a_reason(state: GitHubState, client: httpx.Client, reason: str) -> None:
    state.create_issue(REPO, "x", by="ann")
    state.close(REPO, 1, by="ann", reason=reason)
    assert client.get(f"{ISSUES}/1").json()["state_reason"] == reason
    state.reopen(REPO, 1, by="ann")
    assert client.get(f"{ISSUES}/1").json()["state_reason"] == "reopened"


def test_reviews_and_remarks_on_lines(state: GitHubState, client: httpx.Client) -> None:
    state.create_pull(REPO, "mend", by="ann")
    review = state.reviewing.review(REPO, 1, "CHANGES_REQUESTED", by="bob", body="no")
    state.reviewing.remark(REPO, 1, "here", by="bob", review=review)
    (remark,) = client.get(f"/repos/{REPO}/pulls/comments", params={"since": "2026-03-02T12:00:00Z"}).json()
    assert remark["pull_request_url"].endswith(f"/repos/{REPO}/pulls/1")
    assert client.get(f"/repos/{REPO}/pulls/comments", params={"since": "2026-03-02T12:00:01Z"}).json() == []
    state.reviewing.dismiss(REPO, review, by="ann")
    assert [each["state"] for each in client.get(f"/repos/{REPO}/pulls/1/reviews").json()] == ["DISMISSED"]
    assert client.get(f"/repos/{REPO}/pulls/7/reviews").status_code == 404


def test_fields_of_the_organisation(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "x", by="ann")
    state.structure.set_field(REPO, 1, "Effort", 3.0)
    state.structure.set_field(REPO, 1, "Where", ["web", "shop"])
    state.structure.set_field(REPO, 1, "Effort", 5.0)
    where, effort = client.get(f"{ISSUES}/1").json()["issue_field_values"]
    assert (effort["issue_field_name"], effort["value"]) == ("Effort", 5.0)
    assert [option["name"] for option in where["multi_select_options"]] == ["web", "shop"]


def test_labels_are_the_same_in_any_case(state: GitHubState, client: httpx.Client) -> None:
    state.create_issue(REPO, "x", by="ann", labels=["Bug"])
    client.post(f"{ISSUES}/1/labels", json={"labels": ["bug", "web"]})
    assert state.labels(REPO, 1) == ["Bug", "web"]
    assert client.delete(f"{ISSUES}/1/labels/bug").status_code == 200
    assert client.delete(f"{ISSUES}/1/labels/bug").json()["message"] == "Label does not exist"
    assert state.labels(REPO, 1) == ["web"]
