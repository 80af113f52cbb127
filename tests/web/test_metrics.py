"""`/metrics`: true numbers by Prometheus' conventions, all of them on the page, none of them private, and cheap."""

import asyncio
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.routing import Route

from connectors.transport.meter import METER, Allowance, Request
from core.contract import Stream
from scheduler.hub import Hub, open_hub
from store import StoreError, duties, pauses, pulls, roster
from tests.house.commands import ROOT
from tests.store.samples import NOW
from web.metrics import REST, Metrics, Rarely

CONFIG = """
[hub]
database = "sqlite:///fairlead.db"
[connectors.github]
token = { env = "NOBODY_READS_IT" }
repositories = ["acme/secret-project"]
"""
ISSUES, EVENTS = Stream("issues", "acme/secret-project"), Stream("events", "acme/secret-project")
Samples = dict[tuple[str, tuple[str, ...]], float]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    config = tmp_path / "config.toml"
    config.write_text(CONFIG)
    (tmp_path / "mappings.toml").write_text("")
    with open_hub(config, lambda: NOW) as hub:
        yield hub


@pytest.fixture
def busy(hub: Hub) -> Hub:
    """One stream is well, one fails; one job is parked, and one took a minute."""
    ago = NOW - timedelta(minutes=10)
    with hub.store.write() as tx:
        roster.known(tx, "github", [ISSUES, EVENTS], NOW - timedelta(hours=1))
        pulls.succeeded(tx, "github", ISSUES, ago, complete=True, every_minutes=15)
        pulls.failed(tx, "github", EVENTS, NOW, "acme/secret-project was not found")
        pauses.begin(tx, "github", pauses.Pause(NOW + timedelta(minutes=5), "github: its limit"))
        duties.begin(tx, "judge", "", ago, new=True)
        duties.end(tx, "judge", "", ago + timedelta(minutes=1), NOW - timedelta(minutes=2))
        for _ in range(duties.TRIES + 1):
            duties.begin(tx, "pull", "github acme/secret-project", ago, new=True)
    return hub


def got(metrics: Metrics) -> httpx.Response:
    async def answer() -> httpx.Response:
        web = Starlette(routes=[Route("/metrics", metrics.get)])
        async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://hub.example") as client:
            return await client.get("/metrics")

    return asyncio.run(answer())


def samples(body: str) -> Samples:
    """By name, and the values of the labels in the order of their names."""
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(body)
        for sample in family.samples
    }


@pytest.fixture
def told(busy: Hub, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Samples]:
    monkeypatch.setitem(METER.requests, Request("github", "GET", "200"), 3)
    monkeypatch.setitem(METER.allowances, ("github", "core"), Allowance(41, 60))
    body = got(Metrics(lambda: busy)).text
    return body, samples(body)


def test_what_stands_in_the_tables(told: tuple[str, Samples]) -> None:
    found = told[1]
    assert found["fairlead_streams", ("github", "well")] == 1
    assert found["fairlead_streams", ("github", "failing")] == 1
    assert found["fairlead_streams", ("github", "late")] == 0
    assert found["fairlead_stream_lag_seconds", ("github",)] == 3600
    assert found["fairlead_duty_duration_seconds", ("", "judge")] == 60
    assert found["fairlead_duty_overdue_seconds", ("", "judge")] == 120
    assert found["fairlead_duties_parked", ("github", "pull")] == 1
    assert found["fairlead_findings", ("critical",)] == found["fairlead_items", ("github",)] == 0
    assert found["fairlead_outbox_intents", ("dead", "github")] == 0
    assert found["fairlead_back_off_seconds", ("github",)] == 300
    assert (found["fairlead_live", ()], found["fairlead_halted", ()]) == (0, 0)


def test_what_this_process_asked(told: tuple[str, Samples]) -> None:
    found = told[1]
    assert found["fairlead_http_requests_total", ("GET", "200", "github")] == 3
    assert found["fairlead_rate_limit_remaining", ("core", "github")] == 41
    assert found["process_resident_memory_bytes", ()] > 0


def test_nothing_private_is_told(told: tuple[str, Samples]) -> None:
    assert "secret-project" not in told[0]


def test_the_page_lists_them_all(told: tuple[str, Samples]) -> None:
    families = {each.name for each in text_string_to_metric_families(told[0]) if each.name.startswith("fairlead_")}
    counters = {"fairlead_http_requests", "fairlead_http_request_seconds"}
    written = re.findall(r"^\| `(fairlead_\w+)`", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    assert sorted(written) == sorted(f"{name}_total" if name in counters else name for name in families)


def test_an_answer_is_given_again_for_a_second(busy: Hub) -> None:
    metrics = Metrics(lambda: busy)
    first = got(metrics).text
    with busy.store.write() as tx:
        tx.execute(text("DELETE FROM streams"))
    assert got(metrics).text == first


def test_a_database_that_does_not_answer(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise StoreError("/var/lib/fairlead.db is locked")

    monkeypatch.setattr(hub.store, "read", broken)
    answer = got(Metrics(lambda: hub))
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_what_costs_much_is_counted_rarely(monkeypatch: pytest.MonkeyPatch) -> None:
    now, counted = [100.0], []

    def count(_tx: Any) -> int:
        counted.append(now[0])
        now[0] += 2.0
        return len(counted)

    monkeypatch.setattr("web.metrics.time.monotonic", lambda: now[0])
    rarely, tx = Rarely(count), Any
    assert [rarely(tx), rarely(tx)] == [1, 1]  # type: ignore[arg-type]
    now[0] += 2.0 * REST
    assert rarely(tx) == 2  # type: ignore[arg-type]
