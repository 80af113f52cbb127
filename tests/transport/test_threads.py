"""One credential used by many threads at once: what one of them is told holds for all that have not yet asked."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import respx

from connectors.transport import Http
from connectors.transport.limits import BROKEN_AFTER
from core.contract import ConnectorError, Unauthorized, Unavailable
from tests.transport.conftest import Clock
from tests.transport.rawserver import RawServer, answer

THREADS = 20
IN_FLIGHT = 6


def outcomes(action: Callable[[], object], count: int = THREADS) -> list[type[BaseException] | None]:
    """What `count` threads get that all begin at once."""
    together = threading.Barrier(count)

    def one() -> type[BaseException] | None:
        together.wait(60)
        try:
            action()
        except ConnectorError as error:
            return type(error)
        return None

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(one) for _ in range(count)]]


class Meeting:
    """A tool that answers the first `size` requests only when all of them have come, and counts how many ever came."""

    def __init__(self, size: int, said: httpx.Response) -> None:
        self.arrived = 0
        self._said, self._lock, self._all = said, threading.Lock(), threading.Barrier(size)

    def __call__(self, _: httpx.Request) -> httpx.Response:
        with self._lock:
            self.arrived += 1
        self._all.wait(60)
        return httpx.Response(self._said.status_code, headers=self._said.headers)


def test_a_401_seen_by_twenty_threads_costs_only_what_was_in_flight(http: Http, tool: respx.MockRouter) -> None:
    """Jira shows a CAPTCHA to the account after a few: https://support.atlassian.com/user-management/"""
    meeting = Meeting(IN_FLIGHT, httpx.Response(401))
    tool.get("/a").mock(side_effect=meeting)
    assert outcomes(lambda: http.get("/a"), IN_FLIGHT) == [Unauthorized] * IN_FLIGHT
    assert outcomes(lambda: http.get("/a")) == [Unauthorized] * THREADS
    assert outcomes(lambda: http.request("POST", "/a")) == [Unauthorized] * THREADS
    assert meeting.arrived == IN_FLIGHT


def test_twenty_concurrent_401s_on_real_sockets(make_http: Callable[..., Http]) -> None:
    refused = answer(b'{"message": "Bad credentials"}', "401 Unauthorized")
    with RawServer(*5 * THREADS * [refused]) as server:
        http = make_http(server.url)

        def five() -> None:
            for _ in range(4):
                with pytest.raises(Unauthorized):
                    http.get("/a")
            http.get("/a")

        assert outcomes(five) == [Unauthorized] * THREADS
        http.close()
    assert 1 <= len(server.requests) <= THREADS


