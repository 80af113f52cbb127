"""The page of silences does what `fairlead silence` does: it lists, adds and ends them, and refuses what nobody knows."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from core.authority import Visitor
from core.handling import matches
from scheduler.silencing import counted_silences, known_silences
from store import findings
from tests.acceptance.road import Scene
from tests.hostile import CANARY, HOSTILE
from tests.web.tame import assert_tame
from tests.web.visiting import visited


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("silences")) as both:
        yield both


def until(visit: tuple[Scene, TestClient]) -> str:
    return str(visit[0].hub.clock().date() + timedelta(days=3))


def test_one_is_shown_added_and_ended(visit: tuple[Scene, TestClient]) -> None:
    now, client = visit
    with now.hub.store.read() as tx:
        many = sum(matches(each, {"detector": "D1?"}) for each in findings.open_findings(tx))
    form = {"detector": "D1?", "until": until(visit), "reason": "<b>known</b>"}
    assert f"It would quiet {many} open finding" in client.post("/silences", data={**form, "step": "show"}).text
    assert known_silences(now.hub) == []
    added = client.post("/silences", data=form, follow_redirects=False)
    assert (added.status_code, added.headers["location"]) == (303, "/silences")
    assert [(each.matchers, count) for each, count in counted_silences(now.hub)] == [({"detector": "D1?"}, many)]
    page = client.get("/silences").text
    assert "&lt;b&gt;known" in page
    assert f'<td class="number">{many}</td>' in page
    (name,) = re.findall(r'name="id" value="(\w+)"', page)
    client.post("/silences/end", data={"id": name})
    assert known_silences(now.hub) == []
    assert "Nothing is silenced now" in client.get("/silences").text
    assert "ended" in client.get("/silences?everything=1").text


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Say what is to be silent"),
        ({"team": "nosuch"}, "no team of this name is known"),
        ({"detector": "D2", "until": "2020-01-01"}, "2020-01-01 is past"),
        ({"detector": "D2", "until": "soon"}, "Say until when"),
    ],
)
def test_what_cannot_be_is_said(visit: tuple[Scene, TestClient], form: dict[str, str], says: str) -> None:
    answered = visit[1].post("/silences", data={"until": until(visit), **form})
    assert (answered.status_code, says in answered.text) == (409, True)
    assert visit[1].post("/silences/end", data={"id": "nosuch"}).status_code == 409


def test_hostile_words_stay_words(visit: tuple[Scene, TestClient]) -> None:
    for words in HOSTILE[::4]:
        answered = visit[1].post("/silences", data={"team": words[:200], "until": until(visit), "reason": words[:900]})
        assert (answered.status_code, CANARY in answered.text) == (409, True)
        assert_tame(answered.text)


def test_viewers_look(visit: tuple[Scene, TestClient], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.door.visitor_of", lambda _: Visitor(person="x@example.com", role="viewer"))
    page = visit[1].get("/silences")
    assert (page.status_code, "<button" in page.text) == (200, False)
    assert visit[1].post("/silences", data={"detector": "D2", "until": until(visit)}).status_code == 403
