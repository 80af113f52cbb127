"""Programs read the rules, try edits and save them, by the same guard as people."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from mappings.edits import with_rule
from mappings.rules import digest
from scheduler.proposing import proposals
from scheduler.rule_files import load_rules
from scheduler.rule_saving import past_edits
from tests.acceptance.road import Scene
from tests.api.test_findings import pages
from tests.web.visiting import visited
from web.api.rules import MOST, PRECISE

Visit = tuple[Scene, TestClient]
RULES = "/api/v1/rules"


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("rules")) as here:
        yield here


def on_disk(scene: Scene) -> Path:
    return scene.hub.config.file(scene.hub.config.hub.rules)


def test_every_rule_is_told_once(visit: Visit) -> None:
    scene, client = visit
    known = load_rules(scene.hub)
    told = list(pages(client, RULES, limit=3))
    assert sorted(each["id"] for each in told) == sorted(each.id for each in (*known.rules, *known.defaults))
    assert client.get(f"{RULES}/{told[0]['id']}").json() == told[0]
    assert client.get(f"{RULES}/no-such-rule").status_code == 404
    files = client.get(f"{RULES}/files").json()["files"]
    own = next(each for each in files if each["own"])
    assert client.get(f"{RULES}/files/{own['name']}").json() == {
        "digest": own["digest"],
        "text": on_disk(scene).read_text(),
    }
    assert str(scene.config.parent) not in client.get(f"{RULES}/files").text


def test_rules_that_links_suggest(visit: Visit) -> None:
    scene, client = visit
    found = proposals(scene.hub, precise=PRECISE, most=MOST).rules
    told = client.get(f"{RULES}/suggestions").json()
    assert [each["toml"] for each in told] == [each.toml for each in found]


def test_a_text_is_checked_and_tested(visit: Visit) -> None:
    scene, client = visit
    text = on_disk(scene).read_text()
    wrong = client.post(f"{RULES}/check", json={"text": text + "\nwhen = [\n"}).json()
    assert [each["level"] for each in wrong] == ["error"]
    assert wrong[0]["place"].startswith("mappings.toml:")
    assert all(each["passed"] for each in client.post(f"{RULES}/test", json={"text": text}).json())
    refused = client.post(f"{RULES}/preview", json={"text": "[[rule]\n"})
    assert (refused.status_code, "mappings.toml:1" in refused.json()["title"]) == (422, True)
    assert client.post(f"{RULES}/check", json={"text": "", "file": "other.toml"}).status_code == 404


def test_an_edit_is_saved_and_on_record(visit: Visit) -> None:
    scene, client = visit
    before = on_disk(scene).read_text()
    text = before + "# a word\n"
    stale = client.post(f"{RULES}/save", json={"text": text, "base": "0" * 16})
    assert (stale.status_code, str(scene.config.parent) in stale.text) == (409, False)
    saved = client.post(f"{RULES}/save", json={"text": text, "base": digest(before)})
    assert (saved.status_code, saved.json()["digest"]) == (200, digest(text))
    assert on_disk(scene).read_text() == text
    newest = client.get(f"{RULES}/history", params={"limit": 1}).json()["items"][0]
    with scene.hub.store.read() as tx:
        assert newest["actor"] == past_edits(tx)[-1].actor
    assert (newest["before"], newest["after"], newest["file"]) == (digest(before), digest(text), "mappings.toml")
    assert client.get(f"{RULES}/texts/{digest(before)}").json()["text"] == before


def test_what_the_guard_holds_waits_for_an_approval(visit: Visit) -> None:
    scene, client = visit
    before = on_disk(scene).read_text()
    text = with_rule(before, {"id": "all-bugs", "goal": "O-1", "when": {"source": "jira"}, "weight": 50})
    seen = client.post(f"{RULES}/preview", json={"text": text}).json()
    assert seen["new"] == ["all-bugs"]
    assert sum(each["count"] for each in seen["ways"]) == sum(seen["counts"].values()) > 0
    answered = client.post(f"{RULES}/save", json={"text": text, "base": digest(before)})
    assert (answered.status_code, answered.json()["held"]["reason"]) == (202, seen["held"]["reason"])
    assert on_disk(scene).read_text() == before
    (held,) = client.get(f"{RULES}/held").json()
    assert held == answered.json()["held"]
    address = f"{RULES}/held/{held['digest']}"
    assert client.get(address).json()["text"] == text
    assert client.post(f"{address}/approve").json()["digest"] == digest(text)
    assert on_disk(scene).read_text() == text
    assert client.post(f"{address}/approve").status_code == 409
    back = client.post(f"{RULES}/save", json={"text": before, "base": digest(text)}).json()
    assert client.delete(f"{RULES}/held/{back['held']['digest']}").status_code == 204
    assert client.get(f"{RULES}/held").json() == []