def test_a_refused_credential_is_tried_again_after_a_minute(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    route = tool.get("/a").mock(side_effect=[httpx.Response(401), httpx.Response(200)])
    for _ in range(3):
        with pytest.raises(Unauthorized):
            http.get("/a")
    assert route.call_count == 1
    clock.now += 60
    assert http.get("/a").status_code == 200


def test_a_new_credential_is_tried_at_once(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    tokens = iter(["canary-old-1", "canary-old-1", "canary-old-1", "canary-old-1", "canary-new-2"])
    http = make_http(headers=lambda: {"Authorization": f"Bearer {next(tokens)}"})
    route = tool.get("/a").mock(side_effect=[httpx.Response(401), httpx.Response(200)])
    for _ in range(2):
        with pytest.raises(Unauthorized) as caught:
            http.get("/a")
        assert "canary" not in str(caught.value)
        assert caught.value.status == 401
    assert http.get("/a").status_code == 200
    assert route.call_count == 2


def test_whoever_has_another_credential_by_then_goes_on(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    tokens, refused = ["canary-old-1"], list[str]()

    def renew(headers: Mapping[str, str]) -> None:
        refused.append(headers["Authorization"])
        tokens[:] = ["canary-new-2"]

    http = make_http(headers=lambda: {"Authorization": f"Bearer {tokens[0]}"}, renew=renew)
    route = tool.route().mock(side_effect=[httpx.Response(401), httpx.Response(200), httpx.Response(200)])
    assert http.request("POST", "/a", json={}).status_code == 200
    assert http.get("/a").status_code == 200
    assert refused == ["Bearer canary-old-1"]
    sent = [call.request.headers["authorization"] for call in route.calls]
    assert sent == ["Bearer canary-old-1", "Bearer canary-new-2", "Bearer canary-new-2"]


def test_a_refusal_in_an_answer_that_looks_well_is_one(make_http: Callable[..., Http], tool: respx.MockRouter) -> None:
    def refuses(where: str, headers: Mapping[str, str], content: bytes) -> Unauthorized | None:
        return Unauthorized(f"{where}: who?", status=401) if b"who?" in content or "X-Who" in headers else None

    http = make_http(refuses=refuses)
    route = tool.get("/a").mock(return_value=httpx.Response(200, text="who?"))
    tool.get("/b").mock(return_value=httpx.Response(404, headers={"x-who": "?"}))
    for path in ("/a", "/a", "/b"):
        with pytest.raises(Unauthorized):
            http.get(path)
    assert route.call_count == 1


def test_a_missing_right_stops_nothing_else(http: Http, tool: respx.MockRouter) -> None:
    tool.get("/secret").mock(return_value=httpx.Response(403))
    tool.get("/a").mock(return_value=httpx.Response(200))
    with pytest.raises(Unauthorized):
        http.get("/secret")
    assert http.get("/a").status_code == 200


def test_where_jira_wants_a_captcha_solved_nothing_more_is_asked(http: Http, tool: respx.MockRouter) -> None:
    """https://developer.atlassian.com/server/jira/platform/basic-authentication/#captcha"""
    denied = {"X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira.example.com/login.jsp"}
    route = tool.get("/a").mock(return_value=httpx.Response(403, headers=denied))
    for _ in range(3):
        with pytest.raises(Unauthorized) as caught:
            http.get("/a")
        assert caught.value.everywhere
    assert route.call_count == 1


def test_nothing_goes_out_inside_a_window_that_any_thread_was_told_of(
    http: Http, tool: respx.MockRouter, clock: Clock
) -> None:
    meeting = Meeting(IN_FLIGHT, httpx.Response(429, headers={"Retry-After": "900"}))
    limited = tool.get("/limited").mock(side_effect=meeting)
    other = tool.route(path="/a").mock(return_value=httpx.Response(200))
    assert outcomes(lambda: http.get("/limited"), IN_FLIGHT) == [Unavailable] * IN_FLIGHT
    assert outcomes(lambda: http.get("/a")) == [Unavailable] * THREADS
    assert outcomes(lambda: http.request("POST", "/a")) == [Unavailable] * THREADS
    assert (limited.call_count, other.call_count) == (IN_FLIGHT, 0)
    clock.now += 900
    assert outcomes(lambda: http.get("/a")) == [None] * THREADS


class Watched:
    """A tool with short windows that notes every request which comes inside of one, on the hub's own clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.shut_until, self.served, self.inside = clock, 0.0, 0, 0
        self.told: set[int] = set()
        self.lock = threading.Lock()

    def __call__(self, _: httpx.Request) -> httpx.Response:
        with self.lock:
            self.inside += self.clock.now < self.shut_until
            self.served += 1
            if self.served % 7:
                return httpx.Response(200)
            self.shut_until = self.clock.now + 3
            return httpx.Response(200, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3"})


def test_a_spent_allowance_holds_for_the_thread_that_comes_next(
    http: Http, tool: respx.MockRouter, clock: Clock
) -> None:
    """One thread after the other, a hundred of them: none of their requests comes inside a window."""
    watched = Watched(clock)
    tool.get("/a").mock(side_effect=watched)
    for _ in range(100):
        assert outcomes(lambda: http.get("/a"), 1) == [None]
    assert (watched.served, watched.inside) == (100, 0)


def test_ten_failures_open_the_circuit_for_every_thread(
    http: Http, tool: respx.MockRouter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also for those in the middle of their tries: twenty calls of five tries are not a hundred requests."""
    monkeypatch.setattr("random.uniform", lambda low, high: 0.0)  # or their pauses would add up to the half minute
    meeting = Meeting(1, httpx.Response(502))
    tool.get("/a").mock(side_effect=meeting)
    assert outcomes(lambda: http.get("/a")) == [Unavailable] * THREADS
    assert BROKEN_AFTER <= meeting.arrived <= BROKEN_AFTER + THREADS
    before = meeting.arrived
    assert outcomes(lambda: http.get("/a")) == [Unavailable] * THREADS
    assert meeting.arrived == before
    clock.now += 30
    tool.get("/a").mock(return_value=httpx.Response(200))
    assert outcomes(lambda: http.get("/a")) == [None] * THREADS


def test_failures_of_all_threads_are_counted(http: Http, tool: respx.MockRouter) -> None:
    meeting = Meeting(BROKEN_AFTER, httpx.Response(504))
    tool.post("/a").mock(side_effect=meeting)
    assert outcomes(lambda: http.request("POST", "/a"), BROKEN_AFTER) == [Unavailable] * BROKEN_AFTER
    with pytest.raises(Unavailable, match="10 times in a row"):
        http.get("/b")
