"""What all pages have, and what is said when one cannot be had."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from scheduler.web_settings import WebSettings
from tests.web.visiting import visited


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with visited(tmp_path_factory.mktemp("shell")) as (_, client):
        yield client


def test_it_opens_with_the_four_questions(client: TestClient) -> None:
    answered = client.get("/")
    assert answered.status_code == 200
    assert answered.text.count('<article class="card') == 4
    assert "'none'" in answered.headers["content-security-policy"]


def test_htmx_is_sent_the_main_part_alone(client: TestClient) -> None:
    part = client.get("/", headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "<h1>" in part


def test_what_is_not_there_is_said_in_words(client: TestClient) -> None:
    answered = client.get("/nowhere")
    assert (answered.status_code, "There is no such page." in answered.text) == (404, True)
    assert client.get("/static/../door.py").status_code == 404


def test_nobody_comes_in_unknown(tmp_path: Path) -> None:
    with visited(tmp_path, WebSettings()) as (_, client):
        answered = client.get("/", follow_redirects=False)
        assert (answered.status_code, answered.headers["location"]) == (303, "/sign-in?next=/")
