"""Signing in as a GitHub App: what proof is taken, what a token opens, and for how long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.github.apps import Application, Installation
from tests.sandbox.github.asking import ask
from tests.sandbox.github.conftest import API, REPO, World

KEY, OTHER_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
Prove = Callable[..., str]


@pytest.fixture
def application(world: World) -> Application:
    return world.state.add_app("fairlead", PUBLIC, owner="acme")


@pytest.fixture
def installed(world: World, application: Application) -> Installation:
    return world.state.install(application, "acme", [REPO])


@pytest.fixture
def prove(world: World, application: Application) -> Prove:
    def proof(*, since: float = -60, until: float = 540, key: Any = KEY, **claims: Any) -> str:
        now = int(world.clock().timestamp())
        body = {"iat": now + since, "exp": now + until, "iss": str(application.id), **claims}
        return jwt.encode(body, key, algorithm="RS256")

    return proof


def token(world: World, proof: str, at: Installation, **body: Any) -> httpx.Response:
    with world.client(proof) as client:
        return client.post(f"/app/installations/{at.id}/access_tokens", json=body or None)


def test_an_app_proves_itself_and_gets_a_token_for_an_hour(
    world: World, application: Application, installed: Installation, prove: Prove
) -> None:
    world.state.create_issue(REPO, "x", by="ann")
    granted = token(world, prove(), installed)
    assert granted.status_code == 201
    assert granted.json()["expires_at"] == "2026-03-02T13:00:00Z"
    with world.client(granted.json()["token"]) as client:
        assert [repo["full_name"] for repo in client.get("/installation/repositories").json()["repositories"]] == [REPO]
        comment = client.post(f"/repos/{REPO}/issues/1/comments", json={"body": "hello"}).json()
        assert (comment["user"]["login"], comment["user"]["type"]) == ("fairlead[bot]", "Bot")
        world.clock.advance(timedelta(minutes=59))
        assert client.get(f"/repos/{REPO}").status_code == 200
        world.clock.advance(timedelta(minutes=1))
        over = client.get(f"/repos/{REPO}")
        assert (over.status_code, over.json()["message"]) == (401, "Bad credentials")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"until": 601}, "is too far in the future"),
        ({"until": 0}, "must be a numeric value representing the future time"),
        ({"since": 1}, "'Issued at' claim"),
        ({"key": OTHER_KEY}, "could not be decoded"),
        ({"iss": "404"}, "Integration not found"),
    ],
)
def test_a_proof_that_is_wrong_or_of_another_time(
    world: World, installed: Installation, prove: Prove, how: dict[str, Any], words: str
) -> None:
    refused = token(world, prove(**how), installed)
    assert refused.status_code == 401
    assert words in refused.json()["message"]


def test_a_clock_that_is_a_minute_ahead_is_forgiven_where_the_client_thought_of_it(
    world: World, installed: Installation, prove: Prove
) -> None:
    proofs = {ahead: prove(since=ahead - 60, until=ahead + 480) for ahead in (60, 61, -479, -480)}
    answers = {ahead: token(world, proof, installed).status_code for ahead, proof in proofs.items()}
    assert answers == {60: 201, 61: 401, -479: 201, -480: 401}


def test_each_credential_opens_its_own_doors(
    world: World, application: Application, installed: Installation, prove: Prove, client: httpx.Client
) -> None:
    assert client.get("/app").json()["message"] == "A JSON web token could not be decoded"
    assert client.get("/installation/repositories").status_code == 403
    with world.client(prove(iss=application.client_id)) as app:
        assert app.get("/app").json()["slug"] == "fairlead"
        assert app.get("/orgs/acme/installation").json()["id"] == installed.id
        assert app.get(f"/repos/{REPO}/installation").json()["repository_selection"] == "selected"
        assert app.get("/orgs/nobody/installation").status_code == 404
        assert app.get(f"/repos/{REPO}").status_code == 403
    with world.client(token(world, prove(), installed).json()["token"]) as bot:
        assert bot.get("/user").json()["message"] == "Resource not accessible by integration"
        assert [bot.get(f"/repos/{name}").status_code for name in (REPO, API)] == [200, 404]
        assert "x-oauth-scopes" not in bot.get(f"/repos/{REPO}").headers


def test_a_token_for_fewer_repositories(world: World, application: Application, prove: Prove) -> None:
    everywhere = world.state.install(application, "acme")
    granted = token(world, prove(), everywhere, repositories=["api"]).json()
    assert [repo["full_name"] for repo in granted["repositories"]] == [API]
    with world.client(granted["token"]) as bot:
        assert [bot.get(f"/repos/{name}").status_code for name in (REPO, API)] == [404, 200]
    assert token(world, prove(), everywhere, repositories=["nothing"]).status_code == 422


def test_a_suspended_installation(world: World, installed: Installation, prove: Prove) -> None:
    held = token(world, prove(), installed).json()["token"]
    installed.suspended_at = world.clock()
    assert token(world, prove(), installed).status_code == 403
    with world.client(held) as bot:
        assert bot.get(f"/repos/{REPO}").json()["message"] == "This installation has been suspended"


def test_graphql_shows_an_app_what_it_was_let_at(
    world: World, application: Application, installed: Installation, prove: Prove
) -> None:
    world.state.boards.create("acme", "Roadmap")
    board = '{ organization(login: "acme") { projectV2(number: 1) { title } } }'
    with world.client(token(world, prove(), installed).json()["token"]) as bot:
        assert ask(bot, board)["data"]["organization"]["projectV2"] == {"title": "Roadmap"}
        assert ask(bot, '{ repository(owner: "acme", name: "api") { id } }')["errors"][0]["type"] == "NOT_FOUND"
        del application.permissions["organization_projects"]
        (problem,) = ask(bot, board)["errors"]
    assert (problem["type"], problem["message"]) == ("FORBIDDEN", "Resource not accessible by integration")
