"""A tool that names a time is taken at its word: nothing of this credential goes out before it."""

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from connectors.transport import Http
from connectors.transport.limits import LONGEST, Gate, named_wait
from core.contract import Unavailable
from tests.transport.conftest import EPOCH, Clock

NOW = datetime.fromtimestamp(EPOCH, UTC)
FAST = NOW + timedelta(hours=3)  # a tool whose clock is wrong


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {}, None),
        (429, {"retry-after": "7"}, 7.0),
        (503, {"retry-after": "0.5"}, 0.5),
        (429, {"retry-after": http_date(NOW + timedelta(seconds=90))}, 90.0),
        (429, {"retry-after": http_date(FAST + timedelta(seconds=30)), "date": http_date(FAST)}, 30.0),
        (429, {"retry-after": http_date(NOW - timedelta(seconds=90))}, 0.0),
        (429, {"retry-after": "-3"}, 0.0),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "nan"}, None),
        (429, {"retry-after": "inf"}, None),
        (429, {"retry-after": "9" * 400}, None),
        (429, {"retry-after": "900000"}, LONGEST),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(EPOCH) + 600)}, 600.0),
        (
            403,
            {
                "x-ratelimit-remaining": "0",
                "x-ratelimit-reset": str(int(FAST.timestamp()) + 600),
                "date": http_date(FAST),
            },
            600.0,
        ),
        (403, {"x-ratelimit-remaining": "42", "x-ratelimit-reset": str(int(EPOCH) + 600)}, None),
        (502, {"x-ratelimit-remaining": "42", "x-ratelimit-reset": str(int(EPOCH) + 600)}, None),
        (429, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-01-01T12:01Z"}, 60.0),
        (429, {"x-ratelimit-reset": "2026-01-01T12:00:30"}, 30.0),
        (429, {"retry-after": "5", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-01-01T12:01Z"}, 5.0),
        (200, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(EPOCH) + 9)}, 9.0),
    ],
)
def test_the_wait_that_an_answer_names(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert named_wait(status, httpx.Headers(headers), EPOCH) == seconds


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.sampled_from([200, 403, 429, 503]))
def test_no_header_can_stop_the_hub(after: str, reset: str, date: str, status: int) -> None:
    headers = {"retry-after": after, "x-ratelimit-reset": reset, "x-ratelimit-remaining": "0", "date": date}
    wait = named_wait(status, headers, EPOCH)
    assert wait is None or 0.0 <= wait <= LONGEST


def test_a_short_limit_is_slept_through(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    limited = httpx.Response(429, headers={"Retry-After": "20"})
    tool.get("/a").mock(side_effect=[limited, httpx.Response(200)])
    assert http.get("/a").status_code == 200
    assert clock.naps == [20.0]


def test_a_long_limit_is_handed_to_the_caller_at_once(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    tool.post("/a").mock(return_value=httpx.Response(429, headers={"Retry-After": "3600"}))
    with pytest.raises(Unavailable) as caught:
        http.request("POST", "/a")
    assert (caught.value.after, caught.value.ambiguous, clock.naps) == (3600.0, False, [])


def test_a_limit_shuts_the_whole_credential(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    tool.get("/a").mock(return_value=httpx.Response(429, headers={"Retry-After": "600"}))
    other = tool.route(path="/b").mock(return_value=httpx.Response(200))
    with pytest.raises(Unavailable):
        http.get("/a")
    clock.now += 100
    with pytest.raises(Unavailable, match="rate limit ends in 500 s") as caught:
        http.request("POST", "/b")
    assert (caught.value.after, caught.value.ambiguous) == (500.0, False)
    assert not other.called
    clock.now += 460
    assert http.get("/b").status_code == 200
    assert clock.naps == [40.0]


def test_the_last_request_of_an_allowance_shuts_the_gate(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    reset = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(EPOCH) + 900)}
    route = tool.get("/a").mock(return_value=httpx.Response(200, headers=reset))
    assert http.get("/a").status_code == 200
    with pytest.raises(Unavailable) as caught:
        http.get("/a")
    assert (caught.value.after, route.call_count) == (900.0, 1)


def test_a_later_shorter_limit_does_not_open_the_gate(clock: Clock) -> None:
    gate = Gate(clock)
    gate.limit(100)
    gate.limit(10)
    assert gate.limited() == 100


def test_threads_that_share_a_credential_all_wait(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    sent: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        sent.append(clock.now)
        return httpx.Response(200)

    tool.get("/limit").mock(return_value=httpx.Response(429, headers={"Retry-After": "3600"}))
    tool.get("/a").mock(side_effect=answer)
    with pytest.raises(Unavailable):
        http.get("/limit")
    opens = clock.now + 3600
    clock.now += 3590
    threads = [threading.Thread(target=http.get, args=("/a",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == 8
    assert min(sent) >= opens
