"""What is refused before anybody looks at it: other names, other sites, too much at once."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from scheduler.hub import Hub, open_hub
from scheduler.web_settings import WebSettings
from tests.web.people import PASSWORD, browser, enters, guarded, program
from web.app import pages
from web.who.gate import MOST, is_meant, is_ours
from web.who.known import COOKIE

PLACE = "https://fairlead.example.com"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, TestClient]]:
    with guarded(tmp_path_factory.mktemp("gate"), WebSettings(public_url=PLACE)) as (hub, client):
        enters(hub, "admin", "ana")
        yield hub, client


@pytest.fixture
def ana(place: tuple[Hub, TestClient]) -> TestClient:
    client = browser(place[1], place[0], "ana@example.com")
    del client.headers["sec-fetch-site"]
    return client


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("localhost", "localhost:8787", "127.0.0.1:1", "[::1]:8787", "127.9.9.9")),
        *((host, 200) for host in ("fairlead.example.com", "Fairlead.Example.COM")),
        *((host, 421) for host in ("evil.example", "evil.example:8787", "127.0.0.1.evil.example", "localhost.evil.example")),
        *((host, 421) for host in ("a@127.0.0.1", "127.0.0.1@evil.example", "[::1", "", "10.0.0.1", "0.0.0.0")),
        ("fairlead.example.com:8443", 421),
    ],
)  # fmt: skip
def test_it_answers_to_its_own_names(place: tuple[Hub, TestClient], host: str, status: int) -> None:
    """Or a page elsewhere could point its name here, and read what is shown (DNS rebinding)."""
    assert place[1].get("/sign-in", headers={"host": host}).status_code == status


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/hooks/github"])
def test_machines_come_by_any_name(place: tuple[Hub, TestClient], path: str) -> None:
    """Here nothing stands at these: what matters is that the gate lets them by."""
    assert place[1].post(path, headers={"host": "10.1.2.3:8787", "sec-fetch-site": "cross-site"}).status_code == 404


SITES = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "none"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "cross-site", "origin": "https://127.0.0.1:8787"}, False),
    ({"sec-fetch-site": "anything"}, False),
    ({"origin": "https://127.0.0.1:8787"}, True),
    ({"origin": PLACE}, True),
    ({"origin": "http://127.0.0.1:8787"}, False),
    ({"origin": "https://127.0.0.1"}, False),
    ({"origin": "https://127.0.0.1:8788"}, False),
    ({"origin": f"{PLACE}.evil.example"}, False),
    ({"origin": "null"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("said", "meant"), SITES)
def test_what_another_site_sends_is_not_done(
    place: tuple[Hub, TestClient], ana: TestClient, said: dict[str, str], meant: bool
) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answered = ana.request(method, "/account/sessions/end", headers=said)
        assert answered.status_code == ((303 if method == "POST" else 405) if meant else 403), method


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/invitation", "/users", "/account/tokens", "/mcp", "/nowhere"]
)
def test_that_holds_on_every_route(ana: TestClient, path: str) -> None:
    """On signing in too: nobody is signed in as somebody else without knowing."""
    data = {"email": "ana@example.com", "password": PASSWORD}
    answered = ana.post(path, data=data, headers={"sec-fetch-site": "cross-site"})
    assert (answered.status_code, "set-cookie" in answered.headers) == (403, False)


def test_looking_needs_no_proof(ana: TestClient) -> None:
    """A link from elsewhere leads here."""
    assert ana.get("/account", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_a_program_with_its_token_says_nothing_of_sites(place: tuple[Hub, TestClient]) -> None:
    client = program(place[1], place[0], "ana@example.com", "administer")
    assert client.post("/users", data={"email": "new@example.com"}).status_code == 200


def test_a_token_beside_a_cookie_does_not_let_the_cookie_in(ana: TestClient) -> None:
    answered = ana.post("/users", data={"email": "other@example.com"}, headers={"authorization": "Bearer x"})
    assert answered.headers["location"].startswith("/sign-in")


def test_where_nobody_signs_in_only_browsers_must_prove_it() -> None:
    own = WebSettings(sign_in=False)
    assert is_meant(Headers({}), "http", own)
    assert not is_meant(Headers({"origin": "https://evil.example", "host": "127.0.0.1:8787"}), "http", own)
    assert not is_meant(Headers({"sec-fetch-site": "cross-site"}), "http", own)
    assert not is_ours("evil.example", own)


def test_so_much_is_read_at_once_and_no_more(ana: TestClient) -> None:
    ours = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    assert ana.post("/account/sessions/end", content=b"a" * (MOST + 1), headers=ours).status_code == 413
    parts = (b"a" * 2**16 for _ in range(17))
    assert ana.post("/account/sessions/end", content=parts, headers=ours).status_code == 413
    assert ana.post("/account/sessions/end", headers={**ours, "content-length": "many"}).status_code == 413


def test_without_pages_health_and_webhooks_alone_are_there(
    place: tuple[Hub, TestClient], tmp_path_factory: pytest.TempPathFactory
) -> None:
    config = tmp_path_factory.mktemp("bare") / "config.toml"
    config.write_text('[service]\nlisten_on = "0.0.0.0:8787"\n[web]\npages = false\n')
    with open_hub(config) as hub:
        client = TestClient(pages(lambda: hub), "http://127.0.0.1:8787")
        assert {
            client.get(path).status_code for path in ("/", "/sign-in", "/api/v1/goals", "/mcp", "/static/app.css")
        } == {404}


def test_cookies_of_before_are_asked_for_by_name(place: tuple[Hub, TestClient], ana: TestClient) -> None:
    """A cookie of a neighbour's domain has another name, because this prefix is for one host alone."""
    value = ana.cookies[COOKIE]
    ana.cookies.clear()
    ana.cookies.set(COOKIE.removeprefix("__Host-"), value)
    assert ana.get("/account").status_code == 303


def test_settings_are_asked_anew(place: tuple[Hub, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    hub = place[0]
    monkeypatch.setattr(hub, "config", replace(hub.config, web=WebSettings(pages=False)))
    assert place[1].get("/sign-in").status_code == 404
