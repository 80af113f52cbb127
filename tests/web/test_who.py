"""Signing in with a password, browsers that are known again, and tokens of programs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from core.authority import RIGHTS, Visitor
from scheduler.hub import Hub
from scheduler.who import passwords
from scheduler.who.sessions import begin_session, sessions_of
from scheduler.who.tokens import PREFIX, add_token, known_tokens
from scheduler.who.users import add_user, invite, known, remove_user, set_role
from store import audit
from tests.web.people import PASSWORD, SAFE, browser, enters, guarded, program, stranger
from web.api.router import PREFIX as API
from web.api.router import resources
from web.app import routed
from web.door import needs
from web.who.known import COOKIE


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, TestClient]]:
    with guarded(tmp_path_factory.mktemp("who")) as found:
        yield found


@pytest.fixture(scope="module")
def ana(place: tuple[Hub, TestClient]) -> str:
    return enters(place[0], "admin", "ana")


def signed_in(client: TestClient, person: str, password: str = PASSWORD, wanted: str = "/") -> TestClient:
    client.answered = client.post("/sign-in", data={"email": person, "password": password, "next": wanted})  # type: ignore[attr-defined]
    return client


def late(hub: Hub, monkeypatch: pytest.MonkeyPatch, **time: float) -> None:
    now = hub.clock() + timedelta(**time)
    monkeypatch.setattr(hub, "clock", lambda: now)


def test_a_link_lets_somebody_choose_a_password_once(place: tuple[Hub, TestClient]) -> None:
    hub, client = place
    made, new = add_user(hub, " Ben@Example.com ", "author", "Ben  Li"), stranger(client)
    key = made.path.partition("=")[2]
    assert "For ben@example.com" in new.get(made.path).text
    short = new.post("/invitation", data={"key": key, "password": "short", "again": "short"})
    assert (short.status_code, "at least 12 characters" in short.text) == (422, True)
    assert new.post("/invitation", data={"key": key, "password": PASSWORD, "again": "other"}).status_code == 422
    chosen = new.post("/invitation", data={"key": key, "password": PASSWORD, "again": PASSWORD})
    assert chosen.headers["location"] == "/sign-in?came=1&next=/"
    assert "Ben Li" in new.get("/").text
    again = stranger(client).post("/invitation", data={"key": key, "password": PASSWORD, "again": PASSWORD})
    assert (again.status_code, "holds no longer" in again.text) == (404, True)


def test_where_nobody_may_come_in_yet_the_page_says_what_to_do(tmp_path: Path) -> None:
    with guarded(tmp_path) as (hub, client):
        assert "fairlead users add" in client.get("/sign-in").text
        enters(hub, "admin")
        assert "fairlead users add" not in client.get("/sign-in").text


def test_a_link_holds_for_two_days_and_until_the_next_one(
    place: tuple[Hub, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, client = place
    first = add_user(hub, "cleo@example.com", "viewer").path
    second = invite(hub, "cleo@example.com").path
    assert [client.get(each).status_code for each in (first, second, "/invitation", "/invitation?key=")] == [
        404,
        200,
        404,
        404,
    ]
    late(hub, monkeypatch, hours=48)
    assert client.get(second).status_code == 404


def test_the_cookie_is_of_this_host_and_out_of_reach(place: tuple[Hub, TestClient], ana: str) -> None:
    said = signed_in(stranger(place[1]), ana).answered.headers["set-cookie"]  # type: ignore[attr-defined]
    value, _, attributes = said.partition("; ")
    assert re.fullmatch(rf"{COOKIE}=[\w-]{{43}}", value)
    assert COOKIE.startswith("__Host-")
    assert {each.lower() for each in attributes.split("; ")} == {
        *("httponly", "path=/", "samesite=lax", "secure", "max-age=604800")
    }


def test_unknown_people_and_wrong_passwords_hear_the_same(place: tuple[Hub, TestClient], ana: str) -> None:
    hub, client = place
    add_user(hub, "dee@example.com", "viewer")
    answers = [
        signed_in(stranger(client), person, password).answered  # type: ignore[attr-defined]
        for person, password in ((ana, "wrong"), ("nobody@example.com", PASSWORD), ("dee@example.com", ""), ("", ""))
    ]
    assert {each.status_code for each in answers} == {401}
    assert len({re.sub(r'value="[^"]*"', "", each.text) for each in answers}) == 1
    assert not any("set-cookie" in each.headers for each in answers)


def test_nobody_is_told_faster_for_being_unknown(
    place: tuple[Hub, TestClient], ana: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes the time is done for everybody, once."""
    done: list[str] = []

    class Counting:
        def verify(self, kept: str, given: bytes) -> bool:
            done.append(kept[:30])
            return hasher.verify(kept, given)

    passwords._nobodys()
    hasher = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Counting())
    add_user(place[0], "ora@example.com", "viewer")
    for person in (ana, "ora@example.com", "nobody@example.com", ""):
        signed_in(stranger(place[1]), person, "wrong")
    assert (len(done), len(set(done))) == (4, 1), "with the same parameters"


