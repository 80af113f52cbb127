"""Which request is tried how often, and which error the caller gets: the table of the one retry policy."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx

from connectors.transport import Http
from core.contract import ConnectorError, Refused, Unauthorized, Unavailable
from tests.transport.conftest import Clock

Answer = httpx.Response | type[httpx.RequestError]


def status(code: int, **headers: str) -> Callable[[], Answer]:
    return lambda: httpx.Response(code, headers={name.replace("_", "-"): value for name, value in headers.items()})


def failure(error: type[httpx.RequestError]) -> Callable[[], Answer]:
    return lambda: error


SECONDARY = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}
FAILS = [
    # answer, tries of a GET, tries of a POST, error class, POST ambiguous
    (status(400), 1, 1, Refused, False),
    (status(404), 1, 1, Refused, False),
    (status(409), 1, 1, Refused, False),
    (status(410), 1, 1, Refused, False),
    (status(422), 1, 1, Refused, False),
    (status(401), 1, 1, Unauthorized, False),
    (status(403), 1, 1, Unauthorized, False),
    (status(403, retry_after="1"), 5, 5, Unavailable, False),
    (status(429), 5, 5, Unavailable, False),
    (status(429, retry_after="2"), 5, 5, Unavailable, False),
    (status(503, retry_after="2"), 5, 5, Unavailable, False),
    (status(503), 5, 1, Unavailable, True),
    (status(500), 5, 1, Unavailable, True),
    (status(502), 5, 1, Unavailable, True),
    (status(504), 5, 1, Unavailable, True),
    (status(522), 5, 1, Unavailable, True),
    (status(408), 5, 1, Unavailable, True),
    (failure(httpx.ConnectError), 5, 5, Unavailable, False),
    (failure(httpx.ConnectTimeout), 5, 5, Unavailable, False),
    (failure(httpx.PoolTimeout), 5, 5, Unavailable, False),
    (failure(httpx.ReadTimeout), 5, 1, Unavailable, True),
    (failure(httpx.ReadError), 5, 1, Unavailable, True),
    (failure(httpx.WriteError), 5, 1, Unavailable, True),
    (failure(httpx.WriteTimeout), 5, 1, Unavailable, True),
    (failure(httpx.RemoteProtocolError), 5, 1, Unavailable, True),
    (failure(httpx.LocalProtocolError), 1, 1, Refused, False),
]


def answered(answer: Callable[[], Answer]) -> dict[str, Any]:
    made = answer()
    return {"return_value": made} if isinstance(made, httpx.Response) else {"side_effect": made("as planned")}


@pytest.mark.parametrize(("answer", "tries", "_writes", "error", "_ambiguous"), FAILS)
def test_get(
    http: Http, tool: respx.MockRouter, answer: Any, tries: int, _writes: int, error: type, _ambiguous: bool
) -> None:
    route = tool.get("/a").mock(**answered(answer))
    with pytest.raises(ConnectorError) as caught:
        http.get("/a")
    assert (type(caught.value), route.call_count) == (error, tries)
    assert not getattr(caught.value, "ambiguous", False)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize(("answer", "_reads", "tries", "error", "ambiguous"), FAILS)
def test_write(
    http: Http,
    tool: respx.MockRouter,
    method: str,
    answer: Any,
    _reads: int,
    tries: int,
    error: type,
    ambiguous: bool,
) -> None:
    route = tool.route(method=method, path="/a").mock(**answered(answer))
    with pytest.raises(ConnectorError) as caught:
        http.request(method, "/a", json={"body": "x"})
    assert (type(caught.value), route.call_count) == (error, tries)
    assert getattr(caught.value, "ambiguous", False) is ambiguous


def test_a_secondary_limit_of_github_is_waited_for_and_not_mistaken_for_a_missing_right(
    http: Http, tool: respx.MockRouter, clock: Clock
) -> None:
    route = tool.post("/a").mock(side_effect=[httpx.Response(403, json=SECONDARY), httpx.Response(201)])
    with pytest.raises(Unavailable) as caught:
        http.request("POST", "/a")
    assert caught.value.after == 60.0
    assert not caught.value.ambiguous
    assert route.call_count == 1
    clock.now += 60.0
    assert http.request("POST", "/a").status_code == 201


def test_a_read_goes_on_after_trouble_with_growing_pauses(
    http: Http, tool: respx.MockRouter, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda low, high: high)
    tool.get("/a").mock(side_effect=[httpx.Response(502), httpx.ReadTimeout, httpx.Response(500), httpx.Response(200)])
    assert http.get("/a").status_code == 200
    assert clock.naps == [1.0, 2.0, 4.0]


def test_a_write_that_never_left_is_sent_again_whole(http: Http, tool: respx.MockRouter) -> None:
    route = tool.post("/a").mock(side_effect=[httpx.ConnectError, httpx.Response(201)])
    assert http.request("POST", "/a", json={"text": "once"}).status_code == 201
    assert [call.request.content for call in route.calls] == [b'{"text":"once"}'] * 2


def test_a_slow_failure_uses_up_the_budget(http: Http, tool: respx.MockRouter, clock: Clock) -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        clock.now += request.extensions["timeout"]["read"]
        raise httpx.ReadTimeout("slow", request=request)

    route = tool.get("/a").mock(side_effect=slow)
    started = clock.now
    with pytest.raises(Unavailable):
        http.get("/a")
    assert clock.now - started <= 60.001
    assert route.call_count == 2


def test_an_unchanged_page_is_an_answer(http: Http, tool: respx.MockRouter) -> None:
    tool.get("/a", headers={"If-None-Match": 'W/"1"'}).mock(return_value=httpx.Response(304))
    assert http.get("/a", headers={"If-None-Match": 'W/"1"'}).status_code == 304


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"message": "Not Found"}, "(Not Found)"),
        ({"errorMessages": ["Issue does not exist"], "errors": {"summary": "too long"}}, "exist; summary: too long)"),
        ({"message": "Validation Failed", "errors": [{"field": "x", "message": "is bad"}]}, "Failed; is bad)"),
        ({"error": {"code": 404, "message": "Requested entity was not found."}}, "(Requested entity was not found.)"),
        ({"error": "invalid_grant", "error_description": "Bad key"}, "(invalid_grant; Bad key)"),
        ({"message": "two\r\nlines\x1b[31m"}, "(two lines [31m)"),
        (["what"], "answered 404:"),
    ],
)
def test_the_error_says_tool_place_reason_and_mend(http: Http, tool: respx.MockRouter, body: Any, words: str) -> None:
    tool.get("/things/7").mock(return_value=httpx.Response(404, json=body))
    with pytest.raises(Refused) as caught:
        http.get("/things/7", params={"jql": "private words"})
    text = str(caught.value)
    assert text.startswith("jira: GET /things/7 answered 404")
    assert words in text
    assert "check the name in the settings" in text
    assert "private" not in text
    assert caught.value.status == 404


def test_ten_failures_in_a_row_open_the_circuit_for_half_a_minute(
    http: Http, tool: respx.MockRouter, clock: Clock
) -> None:
    route = tool.get("/a").mock(side_effect=httpx.ConnectError)
    for _ in range(2):
        with pytest.raises(Unavailable):
            http.get("/a")
    clock.naps.clear()
    with pytest.raises(Unavailable, match="10 times in a row") as caught:
        http.get("/a")
    assert (route.call_count, clock.naps) == (10, [])
    assert caught.value.after == pytest.approx(30.0)
    clock.now += 30.0
    route.mock(side_effect=None, return_value=httpx.Response(200))
    assert http.get("/a").status_code == 200


def test_one_broken_page_does_not_open_the_circuit_for_the_others(http: Http, tool: respx.MockRouter) -> None:
    tool.get("/poison").mock(return_value=httpx.Response(500))
    tool.get("/fine").mock(return_value=httpx.Response(200))
    for _ in range(3):
        with pytest.raises(Unavailable):
            http.get("/poison")
    assert http.get("/fine").status_code == 200
