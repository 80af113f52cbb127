"""Signing in by somebody else's word: what is believed, and what is not."""

import hmac
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from starlette.testclient import TestClient

from scheduler.config import ConfigError, load_config
from scheduler.hub import Hub
from scheduler.plugins import discover
from scheduler.web_settings import OidcSettings, WebSettings
from scheduler.who.oidc import roles_in
from scheduler.who.tokens import add_token, known_tokens
from scheduler.who.users import add_user, everybody
from store import audit
from tests.web.issuer import CLIENT, SECRET, Claims, Issuer, issuing, key
from tests.web.people import SAFE, enters, guarded, stranger
from web.who.oidc import COOKIE, provider

ANA = {"email": "Ana@Example.com", "email_verified": True, "name": "Ana Lind", "groups": ["staff", "leads"]}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Issuer, Hub, TestClient]]:
    with pytest.MonkeyPatch.context() as env, issuing() as issuer:
        env.setenv("OIDC_SECRET", SECRET)
        env.setattr("web.who.oidc.A_MINUTE", 1_000_000)
        oidc = OidcSettings(
            issuer=issuer.url,
            client_id=CLIENT,
            client_secret={"env": "OIDC_SECRET"},
            roles_claim="groups",
            roles={"leads": "approver", "staff": "author", "chiefs": "admin"},
            domains=("example.com",),
        )
        with guarded(tmp_path_factory.mktemp("oidc"), WebSettings(oidc=oidc)) as (hub, client):
            yield issuer, hub, client


@pytest.fixture
def issuer(place: tuple[Issuer, Hub, TestClient], monkeypatch: pytest.MonkeyPatch) -> Issuer:
    """It tells the truth again afterwards."""
    made = place[0]
    for name, value in {
        "claims": dict(ANA),
        "kid": "first",
        "named": {},
        "lie": made.lie,
        "signed": made.signed,
    }.items():
        monkeypatch.setattr(made, name, value)
    provider.cache_clear()
    made.asked.clear()
    return made


def begun(client: TestClient, wanted: str = "/account") -> tuple[TestClient, dict[str, str]]:
    """A browser that was sent away, and what the issuer sends it back with."""
    browser = stranger(client)
    away = browser.get("/sign-in/with", params={"next": wanted})
    assert away.status_code == 303, away.text
    with httpx.Client(verify=False) as agent:  # to read what https needs takes longer than to ask
        sent = agent.get(away.headers["location"]).headers["location"]
    assert sent.startswith(f"{SAFE}/sign-in/back?")
    return browser, {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}


def came(client: TestClient, wanted: str = "/account") -> tuple[TestClient, Any]:
    browser, said = begun(client, wanted)
    return browser, browser.get("/sign-in/back", params=said)


def test_somebody_new_comes_in_with_the_highest_role(place: tuple[Issuer, Hub, TestClient], issuer: Issuer) -> None:
    browser, answer = came(place[2])
    assert answer.headers["location"] == "/sign-in?came=1&next=/account"
    page = browser.get("/account").text
    assert all(word in page for word in ("Ana Lind", "ana@example.com", "approver", "your company account"))
    assert COOKIE not in browser.cookies
    with place[1].store.read() as tx:
        (noted,) = audit.entries(tx, "add user", "user ana@example.com")
    assert noted.actor == "ana@example.com"


def test_their_role_is_what_the_issuer_says_at_each_sign_in(
    place: tuple[Issuer, Hub, TestClient], issuer: Issuer
) -> None:
    hub, client = place[1:]
    for groups, role in ((["chiefs"], "admin"), ("staff", "author")):
        issuer.claims["groups"] = groups
        came(client)
        assert {each.person: each.role for each in everybody(hub)}["ana@example.com"] == role
    add_token(hub, "ana@example.com", "t", ["read"])
    issuer.claims["groups"] = ["nobody"]
    browser, answer = came(client)
    assert (answer.status_code, "ask an admin of the hub" in answer.text) == (403, True)
    assert browser.get("/account").status_code == 303
    assert "ana@example.com" not in {each.person for each in everybody(hub)}
    assert known_tokens(hub, "ana@example.com") == []


def test_whom_an_admin_added_keeps_that_role(place: tuple[Issuer, Hub, TestClient], issuer: Issuer) -> None:
    hub = place[1]
    add_user(hub, "ben@example.com", "admin")
    person = enters(hub, "approver", "cy")
    for each in ("ben@example.com", person):
        issuer.claims |= {"email": each, "groups": []}
        assert came(place[2])[1].status_code == 303
    roles = {each.person: each.role for each in everybody(hub)}
    assert (roles["ben@example.com"], roles[person]) == ("admin", "approver")


