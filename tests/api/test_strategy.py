"""The API tells what pages tell."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from scheduler.overview import last_overview
from scheduler.report import kept_report
from tests.acceptance.road import Scene
from tests.web.visiting import visited


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Scene, TestClient]]:
    with visited(tmp_path_factory.mktemp("api")) as here:
        yield here


def test_the_four_questions(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    seen = last_overview(now.hub)
    assert seen
    told = client.get("/api/v1/overview").json()
    assert [each["word"] for each in told["questions"]] == [each.word for each in seen.answers]
    assert told["findings"] == seen.found


def test_goals(here: tuple[Scene, TestClient]) -> None:
    now, client = here
    report = kept_report(now.hub)
    assert report
    told = {each["key"]: each for each in client.get("/api/v1/goals").json()}
    assert told.keys() == {fact.goal.key for fact in report.goals}
    assert client.get("/api/v1/goals/KR-1.1").json() == told["KR-1.1"]
    assert told["KR-1.1"]["pace"] == report.stands["KR-1.1"].rolled.pace


def test_what_is_not_there_is_a_problem(here: tuple[Scene, TestClient]) -> None:
    _, client = here
    told = client.get("/api/v1/goals/NONE")
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
    assert told.json() == {"title": "there is no goal NONE", "status": 404, "errors": []}
    odd = client.get("/api/v1/goals", params={"as_of": "yesterday"}).json()
    assert odd["errors"][0]["where"] == "query.as_of"
    assert client.get("/api/v1/goals", params={"as_of": "1999-01-01"}).status_code == 404
