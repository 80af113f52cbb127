"""The kill switch in the wire: looked at before each request that could change something, after all that it waited for."""

import httpx
import pytest
import respx

from connectors.transport import Http
from core.contract import Halted, Wire
from tests.transport.conftest import BASE, CREDENTIAL, Clock

WRITES = ("POST", "PUT", "PATCH", "DELETE")


class Switch:
    """Thrown at a moment of the clock."""

    def __init__(self, clock: Clock, at: float) -> None:
        self._clock, self._at = clock, at

    def __call__(self) -> str | None:
        return "writing is halted" if self._clock.now >= self._at else None


def halting(clock: Clock, at: float, gap: float = 0.0) -> Http:
    wire = Wire(read_only=False, halted=Switch(clock, at))
    return Http(BASE, tool="jira", wire=wire, headers=CREDENTIAL, sleep=clock.sleep, monotonic=clock, write_gap=gap)


@pytest.mark.parametrize("method", WRITES)
def test_nothing_that_could_change_something_goes_out_and_nothing_is_tried_again(
    tool: respx.MockRouter, clock: Clock, method: str
) -> None:
    route = tool.route(path="/a").mock(return_value=httpx.Response(200))
    http = halting(clock, at=0)
    with pytest.raises(Halted, match="was not sent: writing is halted"):
        http.request(method, "/a")
    assert (route.call_count, clock.naps) == (0, [])
    assert http.get("/a").status_code == 200


def test_what_waits_for_its_turn_is_stopped_too(tool: respx.MockRouter, clock: Clock) -> None:
    route = tool.route(path="/a").mock(return_value=httpx.Response(200))
    http = halting(clock, at=clock.now + 5, gap=10.0)
    http.request("POST", "/a")
    with pytest.raises(Halted):
        http.request("POST", "/a")
    assert (route.call_count, clock.naps) == (1, [10.0])


def test_what_waits_for_another_try_is_stopped_too(tool: respx.MockRouter, clock: Clock) -> None:
    route = tool.route(path="/a").mock(return_value=httpx.Response(429, headers={"retry-after": "20"}))
    http = halting(clock, at=clock.now + 5)
    with pytest.raises(Halted):
        http.request("POST", "/a")
    assert route.call_count == 1
