"""Rate limits on the simulated clock, and the checker that counts who does not wait."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from sandbox.faults import Fault
from sandbox.jira import JiraState, hasty, rate_limited, throttled
from sandbox.server import Sandbox


def write(web: httpx.Client, key: str) -> httpx.Response:
    return web.put(f"/issue/{key}", json={"update": {"labels": [{"add": "x"}]}})


def test_twenty_writes_to_one_issue_in_two_seconds(state: JiraState, web: httpx.Client) -> None:
    first, second = (state.create_issue("PAY", "Task", "t", reporter="ada") for _ in range(2))
    assert {write(web, first).status_code for _ in range(20)} == {204}
    refused = write(web, state.find(first)["id"])  # its id is no way round
    assert (refused.status_code, refused.headers["RateLimit-Reason"]) == (429, "jira-per-issue-on-write")
    assert refused.headers["Retry-After"] == "2"
    assert write(web, second).status_code == 204
    assert web.get(f"/issue/{first}").status_code == 200
    state.clock.advance(timedelta(seconds=2))
    assert write(web, first).status_code == 204


def test_a_hundred_writes_in_half_a_minute(state: JiraState, web: httpx.Client) -> None:
    key = state.create_issue("PAY", "Task", "t", reporter="ada")
    for _ in range(5):
        assert {write(web, key).status_code for _ in range(20)} == {204}
        state.clock.advance(timedelta(seconds=2))
    assert write(web, key).headers["Retry-After"] == "20"


@pytest.mark.parametrize("as_date", [False, True])
def test_bursts(state: JiraState, web: httpx.Client, as_date: bool) -> None:
    state.limits.burst, state.limits.as_date = 2, as_date
    assert [web.get("/myself").status_code for _ in range(3)] == [200, 200, 429]
    refused = web.get("/field")
    assert refused.headers["RateLimit-Reason"] == "jira-burst-based"
    after = refused.headers["Retry-After"]
    assert (parsedate_to_datetime(after) - state.clock() == timedelta(seconds=1)) if as_date else after == "1"
    state.clock.advance(timedelta(seconds=1))
    assert web.get("/field").status_code == 200


@pytest.mark.parametrize("wait", [4, 5])
@pytest.mark.parametrize("refuse", [rate_limited, throttled])
def test_who_does_not_wait_is_found(
    state: JiraState, sandbox: Sandbox, web: httpx.Client, refuse: Callable[..., Fault], wait: int
) -> None:
    sandbox.faults.append(refuse("myself", after=5))
    assert web.get("/myself").status_code == 429
    state.clock.advance(timedelta(seconds=wait))
    web.get("/field")
    assert [exchange.path for exchange in hasty(sandbox.history)] == ([] if wait == 5 else ["/rest/api/3/field"])


def test_a_refusal_for_one_issue_closes_no_other(state: JiraState, sandbox: Sandbox, web: httpx.Client) -> None:
    state.limits.per_issue = ((1, timedelta(seconds=2)),)
    first, second = (state.create_issue("PAY", "Task", "t", reporter="ada") for _ in range(2))
    assert [write(web, key).status_code for key in (first, second, first)] == [204, 204, 429]
    assert web.get(f"/issue/{first}").status_code == 200
    assert hasty(sandbox.history) == []
    write(web, first)
    assert [exchange.status for exchange in hasty(sandbox.history)] == [429]
