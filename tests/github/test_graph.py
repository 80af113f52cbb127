"""Questions by GraphQL: valid in the published schema, and every way in which an answer can be less than whole is an error."""

import json
import re
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, parse, validate

from connectors.github.connector import GitHub
from connectors.github.documents import ALL
from connectors.github.graph import address_of
from connectors.transport.reading import only_queries
from core.contract import Census, Dated, Refused, Stream, Unauthorized, Unavailable
from sandbox.faults import Fault
from tests.contract.github_graphql_contract import SCHEMA
from tests.github.conftest import REPO, World, pull

STREAMS = [("reviews", REPO), ("projects", "acme/1")]


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(Path(SCHEMA).read_text())


@pytest.mark.parametrize("document", ALL, ids=lambda document: re.findall(r"query (\w+)", document)[0])
def test_documents_are_valid_and_only_read(schema: GraphQLSchema, document: str) -> None:
    assert validate(schema, parse(document)) == []
    assert only_queries(document)


@pytest.fixture
def hub(world: World) -> GitHub:
    world.state.create_pull(REPO, "x", by="ann")
    world.state.boards.create("acme", "Spring").draft("a", by="ann")
    return world.connect(projects=["acme/1"], read_only=True)


def spoil(world: World, *errors: object, data: object = None, headers: dict[str, str] | None = None) -> None:
    body = json.dumps({"data": data, "errors": errors}).encode()
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=body, headers=headers or {}))


@pytest.mark.parametrize(
    ("problem", "error", "words"),
    [
        ({"type": "NOT_FOUND", "message": "Could not resolve to a Repository"}, Refused, "check the name"),
        ({"type": "FORBIDDEN", "message": "Resource not accessible by integration"}, Unauthorized, "lacks the right"),
        ({"type": "INSUFFICIENT_SCOPES", "message": "Your token has not been granted"}, Unauthorized, "scope"),
        (
            {"type": "FORBIDDEN", "message": "Resource protected by SAML", "extensions": {"saml_failure": True}},
            Unauthorized,
            "Configure SSO",
        ),
        ({"type": "RATE_LIMITED", "message": "API rate limit exceeded"}, Unavailable, "rate limit"),
        ({"message": "You have exceeded a secondary rate limit"}, Unavailable, "rate limit"),
        ({"message": "Something went wrong while executing your query. This may be a timeout"}, Unavailable, "later"),
        ({"type": "MAX_NODE_LIMIT_EXCEEDED", "message": "requests up to 1,000,000 possible nodes"}, Refused, "nodes"),
        ({"message": "Field 'x' doesn't exist", "extensions": {"code": "undefinedField"}}, Refused, "doesn't exist"),
    ],
    ids=lambda value: value.get("type", "none") if isinstance(value, dict) else "",
)
def test_errors_say_what_to_do_next(
    world: World, hub: GitHub, problem: dict[str, str], error: type[Exception], words: str
) -> None:
    spoil(world, problem)
    for name, where in STREAMS:
        with pytest.raises(error, match=words):
            pull(hub, name, repo=where)
    world.violations.clear()


def test_data_beside_an_error_is_not_believed(world: World, hub: GitHub) -> None:
    page = {"hasNextPage": False, "endCursor": None}
    data = {"repository": {"pullRequests": {"totalCount": 0, "pageInfo": page, "nodes": []}}}
    spoil(world, {"type": "FORBIDDEN", "message": "no"}, data=data)
    with pytest.raises(Unauthorized):
        pull(hub, "reviews")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"null", b"[]", b'{"data": null}', b'{"data": {"repository": {}}}', b"<p>"]
)
def test_an_answer_without_data_is_refused(world: World, hub: GitHub, body: bytes) -> None:
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=body))
    for name, where in STREAMS:
        with pytest.raises(Refused):
            pull(hub, name, repo=where)
    world.violations.clear()


def test_nothing_where_the_repository_or_owner_should_be_is_refused(world: World, hub: GitHub) -> None:
    body = b'{"data": {"repository": null, "repositoryOwner": null}}'
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=body))
    for name, where in STREAMS:
        with pytest.raises(Refused, match=where):
            pull(hub, name, repo=where)


def test_a_used_up_limit_names_the_time_to_wait(world: World, hub: GitHub) -> None:
    world.state.limits.hourly["graphql"] = 0
    with pytest.raises(Unavailable) as caught:
        pull(hub, "reviews")
    assert caught.value.after == pytest.approx(3600, abs=2)


def test_pages_that_lead_in_a_circle_are_refused(world: World, hub: GitHub) -> None:
    page = {"hasNextPage": True, "endCursor": "same"}
    rows = {"totalCount": 9, "pageInfo": page, "nodes": []}
    board = {"url": "u", "updatedAt": "2026-03-02T12:00:00Z", "items": rows}
    body = {"data": {"repository": {"pullRequests": rows}, "repositoryOwner": {"projectV2": board}}}
    world.box.faults.append(Fault("github", "graphql", times=None, status=200, body=json.dumps(body).encode()))
    for name, where in STREAMS:
        with pytest.raises(Refused, match="circle"):
            pull(hub, name, repo=where)


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://github.acme.test/api/v3", "https://github.acme.test/api/graphql"),
    ],
)
def test_where_graphql_answers(base: str, address: str) -> None:
    assert address_of(base) == address


def test_an_enterprise_server_is_read_by_its_two_roots(world: World) -> None:
    world.state.create_pull(REPO, "x", by="ann")
    for number in range(130):
        world.state.label(REPO, 1, add=[f"l{number}"], by="ann")
    world.state.boards.create("acme", "Spring").draft("a", by="ann")
    base = f"{world.box.urls['github']}/api/v3"
    hub = world.connect(base_url=base, projects=["acme/1"], repositories=["acme/*"], read_only=True)
    assert isinstance(hub, Census)
    assert isinstance(hub, Dated)
    counts = {stream.name: len(pull(hub, stream.name, repo=stream.container)[0]) for stream in hub.streams()}
    assert counts["events"] == 130
    assert counts["issues"] == 2  # the item, and its author's act of writing it
    assert counts["reviews"] == counts["projects"] == 1
    assert sum(len(page) for page in hub.census(Stream("issues", REPO))) == 1
    paths = {line.split()[1] for line in world.requests()}
    assert {path for path in paths if not path.startswith("/api/v3/")} == {"/api/graphql"}
