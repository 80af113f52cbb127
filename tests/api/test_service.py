"""The API tells how the hub does, has tools pulled soon, and takes the answers of owners."""

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from scheduler.actor import actor
from scheduler.asking import due
from scheduler.service.due import assume_duties
from scheduler.service.state import service_state
from store import answers, audit, duties, facts, goals, roster
from tests.acceptance.road import Scene
from tests.web.visiting import visited

API = "/api/v1"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("service")) as (now, client):
        with now.hub.store.write() as tx:
            assume_duties(now.hub, tx)
        yield now, client


def test_the_service_and_its_streams(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    seen, told = service_state(now.hub), client.get(f"{API}/service").json()
    assert [each["stream"] for each in told["streams"]] == [each.stream for each in seen.streams]
    assert (told["alive"], told["live"]) == (False, True)
    assert "Nobody serves this hub" in told["complaints"][0]["wrong"]
    tools = client.get(f"{API}/connectors").json()
    assert [each["name"] for each in tools] == list(now.hub.tools)
    assert sum(sum(each["states"].values()) for each in tools) == len(seen.streams)
    assert client.get(f"{API}/connectors/jira").json()["streams"]
    assert client.get(f"{API}/connectors/none").status_code == 404


def test_no_answer_says_where_files_lie(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    with now.hub.store.write() as tx:
        duties.end(tx, "judge", "", now.hub.clock(), None, f"{now.hub.config.path}:3: no such key")
    told = client.get(f"{API}/service")
    assert f"{now.hub.config.path.name}:3: no such key" in [each["error"] for each in told.json()["duties"]]
    assert str(now.hub.config.path.parent) not in told.text


def test_a_tool_is_pulled_soon(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    with now.hub.store.read() as tx:
        before = roster.due(tx, "jira", now.hub.clock())
    stream = client.get(f"{API}/connectors/jira").json()["streams"][0]
    one = {"stream": stream["stream"], "container": stream["container"]}
    assert before == []
    assert client.post(f"{API}/connectors/jira/sync", json=one).status_code == 202
    with now.hub.store.read() as tx:
        assert [(each.name, each.container) for each in roster.due(tx, "jira", now.hub.clock())] == [
            tuple(one.values())
        ]
    assert client.post(f"{API}/connectors/jira/sync").json() == {"connector": "jira", "stream": "", "container": ""}
    with now.hub.store.read() as tx:
        assert len(roster.due(tx, "jira", now.hub.clock())) == len(
            client.get(f"{API}/connectors/jira").json()["streams"]
        )
        asked = audit.about(tx, "pull jira")
    assert [each.actor for each in asked] == [actor()]
    assert client.post(f"{API}/connectors/none/sync").status_code == 404
    assert client.post(f"{API}/connectors/jira/sync", json={"stream": "none"}).status_code == 404
    assert client.post(f"{API}/connectors/jira/sync", json={"container": "PAY"}).status_code == 422


def test_a_job_is_tried_again(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    assert client.post(f"{API}/service/again", json={"job": "judge"}).status_code == 202
    with now.hub.store.read() as tx:
        assert ("judge", "") in duties.due(tx, now.hub.clock())
        assert [each.actor for each in audit.about(tx, "judge")] == [actor()]
    assert client.post(f"{API}/service/again", json={"job": "dig"}).status_code == 404


def test_what_could_not_be_read(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    with now.hub.store.read() as tx:
        rows = facts.unread(tx)
    told: list[Any] = []
    asked: dict[str, Any] = {"limit": 1}
    while len(told) < len(rows):
        page = client.get(f"{API}/unread", params=asked).json()
        told, asked = told + page["items"], {"limit": 1, "cursor": page["next"]}
    assert asked["cursor"] is None
    assert [(each["source"], each["place"]) for each in told] == [(each.source, each.place) for each in rows]
    assert rows


def test_detectors_with_their_settings(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    told = client.get(f"{API}/detectors").json()
    assert [each["id"] for each in told] == list(now.hub.detectors)
    assert client.get(f"{API}/detectors/{told[0]['id']}").json() == told[0]
    assert {"formula", "looks_at"} <= told[0]["says"].keys()
    assert client.get(f"{API}/detectors/D999").status_code == 404


def test_owners_are_asked_and_answer(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    told = client.get(f"{API}/check-ins").json()
    assert [(each["goal"], each["owner"]) for each in told] == [(each.goal, each.owner) for each in due(now.hub)]
    with now.hub.store.read() as tx:
        goal = next(each for each in goals.by_key(tx).values() if each.level == "key_result" and not each.closed)
    said = {"goal": goal.key, "confidence": "6", "note": "the launch slips"}
    nobody = client.post(f"{API}/check-ins", json=said)
    assert (nobody.status_code, "say for whom" in nobody.json()["title"]) == (409, True)
    owner = nobody.json()["title"].rpartition("--for ")[2]
    tried = client.post(f"{API}/check-ins", json={**said, "behalf": owner, "dry_run": True})
    assert (tried.status_code, tried.json()["person"]) == (201, owner)
    with now.hub.store.read() as tx:
        assert answers.answers(tx, now.hub.clock(), 9) == ()
    kept = client.post(f"{API}/check-ins", json={**said, "behalf": owner}).json()
    with now.hub.store.read() as tx:
        (given,) = answers.answers(tx, now.hub.clock(), 9)
    assert (given.goal, given.confidence, given.note) == (kept["goal"], 6, "the launch slips")
