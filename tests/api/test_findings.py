"""Programs see the findings that pages show, and decide about them as people do."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.authority import Right, Role
from scheduler.listing import Asked, listing
from scheduler.web_settings import WebSettings
from scheduler.who.users import add_user
from store.findings import open_findings
from tests.acceptance.road import Scene
from tests.web.people import program
from tests.web.visiting import visited

Visit = tuple[Scene, TestClient]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("findings"), WebSettings(requests_a_minute=1_000_000)) as (scene, client):
        yield scene, somebody(scene, client, "admin")


def somebody(scene: Scene, client: TestClient, role: Role, *scopes: Right) -> TestClient:
    """A program of somebody new in this role."""
    person = f"{role}@example.com"
    add_user(scene.hub, person, role)
    return program(client, scene.hub, person, *(scopes or ("read", "decide")))


def pages(client: TestClient, path: str, **asked: Any) -> Iterator[dict[str, Any]]:
    following: str | None = ""
    while following is not None:
        told = client.get(path, params={**asked, **({"cursor": following} if following else {})})
        assert told.status_code == 200, told.text
        yield from told.json()["items"]
        following = told.json()["next"]


def test_all_are_told_once_however_long_a_page_is(visit: Visit) -> None:
    scene, client = visit
    with scene.hub.store.read() as tx:
        known = {each.fingerprint for each in open_findings(tx)}
    told = [each["fingerprint"] for each in pages(client, "/api/v1/findings", limit=7)]
    assert len(told) == len(known)
    assert set(told) == known
    assert told == [each["fingerprint"] for each in pages(client, "/api/v1/findings", limit=200)]


@pytest.mark.parametrize("asked", [{"severity": "critical"}, {"detector": "D2"}, {"goal": "O-1"}, {"team": "-"}])
def test_filters_are_those_of_the_page(visit: Visit, asked: dict[str, str]) -> None:
    scene, client = visit
    told = list(pages(client, "/api/v1/findings", **asked))
    assert len(told) == listing(scene.hub, Asked(**asked), "").many  # type: ignore[arg-type]
    assert told
    if "severity" in asked:
        assert {each["severity"] for each in told} == {"critical"}


def test_one_with_what_it_rests_on(visit: Visit) -> None:
    scene, client = visit
    with scene.hub.store.read() as tx:
        one = next(each for each in open_findings(tx) if each.observation.evidence)
    told = client.get(f"/api/v1/findings/{one.fingerprint[:8]}").json()
    assert (told["fingerprint"], told["says"]) == (one.fingerprint, one.observation.says)
    assert told["evidence"].keys() == one.observation.evidence.keys()
    assert told["advice"] == scene.hub.detectors[one.observation.detector].advice
    assert client.get("/api/v1/findings/00000000").status_code == 404
    assert client.get("/api/v1/findings/no").status_code == 422


def test_what_is_decided_is_decided_by_whoever_asks(visit: Visit) -> None:
    _, client = visit
    some = [each["fingerprint"] for each in pages(client, "/api/v1/findings", detector="D2")][:2]
    wish: dict[str, Any] = {"findings": some, "decision": {"act": "snooze", "ends": "changed"}, "reason": "later"}
    tried = client.post("/api/v1/findings/decide", json={**wish, "dry_run": True}).json()
    assert all("would be" in each["says"] for each in tried)
    assert client.get(f"/api/v1/findings/{some[0]}").json()["stage"] == "open"
    made = client.post("/api/v1/findings/decide", json=wish).json()
    assert [each["after"]["state"] for each in made] == ["snoozed"] * len(some)
    told = client.get(f"/api/v1/findings/{some[0]}").json()
    assert (told["stage"], told["decision"]["reason"], told["latest"]["ends"]) == ("snoozed", "later", "changed")
    assert [each["action"] for each in told["history"]] == ["snooze"]
    assert told["history"][0]["actor"] == made[0]["after"]["actor"]
    again = client.post(
        "/api/v1/findings/decide", json={"matching": {"stage": "snoozed"}, "decision": {"act": "reopen"}}
    )
    assert {each["fingerprint"] for each in again.json()} == set(some)
    assert client.get(f"/api/v1/findings/{some[0]}").json()["stage"] == "open"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"decision": {"act": "exempt"}}, 409),  # without a reason
        ({"decision": {"act": "snooze", "until": "2001-01-01"}}, 409),
        ({"decision": {"act": "snooze", "review": "2031-01-01"}}, 422),
        ({"decision": {"act": "forget"}}, 422),
        ({"decision": {"act": "reopen"}, "findings": ["0000ffff"]}, 409),
        ({"decision": {"act": "reopen"}, "matching": {}}, 422),  # both ways at once
    ],
)
def test_what_cannot_be_decided_is_a_problem(visit: Visit, given: dict[str, Any], status: int) -> None:
    _, client = visit
    one = next(pages(client, "/api/v1/findings", detector="D2"))["fingerprint"]
    told = client.post("/api/v1/findings/decide", json={"findings": [one], **given})
    assert (told.status_code, told.headers["content-type"]) == (status, "application/problem+json")
    assert told.json()["title"]


def test_a_viewer_decides_only_about_what_is_theirs(visit: Visit) -> None:
    scene, client = visit
    with scene.hub.store.read() as tx:
        found = open_findings(tx)
    owned = next(each for each in found if each.observation.owner and not each.observation.team)
    given = {"findings": [owned.fingerprint], "decision": {"act": "acknowledge"}}
    told = somebody(scene, client, "viewer").post("/api/v1/findings/decide", json=given)
    assert told.status_code == 403
    assert told.json()["errors"][0]["where"] == owned.fingerprint
    assert somebody(scene, client, "author", "read").post("/api/v1/findings/decide", json=given).status_code == 403
    made = somebody(scene, client, "approver").post("/api/v1/findings/decide", json=given)
    assert made.json()[0]["after"]["actor"] == "approver@example.com"
