"""The page of one finding: what it says is what is known, and its buttons are for those who may."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from core.authority import Visitor
from core.findings import Finding
from core.reconcile import FindingChange
from scheduler.decisions import Exempt
from scheduler.handling import handle
from store import findings
from tests.acceptance.road import Scene
from tests.hostile import CANARY, HOSTILE
from tests.web.tame import assert_tame
from tests.web.visiting import visited
from web.pages.addresses import item


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("finding")) as both:
        yield both


@pytest.fixture(scope="module")
def opened(visit: tuple[Scene, TestClient]) -> list[Finding]:
    with visit[0].hub.store.read() as tx:
        return findings.open_findings(tx)


def test_each_finding_has_its_page(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    for each in opened:
        page = unescape(visit[1].get(f"/findings/{each.fingerprint}").text)
        seen = each.observation
        assert seen.summary in page
        assert visit[0].hub.detectors[seen.detector].advice in page
        assert "first seen" in page
        assert seen.subject.kind != "item" or f'href="{item(seen.subject.key)}"' in page


def test_no_such_finding(visit: tuple[Scene, TestClient]) -> None:
    for name in ("0000000000000000", "x", "%00", "' OR 1=1"):
        assert visit[1].get(f"/findings/{name}").status_code == 404


def test_it_tells_what_was_decided_and_what_it_silences(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    now, client = visit
    parent, child = opened[0], replace(opened[1], parent=opened[0].fingerprint)
    with now.hub.store.write() as tx:
        findings.save_changes(tx, [FindingChange("silenced", "", child)])
    handle(now.hub, [parent.fingerprint], Exempt(), actor="ana@example.com", reason="agreed <b>in May</b>")
    page = client.get(f"/findings/{parent.fingerprint}").text
    assert "Exempt by ana@example.com" in page
    assert "agreed &lt;b&gt;in May" in page
    assert f'href="/findings/{child.fingerprint}"' in page
    assert ">Reopen</button>" in page
    assert ">Snooze…</button>" not in page
    assert "stands nearer to the cause" in client.get(f"/findings/{child.fingerprint}").text


def test_what_is_resolved_has_no_buttons(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    gone = replace(opened[2], resolved_at=opened[2].last_seen + timedelta(days=1))
    with visit[0].hub.store.write() as tx:
        findings.save_changes(tx, [FindingChange("resolved", "", gone)])
    page = visit[1].get(f"/findings/{gone.fingerprint}").text
    assert "there is nothing left to decide" in page
    assert "resolved by itself" in page
    assert "</button>" not in page


def test_hostile_words_stay_words(visit: tuple[Scene, TestClient], opened: list[Finding]) -> None:
    planted = [_hostile(opened[3], number, words) for number, words in enumerate(HOSTILE)]
    with visit[0].hub.store.write() as tx:
        findings.save_changes(tx, [FindingChange("opened", "", each) for each in planted])
    for address in (
        *(each.fingerprint for each in planted),
        "?group=owner",
        "?group=none",
        "?group=team&text=q7canary",
    ):
        answered = visit[1].get(f"/findings{'' if address[0] == '?' else '/'}{address}")
        assert (answered.status_code, CANARY in answered.text) == (200, True)
        assert_tame(answered.text)


def _hostile(like: Finding, number: int, words: str) -> Finding:
    subject = replace(like.observation.subject, key=f"hostile-{number}")
    wrong = {"title": words, "says": words, "owner": words, "team": words, "goal": words, "url": f"javascript:{words}"}
    seen = replace(like.observation, subject=subject, evidence={"why": words, words: [words]}, **wrong)
    return replace(like, observation=seen, fingerprint=seen.fingerprint)


def test_whoever_may_not_decide_is_told_who_may(
    visit: tuple[Scene, TestClient], opened: list[Finding], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.door.visitor_of", lambda _: Visitor(person="x@example.com", role="viewer"))
    owned = next(each for each in opened[4:] if each.observation.team)
    page = unescape(visit[1].get(f"/findings/{owned.fingerprint}").text)
    assert "To decide about it is for" in page
    assert f"anybody of team {owned.observation.team}" in page
    assert "</button>" not in page
    mine = Visitor(person="x@example.com", role="viewer", team=owned.observation.team)
    monkeypatch.setattr("web.door.visitor_of", lambda _: mine)
    assert ">Snooze…</button>" in visit[1].get(f"/findings/{owned.fingerprint}").text
