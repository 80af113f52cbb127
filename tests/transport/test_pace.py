"""Room between writes: how much, on which clock, and never at the price of a read."""

import threading
from collections.abc import Callable
from itertools import pairwise

import httpx
import pytest
import respx
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.transport import Http
from connectors.transport.pace import Pace
from core.contract import Unavailable
from tests.transport.conftest import Clock

Sent = list[tuple[str, float, float]]
GITHUB = ((80, 60.0), (500, 3600.0))


@pytest.fixture
def slow(tool: respx.MockRouter, clock: Clock) -> Sent:
    """A tool that takes 2 seconds for each request: method, begin and end."""
    sent: Sent = []

    def answer(request: httpx.Request) -> httpx.Response:
        begun, clock.now = clock.now, clock.now + 2
        sent.append((request.method, begun, clock.now))
        return httpx.Response(200)

    tool.route(path="/a").mock(side_effect=answer)
    return sent


def gaps(sent: Sent) -> list[float]:
    writes = sorted((begun, ended) for method, begun, ended in sent if method != "GET")
    return [after[0] - before[1] for before, after in pairwise(writes)]


def test_the_gap_lies_between_the_end_of_one_and_the_next(make_http: Callable[..., Http], slow: Sent) -> None:
    http = make_http(write_gap=1.0)
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        http.request(method, "/a")
    assert gaps(slow) == [1.0, 1.0, 1.0]


def test_reads_do_not_wait_and_do_not_count(make_http: Callable[..., Http], slow: Sent, clock: Clock) -> None:
    http = make_http(write_gap=10.0)
    http.request("POST", "/a")
    http.get("/a")
    http.get("/a")
    assert clock.naps == []
    http.request("POST", "/a")
    assert clock.naps == [6.0]


def test_a_post_that_only_reads_does_not_wait(
    make_http: Callable[..., Http], tool: respx.MockRouter, clock: Clock
) -> None:
    tool.post("/rest/api/3/search/jql").mock(return_value=httpx.Response(200))
    http = make_http(write_gap=10.0)
    for _ in range(3):
        http.request("POST", "/rest/api/3/search/jql", json={})
    assert clock.naps == []


def test_without_a_gap_nothing_waits(http: Http, slow: Sent, clock: Clock) -> None:
    http.request("POST", "/a")
    http.request("POST", "/a")
    assert clock.naps == []


def test_each_try_keeps_the_gap(make_http: Callable[..., Http], tool: respx.MockRouter, clock: Clock) -> None:
    times: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        times.append(clock.now)
        return httpx.Response(429, headers={"Retry-After": "1"}) if len(times) == 1 else httpx.Response(200)

    tool.post("/a").mock(side_effect=answer)
    make_http(write_gap=5.0).request("POST", "/a")
    assert times[1] - times[0] >= 5.0


def test_a_turn_past_the_budget_is_for_later(make_http: Callable[..., Http], slow: Sent) -> None:
    http = make_http(write_ceilings=[(2, 3600.0)])
    http.request("POST", "/a")
    http.request("POST", "/a")
    with pytest.raises(Unavailable, match="leaves room between writes") as caught:
        http.request("POST", "/a")
    assert caught.value.after == pytest.approx(3598.0)
    assert not caught.value.ambiguous
    assert len(slow) == 2
    assert http.get("/a").status_code == 200


@pytest.mark.parametrize(("gap", "ceilings"), [(0.0, GITHUB), (1.0, GITHUB), (0.0, ((20, 2.0), (100, 30.0)))])
def test_a_day_of_writes_keeps_every_ceiling(clock: Clock, gap: float, ceilings: tuple[tuple[int, float], ...]) -> None:
    pace = Pace(gap, ceilings, monotonic=clock, sleep=clock.sleep)
    begun: list[float] = []
    for _ in range(700):
        with pace.turn(clock.now + 1e6, "here"):
            begun.append(clock.now)
            clock.now += 0.01
    for count, span in ceilings:
        assert all(later - earlier >= span for earlier, later in zip(begun, begun[count:], strict=False))
    assert begun[500] - begun[0] < 3700, "and takes no longer than it must"


@given(
    st.lists(st.tuples(st.integers(1, 5), st.floats(0.1, 50)), max_size=3),
    st.floats(0, 10),
    st.lists(st.floats(0, 30), min_size=2, max_size=30),
)
@settings(deadline=None)
def test_whatever_the_ceilings_and_the_pauses(
    ceilings: list[tuple[int, float]], gap: float, pauses: list[float]
) -> None:
    clock = Clock()
    pace = Pace(gap, ceilings, monotonic=clock, sleep=clock.sleep)
    begun: list[float] = []
    for pause in pauses:
        with pace.turn(clock.now + 1e9, "here"):
            begun.append(clock.now)
        clock.now += pause
    for count, span in [*ceilings, (1, gap)]:
        assert all(later - earlier >= span - 1e-6 for earlier, later in zip(begun, begun[count:], strict=False))


def test_a_write_that_broke_counts_and_gives_its_turn_back(clock: Clock) -> None:
    pace = Pace(5.0, (), monotonic=clock, sleep=clock.sleep)
    with pytest.raises(KeyError), pace.turn(clock.now + 60, "here"):
        raise KeyError
    with pace.turn(clock.now + 60, "here"):
        assert clock.naps == [5.0]


def test_threads_write_one_after_the_other(make_http: Callable[..., Http], slow: Sent) -> None:
    http = make_http(write_gap=1.0)
    threads = [threading.Thread(target=http.request, args=("POST", "/a")) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gaps(slow) == [1.0] * 11


def test_who_waits_behind_a_hanging_write_is_told_to_come_later() -> None:
    """Waiting for the turn of another thread is real waiting, and ends with the call."""
    clock = Clock()
    pace = Pace(1.0, (), monotonic=clock, sleep=clock.sleep)
    caught: list[Unavailable] = []

    def second() -> None:
        try:
            with pace.turn(clock.now + 0.05, "jira: POST /a"):
                pass
        except Unavailable as error:
            caught.append(error)

    with pace.turn(clock.now + 60, "here"):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join()
    assert "the writes before it take their time" in str(caught[0])
