"""The relay carries everything unchanged, until it is told to make trouble, and then exactly that."""

import http.client
from collections.abc import Iterator
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import urlsplit

import pytest

from fairlead.testing.relay import Relay, Trouble
from tests.transport.rawserver import RawServer, answer

BODY = b'{"items": [1, 2, 3]}'


@pytest.fixture
def relay() -> Iterator[Relay]:
    made = Relay()
    yield made
    made.close()


@pytest.fixture
def address(relay: Relay) -> Iterator[str]:
    with RawServer(*4 * [answer(BODY, X_Seen="yes")]) as tool:
        yield relay.aim(f"{tool.url}/api")


def ask(address: str, method: str = "GET") -> tuple[int, bytes, http.client.HTTPMessage]:
    at = urlsplit(address)
    connection = HTTPConnection(at.hostname or "", at.port, timeout=5)
    try:
        connection.request(method, f"{at.path}/items?page=2", headers={"Authorization": "Bearer canary-1"})
        response = connection.getresponse()
        return response.status, response.read(), response.headers
    finally:
        connection.close()


def test_it_carries_what_it_gets_and_learns_the_credential(relay: Relay, address: str) -> None:
    status, body, headers = ask(address)
    assert (status, body, headers["x-seen"]) == (200, BODY, "yes")
    assert (relay.requests, relay.writes) == (["GET /api/items"], [])
    assert relay.credentials == {"Bearer canary-1", "canary-1"}


def test_trouble_spares_the_first_and_ends_when_mended(relay: Relay, address: str) -> None:
    relay.make(Trouble(429, {"Retry-After": "7"}, spare=1))
    assert [ask(address)[0] for _ in range(3)] == [200, 429, 429]
    relay.mend()
    assert ask(address)[0] == 200


def test_a_made_up_answer_repeats_the_credential_as_careless_tools_do(relay: Relay, address: str) -> None:
    relay.make(Trouble(403))
    status, body, _ = ask(address)
    assert status == 403
    assert b"no: Bearer canary-1" in body


def test_trouble_with_writes_lets_reads_pass(relay: Relay, address: str) -> None:
    relay.make(Trouble(500, only_writes=True))
    assert [ask(address, method)[0] for method in ("GET", "PUT", "HEAD", "PATCH")] == [200, 500, 200, 500]
    assert relay.writes == ["PUT /api/items", "PATCH /api/items"]


def test_a_post_that_only_reads_is_no_write(relay: Relay) -> None:
    with RawServer(*3 * [answer(BODY)]) as tool:
        address = relay.aim(f"{tool.url}/rest/api/3/changelog", "jira", ("/rest/api/3/changelog/items",))
        relay.make(Trouble(500, only_writes=True))
        assert ask(address, "POST")[0] == 200
        assert ask(address.replace("changelog", "search"), "POST")[0] == 500
    assert relay.writes == ["POST /rest/api/3/search/items"]


def test_an_answer_is_spoiled_or_lost(relay: Relay, address: str) -> None:
    relay.make(Trouble(spoil=lambda body: body[:5]))
    assert ask(address)[1] == BODY[:5]
    relay.make(Trouble(lost=True))
    with pytest.raises(RemoteDisconnected):
        ask(address)


def test_a_world_that_is_not_there_is_said_so(relay: Relay) -> None:
    status, body, _ = ask(relay.aim("http://127.0.0.1:9"))
    assert status == 502
    assert b"the world does not answer" in body


def test_aiming_anew_forgets_the_past(relay: Relay, address: str) -> None:
    relay.make(Trouble(500))
    ask(address)
    relay.aim("http://127.0.0.1:9")
    assert (relay.requests, relay.credentials) == ([], set())
