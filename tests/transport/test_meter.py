"""What is asked of each tool is counted by its outcome, and what tools say of limits is known without asking them again."""

from collections.abc import Callable

import httpx
import pytest
import respx

from connectors.transport import Http, client
from connectors.transport.meter import Allowance, Meter, Request
from core.contract import ConnectorError
from tests.transport.conftest import BASE


@pytest.fixture
def meter(monkeypatch: pytest.MonkeyPatch) -> Meter:
    monkeypatch.setattr(client, "METER", found := Meter())
    return found


@pytest.fixture
def counted(meter: Meter, make_http: Callable[..., Http]) -> Http:
    return make_http(tool="github")


def test_each_try_is_counted_with_its_outcome(meter: Meter, counted: Http, tool: respx.MockRouter) -> None:
    tool.get(f"{BASE}/a").side_effect = [httpx.ConnectError("away"), httpx.Response(503), httpx.Response(200, json={})]
    counted.get("/a")
    assert meter.requests == {
        Request("github", "GET", "none"): 1,
        Request("github", "GET", "503"): 1,
        Request("github", "GET", "200"): 1,
    }
    assert meter.seconds == {"github": 0.0}


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({"x-ratelimit-remaining": "41", "x-ratelimit-limit": "60"}, {("github", ""): Allowance(41, 60)}),
        (
            {"x-ratelimit-remaining": "7", "x-ratelimit-resource": "graphql"},
            {("github", "graphql"): Allowance(7, 0)},
        ),
        ({"x-ratelimit-remaining": "-1"}, {}),
        ({"x-ratelimit-remaining": "9" * 5000}, {}),
        ({}, {}),
    ],
)
def test_what_is_left_is_known(
    meter: Meter, counted: Http, tool: respx.MockRouter, headers: dict[str, str], known: object
) -> None:
    tool.get(f"{BASE}/a").respond(200, json={}, headers=headers)
    counted.get("/a")
    assert meter.allowances == known


def test_a_tool_that_is_left_alone(meter: Meter, counted: Http, tool: respx.MockRouter) -> None:
    assert meter.back_off() == {"github": 0.0}
    tool.get(f"{BASE}/a").respond(429, headers={"retry-after": "600"})
    with pytest.raises(ConnectorError):
        counted.get("/a")
    assert meter.back_off() == {"github": 600.0}


def test_whoever_is_closed_is_forgotten() -> None:
    from connectors.transport.limits import Gate

    meter = Meter()
    gate = Gate(lambda: 0.0)
    meter.watch("jira", gate)
    gate.limit(9.0)
    assert meter.back_off() == {"jira": 9.0}
    del gate
    assert meter.back_off() == {"jira": 0.0}