def test_a_sixth_wrong_password_waits_whoever_it_is_for(place: tuple[Hub, TestClient]) -> None:
    hub, client = place
    person = enters(hub, name="eve")
    for who in (person, "nobody-else@example.com"):
        found = [signed_in(stranger(client), who, "wrong").answered for _ in range(6)]  # type: ignore[attr-defined]
        assert [each.status_code for each in found] == [401] * 5 + [429]
        assert 1 <= int(found[-1].headers["retry-after"]) <= 60
    refused = signed_in(stranger(client), person).answered  # type: ignore[attr-defined]
    assert refused.status_code == 429, "a right one waits too"


def test_signing_in_takes_a_new_key_and_ends_the_old(place: tuple[Hub, TestClient], ana: str) -> None:
    """What somebody planted in the browser before is nobody's afterwards."""
    hub, client = place
    planted = begin_session(hub, ana, "password")
    here, there = stranger(client), stranger(client)
    for each in (here, there):
        each.cookies.set(COOKIE, planted)
    signed_in(here, ana)
    kept = here.cookies.get(COOKIE, domain="127.0.0.1")
    assert kept not in (None, planted)
    assert there.get("/account").status_code == 303


def test_a_browser_that_keeps_no_cookie_is_told(place: tuple[Hub, TestClient], ana: str) -> None:
    client = stranger(place[1])
    onward = signed_in(client, ana, wanted="/account").answered.headers["location"]  # type: ignore[attr-defined]
    assert onward == "/sign-in?came=1&next=/account"
    assert client.get(onward).headers["location"] == "/account"
    assert "did not keep the cookie" in stranger(place[1]).get(onward).text


@pytest.mark.parametrize(
    "wanted",
    [
        *(
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
        ),
        *(
            "/%0d%0aset-cookie:a=b\r\nx:y",
            "",
            "evil",
            "/" + "a" * 2_000,
            "/sign-in",
            "/sign-out",
            " /",
            "/é",
            "///evil",
        ),
    ],
)
def test_nobody_is_led_elsewhere(place: tuple[Hub, TestClient], ana: str, wanted: str) -> None:
    client = browser(place[1], place[0], ana)
    led = client.get("/sign-in", params={"next": wanted}).headers["location"]
    assert led == "/" or (led.startswith("/%0d%0aset-cookie") and "\r" not in led)


def test_they_come_back_to_where_they_wanted_to(place: tuple[Hub, TestClient], ana: str) -> None:
    client = stranger(place[1])
    first = client.get("/account?a=b&c=%2Fd").headers["location"]
    assert first == "/sign-in?next=/account%3Fa%3Db%26c%3D%252Fd"
    form = client.get(first).text
    wanted = re.findall(r'name="next" value="([^"]*)"', form)[0].replace("&amp;", "&")
    led = client.get(signed_in(client, ana, wanted=wanted).answered.headers["location"])  # type: ignore[attr-defined]
    assert led.headers["location"] == "/account?a=b&c=%2Fd"


