"""The sandbox behaves as GitHub does where the hub could tell the difference."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from github import Github

from connectors.transport import Http, github_client
from core.contract import Refused, Wire
from tests.github.conftest import REPO, World


@pytest.fixture
def client(world: World) -> Iterator[httpx.Client]:
    headers = {"Authorization": f"token {world.state.token}"}
    with httpx.Client(base_url=world.box.urls["github"], headers=headers, trust_env=False) as client:
        yield client


@pytest.fixture
def sdk(world: World) -> Iterator[Github]:
    headers = {"Authorization": f"Bearer {world.state.token}"}
    http = Http(world.box.urls["github"], tool="github", wire=Wire(read_only=False), headers=headers)
    yield github_client(http)
    http.close()


def test_pages_lead_on_by_the_repository_id_and_end(world: World, client: httpx.Client) -> None:
    for at in range(7):
        world.state.create_issue(REPO, f"Issue {at}", by="ann")
    first = client.get(f"/repos/{REPO}/issues", params={"per_page": 3})
    assert f"/repositories/{world.state.repos[REPO].id}/issues?per_page=3&page=2" in first.links["next"]["url"]
    assert first.links["last"]["url"].endswith("page=3")
    last = client.get(client.get(first.links["next"]["url"]).links["next"]["url"])
    assert [issue["number"] for issue in last.json()] == [1]
    assert last.links.keys() == {"prev", "first"}


def test_an_unchanged_answer_is_free(world: World, client: httpx.Client) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    first = client.get(f"/repos/{REPO}/issues")
    again = client.get(f"/repos/{REPO}/issues", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-ratelimit-remaining"] == first.headers["x-ratelimit-remaining"] == "4999"
    world.state.comment(REPO, 1, "new", by="bob")
    assert client.get(f"/repos/{REPO}/issues", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_the_hourly_limit_ends_with_the_hour(world: World, client: httpx.Client) -> None:
    world.state.rate_limit = 1
    assert [client.get("/user").status_code for _ in range(2)] == [200, 403]
    world.clock.advance(timedelta(hours=1))
    assert client.get("/user").status_code == 200


@pytest.mark.parametrize(
    ("header", "words"), [({}, "Requires authentication"), ({"Authorization": "token x"}, "Bad credentials")]
)
def test_credentials_are_asked_for(world: World, header: dict[str, str], words: str) -> None:
    answer = httpx.get(f"{world.box.urls['github']}/user", headers=header, trust_env=False)
    assert (answer.status_code, answer.json()["message"]) == (401, words)


def test_moved_deleted_and_unknown_issues(world: World, client: httpx.Client) -> None:
    world.state.add_repo("acme/api")
    for title in ("moves", "goes"):
        world.state.create_issue(REPO, title, by="ann", labels=["bug"])
    world.state.comment(REPO, 1, "still here", by="bob")
    world.state.transfer(REPO, 1, "acme/api")
    world.state.delete(REPO, 2)
    answers = [client.get(f"/repos/{REPO}/issues/{number}") for number in (1, 2, 3)]
    assert [answer.status_code for answer in answers] == [301, 410, 404]
    moved = client.get(answers[0].headers["location"]).json()
    assert (moved["title"], moved["number"], moved["comments"]) == ("moves", 1, 1)
    assert [comment["body"] for comment in world.state.comments("acme/api", 1)] == ["still here"]
    assert world.state.labels("acme/api", 1) == ["bug"]


def test_pygithub_finds_its_way_about(world: World, sdk: Github) -> None:
    state = world.state
    milestone = state.create_milestone(REPO, "v2")
    state.create_issue(REPO, "first", by="ann", milestone=milestone)
    state.create_pull(REPO, "second", by="bob", body="Fixes #1")
    state.merge(REPO, 2, by="ann")
    repo = sdk.get_repo(REPO)
    assert sdk.get_user().login == "fairlead-bot"
    assert (repo.full_name, repo.open_issues_count) == (REPO, 1)
    assert [(issue.number, issue.state) for issue in repo.get_issues(state="all")] == [(2, "closed"), (1, "open")]
    issue = repo.get_issue(1)
    comment = issue.create_comment("hello")
    comment.edit("hello again")
    issue.add_to_labels("bug", "wip")
    issue.remove_from_labels("wip")
    assert [(c.body, c.user.login) for c in issue.get_comments()] == [("hello again", "fairlead-bot")]
    assert [label.name for label in issue.get_labels()] == ["bug"]
    assert [m.open_issues for m in repo.get_milestones()] == [1]
    assert {event.event for event in repo.get_issues_events()} >= {"merged", "closed", "labeled", "unlabeled"}
    comment.delete()
    assert state.comments(REPO, 1) == []
    world.violations.clear()  # PyGithub sends labels as a bare list, which GitHub takes but does not describe


def test_a_comment_without_text_or_too_long_is_invalid(world: World, sdk: Github) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    issue = sdk.get_repo(REPO).get_issue(1)
    for text in (" ", "x" * 65_537):
        with pytest.raises(Refused, match="Validation Failed"):
            issue.create_comment(text)


def test_milestones_count_their_issues(world: World) -> None:
    state = world.state
    milestone = state.create_milestone(REPO, "v2")
    for _ in range(3):
        state.create_issue(REPO, "x", by="ann", milestone=milestone)
    state.close(REPO, 1, by="ann")
    state.close(REPO, 1, by="ann")
    state.close(REPO, 2, by="ann")
    state.reopen(REPO, 2, by="ann")
    state.delete(REPO, 3)
    counted = state.repos[REPO].milestones[milestone]
    assert (counted["open_issues"], counted["closed_issues"]) == (1, 1)


def test_equal_snapshots_mean_that_nothing_was_written(world: World) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    before = world.state.snapshot()
    assert world.state.snapshot() == before
    world.state.label(REPO, 1, add=["bug"], by="ann")
    assert world.state.snapshot() != before
