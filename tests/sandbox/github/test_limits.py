"""How much may be asked, per hour and in a row."""

from datetime import timedelta

import httpx
import pytest

from sandbox.github import GitHubState
from tests.sandbox.github.conftest import API, REPO, World

COMMENTS = f"/repos/{REPO}/issues/1/comments"


@pytest.fixture
def paced(world: World) -> World:
    world.state.create_issue(REPO, "x", by="ann")
    world.state.limits.secondary = True
    return world


def write(client: httpx.Client) -> httpx.Response:
    return client.post(COMMENTS, json={"body": "hello"})


def test_the_hourly_limit_is_counted_down_and_reset(world: World, client: httpx.Client) -> None:
    world.state.rate_limit = 2
    first = client.get("/user")
    assert {name: first.headers[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "used", "resource")} == {
        "limit": "2", "remaining": "1", "used": "1", "resource": "core",
    }  # fmt: skip
    assert first.headers["x-ratelimit-reset"] == str(int((world.clock() + timedelta(hours=1)).timestamp()))
    assert [client.get("/user").status_code for _ in range(3)] == [200, 403, 403]
    assert "API rate limit exceeded for user ID" in client.get("/user").json()["message"]
    assert world.state.limits.violations == ["GET /user: asked before the hourly limit was reset"] * 2
    told = client.get("/rate_limit").json()
    assert (told["resources"]["core"]["remaining"], told["resources"]["graphql"]["remaining"]) == (0, 5000)
    world.clock.advance(timedelta(hours=1))
    assert client.get("/user").headers["x-ratelimit-remaining"] == "1"


def test_asking_for_the_limit_and_for_what_is_unchanged_is_free(world: World, client: httpx.Client) -> None:
    first = client.get(f"/repos/{REPO}/issues")
    for _ in range(3):
        client.get("/rate_limit")
        same = client.get(f"/repos/{REPO}/issues", headers={"If-None-Match": first.headers["etag"]})
        assert (same.status_code, same.headers["x-ratelimit-used"]) == (304, "1")
    assert first.headers["etag"].startswith('W/"')


@pytest.mark.parametrize(
    "path",
    [
        "/orgs/acme/repos", "/orgs/acme/teams", "/orgs/acme/teams/all/members", "/users/acme/repos",
        f"/repos/{REPO}/pulls/comments", f"/repos/{REPO}/issues/1/sub_issues", f"/repos/{REPO}/milestones",
        f"/repos/{REPO}/issues/1/dependencies/blocked_by", f"/repos/{REPO}/issues/events",
    ],
)  # fmt: skip
def test_every_list_has_an_etag(state: GitHubState, client: httpx.Client, path: str) -> None:
    state.add_team("acme", "All", ["ann"])
    state.create_issue(REPO, "x", by="ann")
    etag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_eighty_contents_a_minute(paced: World, client: httpx.Client) -> None:
    assert {write(client).status_code for _ in range(80)} == {201}
    refused = write(client)
    assert (refused.status_code, refused.headers["retry-after"]) == (403, "60")
    assert refused.json()["message"].startswith("You have exceeded a secondary rate limit")
    paced.clock.advance(timedelta(seconds=30))
    assert client.get("/user").headers["retry-after"] == "30"
    assert paced.state.limits.violations[-1] == "GET /user: asked before retry-after was over"
    paced.clock.advance(timedelta(seconds=30))
    assert write(client).status_code == 201
    assert len(paced.state.comments(REPO, 1)) == 81


def test_five_hundred_contents_an_hour(paced: World, client: httpx.Client) -> None:
    for _ in range(500):
        assert write(client).status_code == 201
        paced.clock.advance(timedelta(seconds=2))
    refused = write(client)
    assert (refused.status_code, refused.headers["retry-after"]) == (403, "2600")
    assert paced.state.limits.violations == []
    paced.clock.advance(timedelta(seconds=2600))
    assert write(client).status_code == 201


def test_nine_hundred_points_a_minute(paced: World, client: httpx.Client) -> None:
    label = f"/repos/{REPO}/issues/1/labels/none"
    assert {client.delete(label).status_code for _ in range(178)} == {404}
    assert [client.get("/user").status_code for _ in range(11)] == [200] * 10 + [403]


def test_writes_less_than_a_second_apart_are_noted(paced: World, client: httpx.Client) -> None:
    write(client)
    paced.clock.advance(timedelta(seconds=0.9))
    write(client)
    paced.clock.advance(timedelta(seconds=1))
    write(client)
    assert paced.state.limits.violations == [f"POST {COMMENTS}: less than a second after the write before"]


def test_switched_off_nothing_of_it_holds(world: World, client: httpx.Client) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    assert {write(client).status_code for _ in range(90)} == {201}
    assert world.state.limits.violations == []


def test_limits_are_each_callers_own(world: World, client: httpx.Client) -> None:
    world.state.rate_limit = 1
    app = world.state.add_app("fairlead", "no key", owner="acme")
    token, _ = world.state.apps.grant(world.state.install(app, "acme").id)
    assert [client.get(f"/repos/{API}").status_code for _ in range(2)] == [200, 403]
    with world.client(token) as bot:
        assert bot.get(f"/repos/{API}").status_code == 200
        assert "installation ID" in bot.get(f"/repos/{API}").json()["message"]