@pytest.mark.parametrize(("hours", "status"), [(11.9, 200), (12.1, 303), (24 * 7.1, 303)])
def test_a_browser_that_rests_is_signed_out(
    place: tuple[Hub, TestClient], ana: str, monkeypatch: pytest.MonkeyPatch, hours: float, status: int
) -> None:
    client = browser(place[1], place[0], ana)
    late(place[0], monkeypatch, hours=hours)
    assert client.get("/account").status_code == status


def test_so_is_one_that_never_rests(place: tuple[Hub, TestClient], ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, client = place[0], browser(place[1], place[0], ana)
    late(hub, monkeypatch, days=7.1)
    with hub.store.write() as tx:
        tx.execute(text("UPDATE sessions SET used_at = used_at + 613000000"))
    assert client.get("/account").status_code == 303


class AtOnce:
    """A thread that has ended when it has begun."""

    def __init__(self, target: Callable[..., None], args: tuple[Any, ...], **_: Any) -> None:
        self._do = partial(target, *args)

    def start(self) -> None:
        self._do()


def test_use_is_noted_once_a_minute(place: tuple[Hub, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    hub, person = place[0], enters(place[0], name="fay")
    client = browser(place[1], hub, person)
    noted: list[int] = []
    monkeypatch.setattr("web.who.known.Thread", AtOnce)
    for seconds in (30, 31, 20):
        late(hub, monkeypatch, seconds=seconds)
        client.get("/account")
        noted.append(sessions_of(hub, person)[0].used_at)
    assert noted[0] < noted[1] == noted[2]


def test_signing_out_ends_it_on_the_hub_too(place: tuple[Hub, TestClient], ana: str) -> None:
    client = browser(place[1], place[0], ana)
    kept = client.cookies[COOKIE]
    left = client.post("/sign-out")
    assert (left.headers["location"], "Max-Age=0" in left.headers["set-cookie"]) == ("/sign-in", True)
    client.cookies.set(COOKIE, kept)
    assert client.get("/account").status_code == 303


def test_a_new_password_signs_all_other_browsers_out(place: tuple[Hub, TestClient]) -> None:
    hub, person = place[0], enters(place[0], name="gil")
    here, there = browser(place[1], hub, person), browser(place[1], hub, person)
    wrong = here.post("/account/password", data={"old": "no", "new": PASSWORD * 2, "again": PASSWORD * 2})
    assert (wrong.status_code, there.get("/account").status_code) == (422, 200)
    done = here.post("/account/password", data={"old": PASSWORD, "new": PASSWORD * 2, "again": PASSWORD * 2})
    assert done.status_code == 303
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)
    assert signed_in(stranger(place[1]), person).answered.status_code == 401  # type: ignore[attr-defined]
    assert signed_in(stranger(place[1]), person, PASSWORD * 2).answered.status_code == 303  # type: ignore[attr-defined]


def test_one_browser_ends_another(place: tuple[Hub, TestClient]) -> None:
    hub, person = place[0], enters(place[0], name="hal")
    here, there = browser(place[1], hub, person), browser(place[1], hub, person)
    (label,) = re.findall(r'name="label" value="(\w+)"', here.get("/account").text)
    others = browser(place[1], hub, enters(hub, name="ida"))
    assert others.post("/account/sessions/end", data={"label": label}).status_code == 303
    assert there.get("/account").status_code == 200, "not theirs to end"
    here.post("/account/sessions/end", data={"label": label})
    assert [each.get("/account").status_code for each in (here, there)] == [200, 303]


def test_a_role_counts_at_the_next_request(place: tuple[Hub, TestClient], ana: str) -> None:
    hub, person = place[0], enters(place[0], name="jo")
    client, token = browser(place[1], hub, person), program(place[1], hub, person)
    assert client.get("/users").status_code == 403
    set_role(hub, person, "admin")
    assert client.get("/users").status_code == 200
    set_role(hub, person, "viewer")
    assert client.get("/users").status_code == 303, "a lesser role signs out"
    client = browser(place[1], hub, person)
    remove_user(hub, person)
    assert [each.get("/").status_code for each in (client, token)] == [303, 303]
    assert known_tokens(hub, person) == []


def test_a_token_does_what_its_scopes_say_and_no_more(place: tuple[Hub, TestClient], ana: str) -> None:
    hub, client = place
    reads, administers = program(client, hub, ana, "read"), program(client, hub, ana, "administer")
    assert [reads.get(path).status_code for path in ("/", "/users")] == [200, 403]
    assert [administers.get(path).status_code for path in ("/", "/users")] == [403, 200]
    for path in ("/account/tokens", "/account/password", "/account/tokens/remove", "/account/sessions/end"):
        assert reads.post(path, data={"name": "more", "scopes": list(RIGHTS)}).status_code == 403, path
    with_cookie = browser(client, hub, ana)
    with_cookie.headers["authorization"] = "Bearer fairlead_nonsense"
    assert with_cookie.get("/").status_code == 303, "who sends a token is judged by that"


def test_who_lost_a_right_is_not_answered_as_before(place: tuple[Hub, TestClient]) -> None:
    hub, person, router = place[0], enters(place[0], "author", "pia"), resources("test")

    @router.post("/count")
    def count(_visitor: Annotated[Visitor, needs("edit")]) -> dict[str, int]:
        return {"count": 1}

    web = routed(lambda: hub)
    web.include_router(router)
    key = add_token(hub, person, "t", ["edit"]).key
    program = TestClient(web, SAFE, headers={"authorization": f"Bearer {key}", "idempotency-key": "once"})
    assert [program.post(f"{API}/count").status_code for _ in range(2)] == [200, 200]
    set_role(hub, person, "viewer")
    assert program.post(f"{API}/count").status_code == 403


def test_a_token_ends(place: tuple[Hub, TestClient], ana: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hub, client = place
    made = add_token(hub, ana, "short", ["read"], 1)
    headers = {"authorization": f"bearer {made.key}"}
    assert client.get("/", headers=headers).status_code == 200
    late(hub, monkeypatch, days=1)
    assert client.get("/", headers=headers).status_code == 303


def test_people_make_and_remove_tokens_of_their_own(place: tuple[Hub, TestClient]) -> None:
    hub, person = place[0], enters(place[0], name="kim")
    client = browser(place[1], hub, person)
    too_much = client.post("/account/tokens", data={"name": "t", "scopes": ["administer"], "days": 9})
    assert (too_much.status_code, "viewers may not administer" in too_much.text.lower()) == (422, True)
    shown = client.post("/account/tokens", data={"name": "<b>board</b>", "scopes": ["read", "decide"], "days": 9}).text
    (key,) = re.findall(rf"{PREFIX}[\w-]{{43}}", shown)
    assert "<b>board" not in shown
    assert key not in client.get("/account").text, "shown once"
    (token,) = known_tokens(hub, person)
    assert token.scopes == "read decide"
    other = browser(place[1], hub, enters(hub, name="lou"))
    assert other.post("/account/tokens/remove", data={"id": token.id}).status_code == 409
    client.post("/account/tokens/remove", data={"id": token.id})
    assert known_tokens(hub, person) == []


def test_admins_say_who_may_come_in(place: tuple[Hub, TestClient], ana: str) -> None:
    hub, client = place[0], browser(place[1], place[0], ana)
    shown = client.post("/users", data={"email": "mia@example.com", "role": "approver", "name": "<i>Mia"}).text
    (link,) = re.findall(r"https://127.0.0.1:8787(/invitation\?key=[\w-]{43})", shown)
    assert "<i>Mia" not in shown
    assert stranger(place[1]).get(link).status_code == 200
    for path, data, says in (
        ("/users", {"email": "mia@example.com"}, "may come in already"),
        ("/users", {"email": "mia"}, "is no e-mail address"),
        ("/users", {"email": "x@example.com", "role": "boss"}, "there is no role boss"),
        ("/users/role", {"person": "nobody@example.com", "role": "viewer"}, "may not come in"),
    ):
        answered = client.post(path, data=data)
        assert (answered.status_code, says in answered.text.lower()) == (422, True), path
    assert client.post("/users/role", data={"person": "mia@example.com", "role": "author"}).status_code == 303
    with hub.store.read() as tx:
        assert known(tx, "mia@example.com").role == "author"
        (noted,) = audit.entries(tx, "set role", "user mia@example.com")
    assert (noted.actor, noted.before, noted.after) == (
        ana,
        '{"name":"<i>Mia","role":"approver"}',
        '{"name":"<i>Mia","role":"author"}',
    )
    client.post("/users/remove", data={"person": "mia@example.com"})
    assert stranger(place[1]).get(link).status_code == 404


def test_the_last_admin_stays(place: tuple[Hub, TestClient], ana: str) -> None:
    client = browser(place[1], place[0], ana)
    for path in ("/users/remove", "/users/role"):
        answered = client.post(path, data={"person": ana, "role": "viewer"})
        assert (answered.status_code, "is the last admin" in answered.text) == (422, True)


def test_nothing_that_lets_somebody_in_stands_in_the_database(place: tuple[Hub, TestClient], ana: str) -> None:
    hub = place[0]
    link = add_user(hub, "noa@example.com", "viewer").path.partition("=")[2]
    keys = (begin_session(hub, ana, "password"), add_token(hub, ana, "t", ["read"]).key, link, PASSWORD)
    with hub.store.read() as tx:
        rows = [
            str(tuple(row))
            for table in ("users", "sessions", "tokens", "audit", "replies")
            for row in tx.execute(text(f"SELECT * FROM {table}"))
        ]
    assert [key for key in keys if any(key in row or key.removeprefix(PREFIX) in row for row in rows)] == []
    assert any("$argon2id$" in row for row in rows)


def test_nothing_of_it_stands_in_the_log(
    place: tuple[Hub, TestClient], ana: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    hub, client = place
    link = add_user(hub, "qi@example.com", "viewer").path
    client.get(link)
    signed_in(stranger(client), "qi@example.com", "some password that is wrong")
    signed_in(here := stranger(client), ana)
    key = add_token(hub, ana, "t", ["read"]).key
    client.get("/nowhere", headers={"authorization": f"Bearer {key}"})
    client.get("/api/v1/nowhere", headers={"authorization": f"Bearer {key}x"})
    session = here.cookies.get(COOKIE, domain="127.0.0.1")
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("httpx")]  # that is the browser
    said = "\n".join((*ours, *capfd.readouterr()))
    secrets = (link.partition("=")[2], "some password that is wrong", PASSWORD, key, session or "")
    assert [each for each in secrets if not each or each in said] == []


def test_each_browser_asks_so_often_in_a_minute(
    place: tuple[Hub, TestClient], ana: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, client = place
    one, other = browser(client, hub, ana), browser(client, hub, ana)
    monkeypatch.setattr(
        hub, "config", replace(hub.config, web=hub.config.web.model_copy(update={"requests_a_minute": 20}))
    )
    found = [one.get("/account") for _ in range(21)]
    assert [each.status_code for each in found] == [200] * 20 + [429]
    assert int(found[-1].headers["retry-after"]) >= 1
    assert other.get("/account").status_code == 200
    assert [stranger(client).get("/").status_code for _ in range(21)].count(429) >= 1, "by address"
    token = program(client, hub, ana, "read")
    told = [token.get("/api/v1/goals") for _ in range(21)][-1]
    assert (told.status_code, told.headers["content-type"]) == (429, "application/problem+json")
    assert int(told.headers["retry-after"]) >= 1
