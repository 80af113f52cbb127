"""The list of findings and what is decided from it: as the use cases tell it, whole or not at all, by whoever may."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.testclient import TestClient

from core.authority import Visitor
from core.findings import Finding
from scheduler.listing import Asked, listing
from store import findings, handlings
from tests.acceptance.road import Scene
from tests.web.visiting import visited


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("findings")) as both:
        yield both


@pytest.fixture(scope="module")
def opened(visit: tuple[Scene, TestClient]) -> list[Finding]:
    with visit[0].hub.store.read() as tx:
        return findings.open_findings(tx)


def boxes(page: str) -> list[str]:
    return re.findall(r'name="finding" value="([0-9a-f]{16})"', page)


def test_it_lists_what_drifts(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    now, client = visit
    page = client.get("/findings?group=none").text
    told = listing(now.hub, Asked(group="none"), "")
    assert f"{len(opened)} findings" in page
    assert boxes(page) == [line.finding.fingerprint for section in told.sections for line in section.lines]


def test_several_detectors_of_one_question(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    page = visit[1].get("/findings?detector=D1&detector=D2").text
    many = sum(each.observation.detector in ("D1", "D2") for each in opened)
    assert f"{many} finding" in page
    assert '<option value="D1,D2" selected>' in page


def test_an_empty_list_says_what_hides_the_rest(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    page = visit[1].get("/findings?text=nothing+says+this&mine=1").text
    assert "No finding is like that" in page
    hidden = visit[1].get("/findings?text=nothing+says+this").text
    assert "Without the filter “words”" in hidden
    assert f"there are {len(opened)}." in hidden


@pytest.mark.parametrize(
    "address", ["?after=x", "?goal=%00", "?text=%F0%9F%98%80%22%3E%3Cscript%3E", "?group=x&mine=2&stage=y"]
)
def test_whatever_is_asked_for_is_answered(visit: tuple[Scene, TestClient], address: str) -> None:
    answered = visit[1].get(f"/findings{address}")
    assert answered.status_code in (200, 409)
    assert "<script>" not in answered.text


def test_what_it_would_do_is_shown_first(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    now, client = visit
    names = [each.fingerprint for each in opened[:2]]
    page = client.post("/findings/decide", data={"act": "snooze", "finding": names, "back": "/findings?mine=1"})
    assert page.status_code == 200
    assert page.text.count("would be snoozed by") == 2
    assert "Snooze 2 findings" in page.text
    with now.hub.store.read() as tx:
        assert handlings.of(tx, names) == {}


def test_it_is_done_and_taken_back(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    now, client = visit
    names = [each.fingerprint for each in opened[:3]]
    form = {"act": "acknowledge", "step": "do", "finding": " ".join(names), "back": "/findings?team=x"}
    done = client.post("/findings/decide", data=form, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, "/findings?team=x")
    with now.hub.store.read() as tx:
        assert {each.state for each in handlings.of(tx, names).values()} == {"acknowledged"}
    client.post("/findings/decide", data={**form, "act": "reopen"})
    with now.hub.store.read() as tx:
        assert handlings.of(tx, names) == {}


def test_all_of_a_list_is_what_the_list_held(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    form = {"act": "acknowledge", "everything": "1", "query": "severity=critical"}
    page = visit[1].post("/findings/decide", data=form).text
    many = sum(each.observation.severity == "critical" for each in opened)
    assert f"Acknowledge {many} finding" in page
    (carried,) = re.findall(r'name="finding" value="([^"]*)"', page)
    assert len(carried.split()) == many


def test_what_is_missing_is_said_beside_its_field(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    form = {"act": "exempt", "step": "do", "finding": opened[0].fingerprint, "until": "2020-01-01", "reason": "meant"}
    page = visit[1].post("/findings/decide", data=form)
    assert page.status_code == 409
    assert '<span class="wrong" id="wrong-day">2020-01-01 is past' in page.text
    page = visit[1].post("/findings/decide", data={**form, "until": "", "reason": ""})
    assert 'aria-describedby="wrong-reason"' in page.text


def test_nothing_chosen_and_nowhere_to_go_back_to(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    client = visit[1]
    assert "Choose some findings first" in client.post("/findings/decide", data={"act": "snooze"}).text
    form = {"act": "acknowledge", "finding": opened[0].fingerprint}
    for back in ("https://evil.example/findings", "//evil.example", "/findings//evil.example", "/findings\\evil"):
        assert client.post("/findings/decide", data={**form, "back": back}).status_code == 422
    assert client.post("/findings/decide", data={**form, "act": "delete"}).status_code == 422
    assert client.post("/findings/decide", data={**form, "finding": "nosuch"}).status_code == 409


def test_a_viewer_is_told_whose_they_are(
    visit: tuple[Scene, TestClient], opened: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Visitor(person="stranger@example.com", role="viewer")
    monkeypatch.setattr("web.door.visitor_of", lambda _: stranger)
    owned = [each for each in opened if each.observation.team][:2]
    form = {"act": "acknowledge", "step": "do", "finding": [each.fingerprint for each in owned]}
    page = visit[1].post("/findings/decide", data=form)
    assert page.status_code == 403
    assert "2 findings are for others to decide" in page.text
    assert f"anybody of team {owned[0].observation.team}" in unescape(page.text)
