"""How the tools are read: what is wrong stands first, with what mends it, and can be pressed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scheduler.service.due import assume_duties
from scheduler.service.serving import PROBLEM, Serving, say
from scheduler.service.state import service_state
from scheduler.service.verdict import verdict
from store import audit, duties, meta, pauses, roster
from store.pauses import Pause
from tests.acceptance.road import Scene
from tests.web.visiting import visited

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("connectors")) as (now, client):
        with now.hub.store.write() as tx:
            assume_duties(now.hub, tx)
        yield now, client


def serve(now: Scene) -> None:
    at = now.hub.clock()
    with now.hub.store.write() as tx:
        say(tx, Serving(host="hub-1", pid=7, since=at, at=at))


def test_that_nobody_serves_is_the_first_thing_that_is_said(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    text = client.get("/connectors").text
    (first, *_) = verdict(service_state(now.hub)).complaints
    assert first.wrong == "Nobody serves this hub, so nothing is read and nothing is written"
    assert first.wrong in text
    assert "Start <code>fairlead serve</code> there" in text


def test_every_tool_is_there_with_its_streams(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    serve(now)
    text = client.get("/connectors").text
    assert "All is well" in text
    for name in now.hub.tools:
        assert f'href="/connectors/{name}"' in text
        streams = [each for each in service_state(now.hub).streams if each.connector == name]
        page = client.get(f"/connectors/{name}").text
        assert page.count('<th scope="row">') >= min(len(streams), 100)
    assert client.get("/connectors/nosuch").status_code == 404
    assert client.post("/connectors/nosuch/pull").status_code == 404


def test_one_stream_or_all_of_a_tool_is_pulled_soon(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    later = now.hub.clock() + timedelta(hours=1)
    with now.hub.store.write() as tx:
        tx.exec_driver_sql("UPDATE streams SET next_due_at = ?", (int(later.timestamp() * 1000),))
    one = next(each for each in service_state(now.hub).streams if each.connector == "jira")
    client.post("/connectors/jira/pull", data={"stream": one.stream, "container": one.container})
    with now.hub.store.read() as tx:
        due = roster.due(tx, "jira", now.hub.clock())
        assert [(each.name, each.container) for each in due] == [(one.stream, one.container)]
        (told,) = audit.about(tx, " ".join(filter(None, ("pull jira", one.stream, one.container))))
    assert told.action == "asked for"
    assert client.post("/connectors/jira/pull", follow_redirects=False).headers["location"] == "/connectors"
    with now.hub.store.read() as tx:
        assert len(roster.due(tx, "jira", now.hub.clock())) > 1


def test_a_refused_credential_and_a_parked_duty_say_what_mends_them(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    serve(now)
    at = now.hub.clock()
    with now.hub.store.write() as tx:
        pauses.begin(tx, "github", Pause(at + timedelta(hours=1), f"the token was refused {HOSTILE}", denied=True))
        for _ in range(4):
            duties.begin(tx, "judge", "", at)
    text = client.get("/connectors").text
    assert "github refuses the hub&#39;s credential" in text
    assert "Pull github now" in text
    assert "judge was given up: it was begun 3 times" in text
    assert HOSTILE not in text
    client.post("/duties/again", data={"job": "judge", "key": ""})
    client.post("/connectors/github/pull")
    with now.hub.store.read() as tx:
        assert [each.parked for each in duties.all_duties(tx) if each.job == "judge"] == [None]
        assert pauses.current(tx, at) == {}


def test_an_edit_that_is_not_in_force_is_told_without_where_its_file_lies(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    serve(now)
    with now.hub.store.write() as tx:
        meta.put(tx, PROBLEM, f"{now.config}: [hub] mode: write live or dry-run")
    text = client.get("/connectors").text
    assert "An edit of the configuration is not in force: config.toml: [hub] mode" in text
    assert str(now.config.parent) not in text
    with now.hub.store.write() as tx:
        meta.put(tx, PROBLEM, "")


def test_what_cannot_be_read_stands_with_its_tool(here: tuple[Scene, TestClient], tmp_path: Path) -> None:
    now, client = here
    with now.hub.store.write() as tx:
        tx.exec_driver_sql(
            "INSERT INTO quarantine (source, place, name, connector, stream, container, scan, reason, raw, lost, since) "
            "VALUES ('jira', 'jira issue 9', '9', 'jira', 'issues', 'OPS', 1, ?, 'secret words', 1, 0)",
            (f"no title {HOSTILE}",),
        )
    text = client.get("/connectors/jira").text
    assert "jira issue 9" in text
    assert "no title &lt;script&gt;" in text
    assert "secret words" not in text