@pytest.mark.parametrize(
    ("claims", "says"),
    [
        ({"email_verified": False}, "no e-mail address that was verified"),
        ({"email_verified": None}, "no e-mail address that was verified"),
        ({"email_verified": 1}, "no e-mail address that was verified"),
        ({"email": "ana@evil.example"}, "people of evil.example may not come in"),
        ({"email": "ana@evil.example@example.com.evil.example"}, "may not come in"),
        ({"email": "nobody"}, "is no e-mail address"),
        ({"email": None}, "is no e-mail address"),
        ({"groups": "leads2"}, "has given ana@example.com a role"),
        ({"groups": {"leads": 1}}, "has given ana@example.com a role"),
    ],
)
def test_who_may_not_is_told_why(
    place: tuple[Issuer, Hub, TestClient], issuer: Issuer, claims: Claims, says: str
) -> None:
    issuer.claims |= claims
    browser, answer = came(place[2])
    assert (answer.status_code, says in answer.text.lower()) == (403, True)
    assert browser.get("/account").status_code == 303


def unsigned(claims: Claims) -> str:
    return jwt.encode(claims, "", "none", {"kid": "first"})


def by_public_key(claims: Claims) -> str:
    """Signed by what everybody knows, as if it were a secret."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key("first").public_key())
    head, body = (
        jwt.utils.base64url_encode(each).decode() for each in (b'{"alg":"HS256","kid":"first"}', _json(claims))
    )
    mark = hmac.new(str(public).encode(), f"{head}.{body}".encode(), sha256).digest()
    return f"{head}.{body}.{jwt.utils.base64url_encode(mark).decode()}"


def _json(claims: Claims) -> bytes:
    return json.dumps(claims).encode()


def by_another(claims: Claims) -> str:
    return jwt.encode(claims, key("another"), "RS256", {"kid": "first"})


def by_an_unknown(claims: Claims) -> str:
    return jwt.encode(claims, key("another"), "RS256", {"kid": "another"})


@pytest.mark.parametrize(
    "signed", [unsigned, by_public_key, by_another, by_an_unknown, lambda _: "a.b.c", lambda _: "", lambda _: 7]
)
def test_only_what_the_issuer_signed_is_believed(
    place: tuple[Issuer, Hub, TestClient],
    issuer: Issuer,
    signed: Callable[[Claims], Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    issuer.signed = signed
    refused(place[2], caplog)


LIES: dict[str, Claims] = {
    "issuer": {"iss": "https://evil.example"},
    "audience": {"aud": "another"},
    "one audience of several, for another program": {"aud": [CLIENT, "another"], "azp": "another"},
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "expired": {"exp": 1_700_000_000},
    "no end": {"exp": None},
    "an end that is none": {"exp": "soon"},
    "not yet": {"nbf": 4_000_000_000},
    "of the future": {"iat": 4_000_000_000},
    "nobody": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_for_others_or_another_time_is_not(
    place: tuple[Issuer, Hub, TestClient], issuer: Issuer, lie: Claims, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.lie = lambda claims: {name: value for name, value in {**claims, **lie}.items() if value is not None}
    refused(place[2], caplog)


def refused(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """In words that tell who comes nothing; the log tells why."""
    browser, answer = came(client)
    assert (answer.status_code, "That sign-in did not succeed" in answer.text) == (403, True)
    assert browser.get("/account").status_code == 303
    (said,) = [each.getMessage() for each in caplog.records if each.levelno >= logging.WARNING]
    assert said.startswith("a sign-in by http://127.0.0.1:")
    assert SECRET not in said


def test_another_browser_cannot_end_what_one_began(place: tuple[Issuer, Hub, TestClient], issuer: Issuer) -> None:
    """Or somebody could be signed in as somebody else, by a link."""
    _, said = begun(place[2])
    other, _ = begun(place[2])
    fresh = stranger(place[2])
    empty = stranger(place[2])
    empty.cookies.set(COOKIE, ".")
    for each in (other, fresh, empty):
        answer = each.get("/sign-in/back", params=said)
        assert (answer.status_code, each.get("/account").status_code) == (403, 303)
    assert "token" not in issuer.asked, "the code went nowhere"


def test_a_code_of_another_browser_is_worth_nothing(place: tuple[Issuer, Hub, TestClient], issuer: Issuer) -> None:
    """Its verifier is not the one of this browser (PKCE)."""
    _, stolen = begun(place[2])
    browser, own = begun(place[2])
    answer = browser.get("/sign-in/back", params={**own, "code": stolen["code"]})
    assert (answer.status_code, issuer.asked[-1]) == (502, "token")


@pytest.mark.parametrize(
    "said",
    [
        {"error": "access_denied"},
        {"code": ""},
        {"iss": "https://evil.example", "code": "x"},
        {"state": ""},
        {"state": "é"},
    ],
)
def test_an_odd_way_back(place: tuple[Issuer, Hub, TestClient], issuer: Issuer, said: dict[str, str]) -> None:
    browser, own = begun(place[2])
    del own["code"]
    answer = browser.get("/sign-in/back", params={**own, **said})
    assert answer.status_code in (403, 502)
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize(
    "named",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"token_endpoint": "https://169.254.169.254/token"},
        {"jwks_uri": "https://10.0.0.1/keys"},
        {"jwks_uri": "https://[::1]/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "https://user@evil.example/"},
        {"token_endpoint": 7},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "https://[::1"},
    ],
)
def test_an_issuer_that_names_odd_places(
    place: tuple[Issuer, Hub, TestClient], issuer: Issuer, named: dict[str, Any]
) -> None:
    issuer.named = named
    answer = stranger(place[2]).get("/sign-in/with")
    assert (answer.status_code, "That sign-in did not succeed" in answer.text) == (403, True)
    assert issuer.asked == ["configuration"]


def test_an_issuer_that_is_away(place: tuple[Issuer, Hub, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    hub = place[1]
    assert hub.config.web.oidc
    away = hub.config.web.oidc.model_copy(update={"issuer": "http://127.0.0.1:1"})
    monkeypatch.setattr(hub, "config", replace(hub.config, web=WebSettings(oidc=away)))
    monkeypatch.setattr("connectors.transport.client.TRIES", 1)
    assert stranger(place[2]).get("/sign-in/with").status_code == 502
    monkeypatch.setattr("scheduler.who.provider._asked", None)
    assert stranger(place[2]).get("/sign-in/with").status_code == 403, "not asked again at once"
    assert "Sign in with your company account" in stranger(place[2]).get("/sign-in").text


def test_it_is_asked_seldom(place: tuple[Issuer, Hub, TestClient], issuer: Issuer) -> None:
    for _ in range(3):
        assert came(place[2])[1].status_code == 303
    assert issuer.asked == ["configuration", "token", "keys", "token", "token"]


def test_a_new_key_is_looked_for(
    place: tuple[Issuer, Hub, TestClient], issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert came(place[2])[1].status_code == 303
    issuer.kid = "second"
    assert came(place[2])[1].status_code == 403, "not within a minute of the last look"
    monkeypatch.setattr("scheduler.who.provider.SOONEST", -1.0)
    assert came(place[2])[1].status_code == 303


def test_without_it_there_is_no_such_way(
    place: tuple[Issuer, Hub, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = place[1]
    monkeypatch.setattr(hub, "config", replace(hub.config, web=WebSettings()))
    assert [place[2].get(path).status_code for path in ("/sign-in/with", "/sign-in/back")] == [404, 404]
    assert "Sign in with your" not in place[2].get("/sign-in").text


@pytest.mark.parametrize(
    ("path", "found"),
    [("roles", ("a",)), ("realm_access.roles", ("b", "c")), ("a.b", ("d",)), ("x.y", ()), ("roles.z", ())],
)
def test_where_roles_stand(path: str, found: tuple[str, ...]) -> None:
    assert roles_in({"roles": "a", "realm_access": {"roles": ["b", 7, "c"]}, "a.b": ["d"]}, path) == found


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('issuer = "http://login.example.com"', "https"),
        ('issuer = "https://l.example.com"\ndefault_role = "viewer"', "name the domains of your people"),
        ('issuer = "https://l.example.com"\nroles = {staff = "boss"}', "'viewer', 'author', 'approver' or 'admin'"),
        ('issuer = "https://l.example.com"\nsecret = "x"', "unknown key"),
    ],
)
def test_settings_that_let_too_many_in_are_refused(tmp_path: Any, lines: str, says: str) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[web.oidc]\nclient_id = "hub"\n{lines}\n')
    with pytest.raises(ConfigError, match=says):
        load_config(config, discover())
