"""Who did what: found by any of its words, page by page, with the chain that holds it."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from store import audit, seals
from store.audit import Asked
from tests.acceptance.road import Scene
from tests.web.visiting import visited

HOSTILE = "<img src=x onerror=alert(1)>"
ENTRIES = 120


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("audit")) as (now, client):
        at = now.hub.clock()
        with now.hub.store.write() as tx:
            for n in range(ENTRIES):
                who = f"{'ann' if n % 3 else 'bo'}@acme.test"
                audit.record(tx, at + timedelta(hours=n), who, "did", f"thing {n % 10}", "old line", f"new line {n}")
            audit.record(tx, at, "eve@acme.test", "=cmd()", HOSTILE, None, f"100% sure_{HOSTILE}")
        yield now, client


def read(now: Scene, asked: Asked, most: int = 50) -> list[int]:
    """Numbers of all that fit, page by page."""
    found, before = list[int](), None
    with now.hub.store.read() as tx:
        while True:
            rows, before = audit.page(tx, asked, before, most)
            found += [each.id for each in rows]
            if before is None:
                return found


def test_the_newest_come_first_and_pages_follow_without_a_gap(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    found = read(now, Asked(action="did"))
    assert len(found) == ENTRIES
    assert found == sorted(found, reverse=True)
    first = client.get("/audit?action=did").text
    assert first.count("<tr><td><time") == 50
    assert f"before={found[49]}" in first
    rest = client.get(f"/audit?action=did&before={found[49]}").text
    assert "new line 69</ins>" in rest
    assert "<del>old line</del>" in rest


@pytest.mark.parametrize(
    ("asked", "number"),
    [
        (Asked(actor="bo@acme.test"), ENTRIES // 3),
        (Asked(target="thing 3"), ENTRIES // 10),
        (Asked(text="line 11"), 11),
        (Asked(text="100%"), 1),
        (Asked(text="sure_<"), 1),
        (Asked(text="%nothing%"), 0),
        (Asked(actor="ann@acme.test", text="line 1"), 22),
    ],
)
def test_filters(here: tuple[Scene, TestClient], asked: Asked, number: int) -> None:
    now, _ = here
    assert len(read(now, asked, 7)) == number


def test_words_are_looked_for_in_parts_of_the_record(
    here: tuple[Scene, TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, _ = here
    whole = read(now, Asked(text="line 1"))
    monkeypatch.setattr(audit, "LOOKED", 9)
    assert read(now, Asked(text="line 1")) == whole


def test_days_count_whole(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    day = (now.hub.clock() + timedelta(days=2)).date()
    assert client.get(f"/audit?since={day}&until={day}&action=did").text.count("<tr><td><time") == 24
    assert client.get("/audit?since=&until=&text=").status_code == 200
    assert client.get("/audit?since=yesterday").status_code == 422


def test_what_people_wrote_stays_text(here: tuple[Scene, TestClient]) -> None:
    _, client = here
    assert HOSTILE not in client.get("/audit?actor=eve@acme.test").text


def test_the_chain_is_checked_and_a_change_is_told(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    assert "was not checked yet" in client.get("/audit").text
    client.post("/audit/check")
    with now.hub.store.read() as tx:
        head = seals.head(tx)
        assert head == seals.verify(tx).head
    assert f"<code>{head}</code>" in client.get("/audit").text


def test_the_same_filters_give_a_file(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    answered = client.get("/audit/entries.csv?action=did")
    assert "attachment" in answered.headers["content-disposition"]
    heading, *rows = csv.reader(io.StringIO(answered.text))
    assert heading[:5] == ["id", "at", "actor", "action", "target"]
    assert [int(row[0]) for row in rows] == read(now, Asked(action="did"))
    (evil,) = list(csv.reader(io.StringIO(client.get("/audit/entries.csv?actor=eve@acme.test").text)))[1:]
    assert evil[3] == "'=cmd()"
    (told,) = client.get("/audit/entries.json?actor=eve@acme.test").json()["audit"]
    assert told["target"] == HOSTILE
