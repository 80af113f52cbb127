"""Admins say over the API who may come in, and keys of programs are made by people alone: told once, and kept nowhere."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from scheduler.hub import Hub
from scheduler.who.users import invited
from store import audit, replies
from tests.web.people import browser, enters, guarded, program

API = "/api/v1"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hub, TestClient, TestClient]]:
    """An admin's browser, and a viewer's."""
    with guarded(tmp_path_factory.mktemp("people")) as (hub, client):
        enters(hub, "admin")
        enters(hub, "viewer")
        yield hub, browser(client, hub, "admin@example.com"), browser(client, hub, "viewer@example.com")


def test_each_hears_what_they_may(here: tuple[Hub, TestClient, TestClient]) -> None:
    hub, admin, viewer = here
    told = admin.get(f"{API}/me").json()
    assert (told["person"], told["role"], told["scopes"]) == ("admin@example.com", "admin", None)
    assert told["rights"] == ["read", "decide", "edit", "approve", "administer"]
    assert viewer.get(f"{API}/me").json()["rights"] == ["read"]
    some = program(admin, hub, "admin@example.com", "read", "edit").get(f"{API}/me").json()
    assert (some["rights"], some["scopes"]) == (["read", "edit"], ["read", "edit"])


def test_somebody_comes_in_gets_another_role_and_goes(here: tuple[Hub, TestClient, TestClient]) -> None:
    hub, admin, viewer = here
    made = admin.post(f"{API}/users", json={"email": "Bo@example.com", "role": "author", "name": "Bo"})
    assert made.status_code == 201
    user = invited(hub, made.json()["link"].partition("key=")[2])
    assert user
    assert (user.person, user.role) == ("bo@example.com", "author")
    assert "bo@example.com" in [each["person"] for each in admin.get(f"{API}/users").json()]
    assert admin.put(f"{API}/users/bo@example.com", json={"role": "viewer"}).json()["role"] == "viewer"
    again = admin.post(f"{API}/users/bo@example.com/invite").json()["link"]
    assert invited(hub, again.partition("key=")[2])
    assert admin.delete(f"{API}/users/bo@example.com").status_code == 200
    assert admin.delete(f"{API}/users/bo@example.com").status_code == 409
    with hub.store.read() as tx:
        done = [(each.action, each.actor) for each in audit.about(tx, "user bo@example.com")]
    assert done == [(each, "admin@example.com") for each in ("add user", "set role", "invite user", "remove user")]
    assert viewer.get(f"{API}/users").status_code == 403
    assert "last admin" in admin.delete(f"{API}/users/admin@example.com").json()["title"]


def test_a_token_is_told_once_and_works_until_it_is_removed(here: tuple[Hub, TestClient, TestClient]) -> None:
    _, admin, viewer = here
    made = viewer.post(f"{API}/tokens", json={"name": "a script", "scopes": ["read"], "days": 3}).json()
    headers, name = {"authorization": f"Bearer {made['key']}"}, made["token"]["id"]
    assert viewer.get(f"{API}/me", headers=headers).json()["scopes"] == ["read"]
    assert made["key"] not in viewer.get(f"{API}/tokens").text
    assert name in [each["id"] for each in viewer.get(f"{API}/tokens").json()]
    assert viewer.get(f"{API}/tokens", params={"everybodys": True}).status_code == 403
    assert name in [each["id"] for each in admin.get(f"{API}/tokens", params={"everybodys": True}).json()]
    assert viewer.delete(f"{API}/tokens/{name}").json()["id"] == name
    assert viewer.get(f"{API}/me", headers=headers).status_code == 401


def test_nobody_takes_the_token_of_another(here: tuple[Hub, TestClient, TestClient]) -> None:
    _, admin, viewer = here
    name = admin.post(f"{API}/tokens", json={"name": "mine", "scopes": ["read"]}).json()["token"]["id"]
    assert viewer.delete(f"{API}/tokens/{name}").status_code == 409
    assert admin.delete(f"{API}/tokens/{name}").status_code == 200


def test_a_token_makes_no_other_one(here: tuple[Hub, TestClient, TestClient]) -> None:
    hub, admin, _ = here
    some = program(admin, hub, "admin@example.com", "read", "administer")
    assert some.post(f"{API}/tokens", json={"name": "more", "scopes": ["approve"]}).status_code == 403
    assert some.get(f"{API}/users").status_code == 200


def test_an_answer_with_a_key_is_never_kept(here: tuple[Hub, TestClient, TestClient]) -> None:
    hub, admin, _ = here
    refused = admin.post(f"{API}/tokens", json={"name": "k", "scopes": ["read"]}, headers={"Idempotency-Key": "k"})
    assert (refused.status_code, "told once" in refused.json()["title"]) == (422, True)
    with hub.store.write() as tx:
        assert replies.begin(tx, "admin@example.com", "k", "other", hub.clock()) is None


def test_more_than_a_role_has_is_refused(here: tuple[Hub, TestClient, TestClient]) -> None:
    _, _, viewer = here
    refused = viewer.post(f"{API}/tokens", json={"name": "k", "scopes": ["approve"]})
    assert (refused.status_code, "viewers may not approve" in refused.json()["title"]) == (409, True)
