"""Spans of requests and jobs where OpenTelemetry is asked for; nothing of it is imported where it is not."""

import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
import respx
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from connectors.transport import Http, traced
from core.contract import ConnectorError
from scheduler.service.run import running, spanned
from tests.transport.conftest import BASE, TOKEN


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("OTEL_SERVICE_NAME", "fairlead-of-payments")
    kept = InMemorySpanExporter()
    with traced.begun(SimpleSpanProcessor(kept)):
        yield kept


def test_a_request_is_a_span_of_its_job(spans: InMemorySpanExporter, http: Http, tool: respx.MockRouter) -> None:
    tool.get(f"{BASE}/issue/PAY-1").respond(200, json={}, headers={"x": "y"})
    with running("pull", "jira PAY") as run, spanned(run):
        http.get("/issue/PAY-1", params={"words": "private"})
    request, job = spans.get_finished_spans()
    assert (request.name, dict(request.attributes or {})) == (
        "GET",
        {
            "http.request.method": "GET",
            "server.address": "tool.example",
            "fairlead.tool": "jira",
            "http.response.status_code": 200,
        },
    )
    assert (job.name, dict(job.attributes or {})) == ("pull", {"fairlead.run": run.id, "fairlead.connector": "jira"})
    assert request.parent == job.context
    assert job.resource.attributes["service.name"] == "fairlead-of-payments"


def test_an_error_is_marked_without_its_words(spans: InMemorySpanExporter, http: Http, tool: respx.MockRouter) -> None:
    tool.post(f"{BASE}/issue").mock(side_effect=httpx.ReadError(f"private words and {TOKEN}"))
    with pytest.raises(ConnectorError):
        http.request("POST", "/issue")
    (request,) = spans.get_finished_spans()
    assert not request.status.is_ok
    assert (request.attributes or {})["error.type"] == "Unavailable"
    assert request.events == ()
    assert "private" not in request.to_json()
    assert TOKEN not in request.to_json()


def test_nothing_is_traced_that_nobody_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = InMemorySpanExporter()
    monkeypatch.setenv("OTEL_TRACES_EXPORTER", "none")
    with traced.begun(SimpleSpanProcessor(kept)), traced.span("pull"):
        pass
    assert kept.get_finished_spans() == ()


def test_nothing_is_imported_that_nobody_asked_for() -> None:
    told = (
        "import os, sys; [os.environ.pop(each) for each in list(os.environ) if each.startswith('OTEL_')]\n"
        "from connectors.transport import traced, Http\n"
        "with traced.begun(), traced.span('pull'): print([name for name in sys.modules if 'opentelemetry' in name])"
    )
    ran = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
