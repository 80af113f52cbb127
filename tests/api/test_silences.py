"""Programs silence findings as people do, and hear where effort goes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from scheduler.report import kept_report
from scheduler.silencing import known_silences
from tests.acceptance.road import Scene
from tests.web.visiting import visited

Visit = tuple[Scene, TestClient]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with visited(tmp_path_factory.mktemp("silences")) as here:
        yield here


def test_a_silence_begins_is_told_and_ends(visit: Visit) -> None:
    scene, client = visit
    until = (scene.hub.clock().date() + timedelta(days=3)).isoformat()
    wish = {"matchers": {"detector": "D1"}, "until": until, "reason": "moving house"}
    tried = client.post("/api/v1/silences", json={**wish, "dry_run": True}).json()
    assert tried["quiets"] > 0
    assert client.get("/api/v1/silences").json() == []
    made = client.post("/api/v1/silences", json=wish).json()
    (told,) = client.get("/api/v1/silences").json()
    assert told == made
    assert (told["quiets"], told["reason"]) == (tried["quiets"], "moving house")
    assert [each.silence.id for each in known_silences(scene.hub)] == [made["id"]]
    assert client.get("/api/v1/findings", params={"detector": "D1"}).json()["items"][0]["silence"] == made["id"]
    assert client.delete(f"/api/v1/silences/{made['id']}").json()["id"] == made["id"]
    assert client.get("/api/v1/silences").json() == []
    assert [each["id"] for each in client.get("/api/v1/silences?everything=true").json()] == [made["id"]]
    assert client.delete(f"/api/v1/silences/{made['id']}").status_code == 409


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"matchers": {"detector": "D1"}, "until": "2001-01-01"}, 409),
        ({"matchers": {"detector": "no-such"}, "until": "2031-01-01"}, 409),
        ({"matchers": {"colour": "red"}, "until": "2031-01-01"}, 422),
        ({"matchers": {}, "until": "2031-01-01"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(visit: Visit, wish: dict[str, object], status: int) -> None:
    _, client = visit
    assert client.post("/api/v1/silences", json=wish).status_code == status


def test_where_effort_goes_is_what_the_report_says(visit: Visit) -> None:
    scene, client = visit
    report = kept_report(scene.hub)
    assert report
    told = client.get("/api/v1/allocation").json()
    assert told["allocation"]["actual"] == report.allocation.actual
    assert told["allocation"]["distance"] == report.allocation.distance
    assert len(told["weeks"]) == len(report.weeks)
    flow = client.get("/api/v1/flow").json()
    assert flow["whole"]["finished"] == report.flows.whole.finished
    assert flow["by_team"].keys() == report.flows.by_team.keys()
    gaps = client.get("/api/v1/gaps").json()["cells"]
    assert [(each["goal"], each["team"]) for each in gaps] == [
        (each.goal, each.team) for each in (report.gaps.cells if report.gaps else ())
    ]


def test_teams(visit: Visit) -> None:
    scene, client = visit
    report = kept_report(scene.hub)
    assert report
    told = {each["name"]: each for each in client.get("/api/v1/teams").json()}
    assert told.keys() >= report.team_weeks.keys()
    name = next(iter(report.team_weeks))
    assert client.get(f"/api/v1/teams/{name}").json() == told[name]
    assert [each["end"] for each in told[name]["weeks"]] == [str(each.end) for each in report.team_weeks[name]]
    assert client.get("/api/v1/teams/none").status_code == 404
