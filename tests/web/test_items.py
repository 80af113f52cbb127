"""The page of an item: what it serves and why, as the command explains it, and what somebody may say of it by hand."""

from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from core.authority import Visitor
from core.findings import Finding
from mappings.suggestions import Suggestion
from scheduler.explaining import explained
from scheduler.wishes import can_be_served
from store import findings, goals, linking
from store.linking import LinkInput
from store.provenance import sayings
from tests.acceptance.road import Scene
from tests.hostile import CANARY, HOSTILE
from tests.web.tame import assert_tame
from tests.web.visiting import visited
from web.pages.addresses import item

STRANGER = Visitor(person="x@example.com", role="viewer")


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("items")) as both:
        yield both


@pytest.fixture(scope="module")
def drifting(visit: tuple[Scene, TestClient]) -> list[Finding]:
    with visit[0].hub.store.read() as tx:
        return [each for each in findings.open_findings(tx) if each.observation.subject.kind == "item"]


def found(visit: tuple[Scene, TestClient], name: str) -> LinkInput:
    with visit[0].hub.store.read() as tx:
        known = linking.find(tx, name)
    assert known
    return known


def test_it_tells_what_drifts_there_and_why_it_is_there(
    visit: tuple[Scene, TestClient], drifting: list[Finding]
) -> None:
    now, client = visit
    for each in drifting:
        name = each.observation.subject.key
        page = unescape(client.get(item(name)).text)
        with now.hub.store.read() as tx:
            told = explained(now.hub, tx, found(visit, name))
        reason = told.explanation.reason
        assert f"{reason[:1].upper()}{reason[1:]}." in page
        assert f'href="/findings/{each.fingerprint}"' in page
        assert all(link.goal in page for link in told.links if link.goal)
        assert_tame(client.get(item(name)).text)


def test_why_not_another_goal(visit: tuple[Scene, TestClient], drifting: list[Finding]) -> None:
    now, client = visit
    name = drifting[0].observation.subject.key
    with now.hub.store.read() as tx:
        goal = next(each.key for each in goals.all_goals(tx) if can_be_served(each))
        told = explained(now.hub, tx, found(visit, name), goal).why_not
    assert told
    page = unescape(client.get(item(name), params={"why_not": goal}).text)
    assert f"Why not {goal}?" in page
    assert told.nearest[1:] in page
    assert client.get(item(name), params={"why_not": "no such\0<b>"}).status_code == 200


def test_it_is_linked_disputed_and_taken_back(visit: tuple[Scene, TestClient], drifting: list[Finding]) -> None:
    now, client = visit
    name = drifting[0].observation.subject.key
    with now.hub.store.read() as tx:
        goal = next(each.key for each in goals.all_goals(tx) if can_be_served(each) and each.item is None)
    shown = client.post(item(name), data={"act": "link", "goal": goal, "step": "show"})
    assert f"would be linked to {goal}" in shown.text
    with now.hub.store.read() as tx:
        assert sayings(tx, found(visit, name).id) == []
    done = client.post(item(name), data={"act": "link", "goal": goal}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, item(name))
    with now.hub.store.read() as tx:
        assert [each.goal for each in sayings(tx, found(visit, name).id)] == [goal]
    assert "by hand" in client.get(item(name)).text
    client.post(item(name), data={"act": "unlink"})
    with now.hub.store.read() as tx:
        assert sayings(tx, found(visit, name).id) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"act": "link"}, "Name a goal"),
        ({"act": "link", "goal": "NO-SUCH"}, "No goal NO-SUCH is known"),
        ({"act": "exempt"}, "Say why it needs no goal"),
        ({"act": "exempt", "reason": "chore", "until": "soon"}, "is no day"),
    ],
)
def test_what_cannot_be_is_said(
    visit: tuple[Scene, TestClient], drifting: list[Finding], form: dict[str, str], says: str
) -> None:
    answered = visit[1].post(item(drifting[0].observation.subject.key), data=form)
    assert (answered.status_code, says in answered.text) == (409, True)


def test_no_such_item(visit: tuple[Scene, TestClient]) -> None:
    for name in ("nosuch", "jira%3ANOSUCH-1", "%00", "a/b/c", "' OR 1=1"):
        assert visit[1].get(f"/items/{name}").status_code == 404
        assert visit[1].get(f"/suggested/{name}").status_code == 404
        assert visit[1].post(f"/items/{name}", data={"act": "unlink"}).status_code == 404


def test_goals_are_suggested(
    visit: tuple[Scene, TestClient], drifting: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is suggested, `scheduler.suggesting` tells; to learn takes seconds."""
    with visit[0].hub.store.read() as tx:
        goal = next(each.key for each in goals.all_goals(tx) if can_be_served(each))
    found = [Suggestion("jira", "PAY-1", each, 0.95, ("<b>like</b> PAY-2",)) for each in (goal, "gone since")]
    monkeypatch.setattr("web.pages.items.suggest_soon", lambda _hub, _name: found)
    page = visit[1].get(f"/suggested/{item(drifting[0].observation.subject.key)[7:]}").text
    assert page.count("Link to ") == 1
    assert f'value="{goal}"' in page
    assert "very likely: &lt;b&gt;like" in page


def test_for_others_to_say(
    visit: tuple[Scene, TestClient], drifting: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.door.visitor_of", lambda _: STRANGER)
    seen = next(each.observation for each in drifting if each.observation.team)
    page = visit[1].get(item(seen.subject.key))
    assert f"anybody of team {seen.team}" in unescape(page.text)
    refused = visit[1].post(item(seen.subject.key), data={"act": "exempt", "reason": "mine"})
    assert (refused.status_code, "is for" in refused.text) == (403, True)
    of_the_team = Visitor(person="x@example.com", role="viewer", team=found(visit, seen.subject.key).placed.team)
    monkeypatch.setattr("web.door.visitor_of", lambda _: of_the_team)
    shown = visit[1].post(item(seen.subject.key), data={"act": "exempt", "reason": "chore", "step": "show"})
    assert (shown.status_code, "would be exempt" in shown.text) == (200, True)


def test_nothing_that_somebody_wrote_in_a_private_place_is_told(
    visit: tuple[Scene, TestClient], drifting: list[Finding]
) -> None:
    known = found(visit, drifting[1].observation.subject.key)
    with visit[0].hub.store.write() as tx:
        data = known.placed.item
        words = f'"title":"{CANARY}","labels":["{CANARY}"],"narrow":true,'
        tx.execute(
            text("UPDATE items SET narrow = true, data = replace(data, '\"key\":', :words) WHERE id = :id"),
            {"id": known.id, "words": f'{words}"key":'},
        )
    page = visit[1].get(item(f"{data.source}:{data.key}"), params={"why_not": "O-1"})
    assert (page.status_code, "a private item" in page.text, CANARY in page.text) == (200, True, False)


def test_hostile_words_stay_words(visit: tuple[Scene, TestClient], drifting: list[Finding]) -> None:
    known = found(visit, drifting[2].observation.subject.key).placed.item
    for words in HOSTILE[::4]:
        wrong = {"act": "link", "goal": words[:150], "reason": words[:900], "until": "x"}
        answered = visit[1].post(item(f"{known.source}:{known.key}"), data=wrong)
        assert (answered.status_code, CANARY in answered.text) == (409, True)
        assert_tame(answered.text)
