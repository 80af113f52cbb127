"""Programs see items and why they are where they are, and say by hand what people say."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from core.audience import PRIVATE_ITEM
from scheduler.explaining import explained
from store import linking
from store.item_table import Served, served
from tests.acceptance.road import Scene
from tests.api.test_findings import pages
from tests.web.visiting import visited

Visit = tuple[Scene, TestClient]
ITEMS = "/api/v1/items"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("items")) as here:
        yield here


def known(scene: Scene) -> list[Served]:
    with scene.hub.store.read() as tx:
        return list(served(tx))


def test_all_are_told_once(visit: Visit) -> None:
    scene, client = visit
    told = {each["name"]: each for each in pages(client, ITEMS, limit=200)}
    assert told.keys() == {f"{each.source}:{each.key}" for each in known(scene)}
    for each in known(scene):
        links = told[f"{each.source}:{each.key}"]["links"]
        assert [link["goal"] for link in links][:1] == ([each.goal] if each.via else [])


def test_filters(visit: Visit) -> None:
    scene, client = visit
    unlinked = {each["name"] for each in pages(client, ITEMS, unlinked=True, kind="issue")}
    assert unlinked == {f"{e.source}:{e.key}" for e in known(scene) if e.via is None and e.kind == "issue"} != set()
    team = next(each.team for each in known(scene) if each.team)
    assert {each["team"] for each in pages(client, ITEMS, team=team)} == {team}
    below = {link["goal"] for each in pages(client, ITEMS, goal="O-1") for link in each["links"][:1]}
    assert below - {"O-1"}
    assert all(goal.startswith(("O-1", "KR-1", "I-1")) or goal for goal in below)
    one = next(each for each in known(scene) if len(each.title.split()) > 2)
    words = " ".join(one.title.split()[:2]).swapcase()
    assert f"{one.source}:{one.key}" in {each["name"] for each in pages(client, ITEMS, text=words, limit=3)}


def test_why_it_is_where_it_is(visit: Visit) -> None:
    scene, client = visit
    one = next(each for each in known(scene) if each.via == "rule")
    with scene.hub.store.read() as tx:
        found = linking.find(tx, f"{one.source}:{one.key}")
        assert found
        seen = explained(scene.hub, tx, found, "O-2")
    told = client.get(f"{ITEMS}/{one.source}:{one.key.replace('/', '%2F').replace('#', '%23')}?why_not=O-2").json()
    assert told["road"]["explanation"]["reason"] == seen.explanation.reason
    assert [each["goal"] for each in told["road"]["history"]] == [each.goal for each in seen.links]
    assert seen.why_not
    assert told["road"]["why_not"]["nearest"].split(" at ")[0] == seen.why_not.nearest.split(" at ")[0]
    assert str(scene.config.parent) not in client.get(f"{ITEMS}/{one.source}:{one.key}?why_not=O-2").text
    assert client.get(f"{ITEMS}/jira:NONE-1").status_code == 404


def test_of_a_private_item_no_word_is_told(visit: Visit) -> None:
    scene, client = visit
    one = next(each for each in known(scene) if each.via == "rule" and each.source == "jira")
    with scene.hub.store.write() as tx:
        hide = "UPDATE items SET narrow = true, data = json_set(data, '$.narrow', json('true')) WHERE key = :key"
        tx.execute(text(hide), {"key": one.key})
    with scene.hub.store.read() as tx:
        found = linking.find(tx, f"{one.source}:{one.key}")
    assert found
    item = found.placed.item
    name = f"{one.source}:{one.key}".replace("/", "%2F").replace("#", "%23")
    for path in (f"{ITEMS}/{name}?why_not=O-1", f"{ITEMS}/{name}/suggestions"):
        answered = client.get(path)
        assert answered.status_code == 200
        assert item.title not in answered.text
    assert client.get(f"{ITEMS}/{name}").json()["private"] is True
    assert f"{one.source}:{one.key}" not in {each["name"] for each in pages(client, ITEMS, text=item.title)}


def test_what_is_said_by_hand_counts_at_once(visit: Visit) -> None:
    scene, client = visit
    one = next(
        each for each in known(scene) if each.via is None and each.kind == "issue" and each.title != PRIVATE_ITEM
    )
    name = f"{one.source}:{one.key}".replace("/", "%2F").replace("#", "%23")
    assert isinstance(client.get(f"{ITEMS}/{name}/suggestions").json(), list)
    tried = client.post(f"{ITEMS}/{name}/links", json={"goals": {"O-1": 1}, "dry_run": True}).json()
    assert "would be linked to O-1" in tried["says"]
    assert client.get(f"{ITEMS}/{name}").json()["road"]["explanation"]["links"] == []
    said = client.post(f"{ITEMS}/{name}/links", json={"goals": {"O-1": 0.4, "O-2": 0.6}, "reason": "both"}).json()
    assert [(each["goal"], each["share"]) for each in said["after"]] == [("O-2", 0.6), ("O-1", 0.4)]
    told = client.get(f"{ITEMS}/{name}").json()
    assert {each["reason"] for each in told["road"]["sayings"]} == {"both"}
    assert {each["actor"] for each in told["road"]["sayings"]} == {said["after"][0]["actor"]}
    back = client.delete(f"{ITEMS}/{name}/links", params={"reason": "was wrong"}).json()
    assert back["after"] == []
    none = client.post(f"{ITEMS}/{name}/exemption", json={"reason": "spare time"}).json()
    assert none["after"][0]["goal"] is None


@pytest.mark.parametrize(
    ("goals", "status"), [({"O-1": 0.5}, 409), ({"NONE": 1}, 409), ({}, 422), ({"O-1": "all"}, 422)]
)
def test_what_cannot_be_said_is_a_problem(visit: Visit, goals: dict[str, float], status: int) -> None:
    scene, client = visit
    one = next(each for each in known(scene) if each.source == "jira")
    told = client.post(f"{ITEMS}/{one.source}:{one.key}/links", json={"goals": goals})
    assert (told.status_code, told.json()["status"]) == (status, status)
    assert client.post(f"{ITEMS}/jira:NONE-1/links", json={"goals": {"O-1": 1}}).status_code == 404
