"""Organisations, people, repositories and teams over REST, and the links that lead on."""

import httpx
import pytest

from sandbox.github import GitHubState
from tests.sandbox.github.conftest import API, REPO


def names(answer: httpx.Response) -> list[str]:
    return [row.get("full_name") or row.get("slug") or row["login"] for row in answer.json()]


def test_pages_of_an_organisation_lead_on_by_its_id(state: GitHubState, client: httpx.Client) -> None:
    id_ = state.orgs["acme"].account["id"]
    for at in range(3):
        state.add_repo(f"acme/r{at}")
    first = client.get("/orgs/acme/repos", params={"per_page": 2})
    assert f"/organizations/{id_}/repos?per_page=2&page=2" in first.links["next"]["url"]
    assert first.links["last"]["url"].endswith("page=3")
    rest = client.get(first.links["next"]["url"])
    assert names(first) + names(rest) == [REPO, API, "acme/r0", "acme/r1"]
    assert rest.links.keys() == {"prev", "next", "last", "first"}


def test_people_have_repositories_of_which_only_public_ones_show(state: GitHubState, client: httpx.Client) -> None:
    state.add_user("ann", name="Ann Lee", email="ann@acme.test")
    state.add_repo("ann/tools")
    state.add_repo("ann/diary", private=True)
    state.add_repo("fairlead-bot/own", private=True)
    assert names(client.get("/users/Ann/repos")) == ["ann/tools"]
    assert names(client.get("/user/repos", params={"affiliation": "owner"})) == ["fairlead-bot/own"]
    assert client.get("/orgs/ann/repos").status_code == 404
    person = client.get("/users/ann").json()
    assert (person["name"], person["email"], person["type"]) == ("Ann Lee", "ann@acme.test", "User")
    assert client.get("/users/nobody").status_code == 404


def test_teams_and_their_members_with_those_of_child_teams(state: GitHubState, client: httpx.Client) -> None:
    parent = state.add_team("acme", "Platform & Infra", ["ann", "bob"])
    state.add_team("acme", "Databases", ["bob", "Cyd"], parent=parent)
    assert parent == "platform-infra"
    databases, platform = client.get("/orgs/acme/teams").json()
    assert (databases["parent"]["slug"], platform["parent"]) == (parent, None)
    assert names(client.get(f"/orgs/acme/teams/{parent}/members")) == ["ann", "bob", "Cyd"]
    page = client.get(f"/orgs/acme/teams/{parent}/members", params={"per_page": 1})
    assert names(client.get(page.links["next"]["url"])) == ["bob"]
    assert names(client.get("/orgs/acme/members")) == ["ann", "bob", "Cyd"]
    assert client.get("/orgs/acme/teams/nobody/members").status_code == 404


@pytest.mark.parametrize("root", ["/api/v3", ""])
def test_an_enterprise_server_answers_below_its_own_path(state: GitHubState, client: httpx.Client, root: str) -> None:
    for at in range(2):
        state.create_issue(REPO, f"{at}", by="ann")
    page = client.get(f"{root}/repos/{REPO}/issues", params={"per_page": 1})
    host = str(client.base_url).rstrip("/")
    assert page.links["next"]["url"].startswith(f"{host}{root}/repositories/")
    assert page.json()[0]["url"] == f"{host}{root}/repos/{REPO}/issues/2"
    assert [issue["number"] for issue in client.get(page.links["next"]["url"]).json()] == [1]
    graphql = "/api/graphql" if root else "/graphql"
    assert client.post(graphql, json={"query": "{ viewer { login } }"}).json() == {
        "data": {"viewer": {"login": "fairlead-bot"}}
    }


def test_names_are_the_same_in_any_case(client: httpx.Client) -> None:
    assert client.get("/repos/Acme/WEB").json()["full_name"] == REPO
    assert client.get("/orgs/ACME/teams").json() == []
