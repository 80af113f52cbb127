"""Role by route: nobody comes further than their role lets them, and a new route says what it needs or fails here."""

from collections.abc import Iterator, Mapping

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from core.authority import RIGHTS, ROLES, Right, Role, Visitor, may
from scheduler.hub import Hub
from tests.web.people import browser, enters, guarded, program, stranger
from tests.web.routes import Way, ways
from web.app import ENDLESS, routed
from web.mcp.door import PATH

PUBLIC = {
    "GET /sign-in",
    "POST /sign-in",
    "POST /sign-out",
    "GET /sign-in/with",
    "GET /sign-in/back",
    "GET /invitation",
    "POST /invitation",
    "GET /static/{path:path}",
    "GET /api/v1/openapi.json",
}
"""What everybody may ask: it tells nothing of the company."""


ALIVE = (ENDLESS, PATH)
"""Whoever is let in there stays: their own tests tell what is answered."""


def application() -> FastAPI:
    def no_hub() -> Hub:
        raise AssertionError

    return routed(no_hub)


WAYS = ways(application())
GUARDED = [way for way in WAYS if way.rights]


class House:
    """One browser of each role, which asks for whatever it may not."""

    def __init__(self, hub: Hub, client: TestClient) -> None:
        self.nobody = stranger(client)
        people: Mapping[Role, str] = {role: enters(hub, role) for role in ROLES}
        enters(hub, "admin", "another")  # so that none is the last
        self.browsers = {role: browser(client, hub, person) for role, person in people.items()}
        self.programs = {right: program(client, hub, people["admin"], right) for right in RIGHTS}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with guarded(tmp_path_factory.mktemp("ways")) as (hub, client):
        yield House(hub, client)


def asked(client: TestClient, way: Way, body: bytes = b"", **headers: str) -> int:
    answered = client.request(way.method, way.address, content=body, headers=headers)
    if answered.headers.get("location", "").startswith("/sign-in") and way.path != "/sign-out":
        return 401
    return answered.status_code


def test_every_route_says_who_may() -> None:
    assert {way.name for way in WAYS if not way.rights} == PUBLIC
    assert len(GUARDED) > 10


def test_a_route_that_says_nothing_would_be_noticed() -> None:
    web = application()
    web.get("/open")(lambda: "secret")
    assert [way.name for way in ways(web) if not way.rights and way.name not in PUBLIC] == ["GET /open"]


@pytest.mark.parametrize("way", GUARDED, ids=lambda way: way.name)
def test_nobody_comes_in(house: House, way: Way) -> None:
    assert asked(house.nobody, way) == 401
    assert asked(house.nobody, way, b"{", **{"content-type": "application/json"}) == 401
    assert asked(house.nobody, way, authorization="Bearer fairlead_guess") == 401


@pytest.mark.parametrize("way", GUARDED, ids=lambda way: way.name)
def test_a_lesser_role_is_refused_before_anything_else(house: House, way: Way) -> None:
    """Whether or not what they sent can be read."""
    for role, client in house.browsers.items():
        if not all(may(Visitor(person="", role=role), right) for right in way.rights):
            assert asked(client, way) == 403, role
            assert asked(client, way, b"{", **{"content-type": "application/json"}) == 403, role


@pytest.mark.parametrize("way", GUARDED, ids=lambda way: way.name)
def test_so_is_a_token_without_the_scope(house: House, way: Way) -> None:
    for right, client in house.programs.items():
        if set(way.rights) != {right}:
            assert asked(client, way) == 403, right


@pytest.mark.parametrize("way", [way for way in GUARDED if way.path not in ALIVE], ids=lambda way: way.name)
def test_whoever_has_the_right_comes_in(house: House, way: Way) -> None:
    """What is then decided of one subject may be refused still."""
    roles = {role for role in ROLES if all(may(Visitor(person="", role=role), right) for right in way.rights)}
    refusals = (401,) if way.method != "GET" and "read" in way.rights else (401, 403)
    for role in ("admin",) if way.method != "GET" else sorted(roles):
        assert asked(house.browsers[role], way) not in refusals, role  # type: ignore[index]
    assert "admin" in roles


def test_rights_are_those_that_there_are() -> None:
    known: set[Right] = set(RIGHTS)
    assert {right for way in WAYS for right in way.rights} <= known
